#include "rows/split_wish.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"

namespace aimodel {

namespace {

constexpr const char* kEqualRows = "equal_rows";

SplitWish read_wish(const Spec& spec, const std::string& key) {
  SplitWish wish{key, spec.training()[key], SplitWish::Kind::none, 0, 1, false, "", ""};
  const Options& options = wish.options;
  if (options.json().is_number()) {
    wish.share = spec.training().number(key);
    if (wish.share > 0) wish.kind = SplitWish::Kind::share;
    return wish;
  }
  const std::string type = options.type();
  if (type == "share") {
    wish.kind = options.has("group") ? SplitWish::Kind::groups : SplitWish::Kind::share;
    wish.share = options.number("share");
    wish.seed = static_cast<uint64_t>(options.integer("seed"));
    wish.stratify = options.flag("stratify");
    if (wish.kind != SplitWish::Kind::groups) return wish;
    if (options.text("group") != kEqualRows) wish.column = options.text("group");
    if (wish.stratify) {
      throw options.error_at("stratify", "\"stratify\" cannot be combined with \"group\"");
    }
  } else if (type == "last") {
    wish.kind = SplitWish::Kind::last;
    wish.share = options.number("share");
    wish.column = options.text("by");
  } else if (type == "column") {
    wish.kind = SplitWish::Kind::named;
    wish.column = options.text("column");
    wish.value = options.text("value");
  }
  return wish;
}

}  // namespace

size_t SplitWish::size(size_t all) const {
  return std::max<size_t>(1, static_cast<size_t>(std::llround(share * static_cast<double>(all))));
}

SplitWishes read_wishes(const Spec& spec) {
  SplitWishes wishes{read_wish(spec, "validation"), read_wish(spec, "test")};
  const auto& [first, second] = wishes;
  const bool both = first.kind == SplitWish::Kind::groups && second.kind == SplitWish::Kind::groups;
  if (both && first.column != second.column) {
    const auto name = [](const SplitWish& wish) {
      return wish.column.empty() ? std::string("equal rows") : quote(wish.column);
    };
    throw second.options.error_at(
        "group", fmt::format("validation is grouped by {}, test by {}; only one column can keep "
                             "its values together",
                             name(first), name(second)));
  }
  return wishes;
}

}  // namespace aimodel
