#include "rows/split_rule.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/json.h"
#include "base/names.h"

namespace aimodel {

namespace {

constexpr const char* kEqualRows = "equal_rows";

SplitRule read_rule(const Spec& spec, const std::string& key) {
  SplitRule rule{key, spec.training()[key], SplitRule::Kind::none, 0, 1, false, "", ""};
  const Options& options = rule.options;
  if (options.json().is_number()) {
    rule.share = spec.training().number(key);
    if (rule.share > 0) rule.kind = SplitRule::Kind::share;
    return rule;
  }
  const std::string type = options.type();
  if (type == "share") {
    rule.kind = options.has("group") ? SplitRule::Kind::groups : SplitRule::Kind::share;
    rule.share = options.number("share");
    rule.seed = static_cast<uint64_t>(options.integer("seed"));
    rule.stratify = options.flag("stratify");
    if (rule.kind != SplitRule::Kind::groups) return rule;
    if (options.text("group") != kEqualRows) rule.column = options.text("group");
    if (rule.stratify) {
      throw options.error_at("stratify", "\"stratify\" cannot be combined with \"group\"");
    }
  } else if (type == "last") {
    rule.kind = SplitRule::Kind::last;
    rule.share = options.number("share");
    rule.column = options.text("by");
  } else if (type == "column") {
    rule.kind = SplitRule::Kind::named;
    rule.column = options.text("column");
    rule.value = options.text("value");
  }
  return rule;
}

}  // namespace

size_t SplitRule::size(size_t all) const {
  return std::max<size_t>(1, static_cast<size_t>(std::llround(share * static_cast<double>(all))));
}

SplitRules read_split_rules(const Spec& spec) {
  SplitRules rules{read_rule(spec, "validation"), read_rule(spec, "test")};
  const auto& [first, second] = rules;
  const bool both = first.kind == SplitRule::Kind::groups && second.kind == SplitRule::Kind::groups;
  if (both && first.column != second.column) {
    const auto name = [](const SplitRule& rule) {
      return rule.column.empty() ? std::string("equal rows") : quote(rule.column);
    };
    throw second.options.error_at(
        "group", fmt::format("validation is grouped by {}, test by {}; only one column can keep "
                             "its values together",
                             name(first), name(second)));
  }
  return rules;
}

}  // namespace aimodel
