#include "rows/split.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "base/random.h"
#include "outputs/output.h"
#include "rows/rare_classes.h"
#include "rows/split_cut.h"

namespace aimodel {

using Kind = SplitWish::Kind;

bool RowSplit::Draw::takes(uint32_t row) const {
  return end > 0 && order.place_of(row) < end && !std::ranges::binary_search(excepted, row);
}

// Takes each share from the front of a random order that is held nowhere. False where a part is not
// such a share, or rows are so few that lists are as good.
bool RowSplit::draw(const Spec& spec, const SplitWishes& wishes, const RowSource& rows) {
  constexpr int64_t kLists = 65536;
  const auto is_plain = [](const SplitWish& wish) {
    return wish.kind == Kind::none || (wish.kind == Kind::share && !wish.stratify);
  };
  if (all_ <= kLists || !is_plain(wishes.test) || !is_plain(wishes.validation)) return false;
  const std::pair<const SplitWish*, Draw*> parts[] = {{&wishes.test, &test_},
                                                      {&wishes.validation, &validation_}};
  int64_t taken = 0;
  for (const auto& wished : parts) {
    const SplitWish* const wish = wished.first;
    Draw* const part = wished.second;
    if (wish->kind == Kind::none) continue;
    part->order.shuffle(Random(wish->seed).branch("split"), static_cast<uint64_t>(all_));
    const auto is_free = [&](uint32_t row) { return part == &test_ || !test_.takes(row); };
    const HeldRows held = hold_classes(spec, rows, [&](uint32_t row) {
      return is_free(row) ? static_cast<int64_t>(part->order.place_of(row)) : kNoPlace;
    });
    std::vector<uint32_t> excepted;
    std::ranges::merge(held.last, held.second, std::back_inserter(excepted));
    const auto count = static_cast<int64_t>(wish->size(static_cast<size_t>(all_)));
    if (taken + count + static_cast<int64_t>(excepted.size()) > all_) return false;
    taken += count;
    uint64_t end = 0;
    for (int64_t found = 0; found < count; ++end) {
      const uint32_t row = part->order[end];
      if (is_free(row) && !std::ranges::binary_search(excepted, row)) ++found;
    }
    std::erase_if(excepted, [&](uint32_t row) { return part->order.place_of(row) >= end; });
    part->excepted = std::move(excepted);
    part->end = end;
    counts_[part == &test_ ? 2 : 1] = count;
  }
  counts_[0] = all_ - taken;
  return true;
}

void RowSplit::check(const SplitWishes& wishes, const std::string& file) const {
  const auto asked = [&](const SplitWish& wish, SplitPart part) {
    return wish.kind == Kind::share ? static_cast<int64_t>(wish.size(static_cast<size_t>(all_)))
                                    : count(part);
  };
  const std::pair<const SplitWish*, SplitPart> parts[] = {
      {&wishes.test, SplitPart::test}, {&wishes.validation, SplitPart::validation}};
  for (const auto& [wish, part] : parts) {
    if (wish->kind == Kind::none || count(part) > 0) continue;
    throw Error(
        Exit::data, file, "no row is left for " + wish->key,
        fmt::format("there {} in all{}", all_ == 1 ? "is 1 row" : fmt::format("are {} rows", all_),
                    spares_classes_ && wish->kind == Kind::share
                        ? ", and one of each class stays in training"
                        : ""));
  }
  const int64_t validation = asked(wishes.validation, SplitPart::validation);
  const int64_t test = asked(wishes.test, SplitPart::test);
  if (count(SplitPart::train) > 0 && validation + test < all_) return;
  throw Error(Exit::data, file, "no row is left for training",
              fmt::format("validation takes {} row{}, test {}", validation,
                          validation == 1 ? "" : "s", test));
}

RowSplit split_rows(const Spec& spec, const Frame& kept, int64_t count, const RowSource& rows) {
  const SplitWishes wishes = read_wishes(spec);
  RowSplit split;
  split.all_ = count;
  split.spares_classes_ = std::ranges::any_of(
      spec.outputs(), [](const Options& output) { return make_output(output)->stratifies(); });
  if (!split.draw(spec, wishes, rows)) {
    split.test_ = split.validation_ = {};
    split.counts_ = {};
    split.parts_ = cut_rows(spec, wishes, static_cast<size_t>(count), kept, rows);
    for (const SplitPart part : split.parts_) ++split.counts_[static_cast<size_t>(part)];
  }
  split.check(wishes, kept.file);
  return split;
}

std::vector<uint32_t> RowSplit::rows(SplitPart wanted) const {
  std::vector<uint32_t> result;
  result.reserve(static_cast<size_t>(count(wanted)));
  for (uint32_t row = 0; row < all_; ++row) {
    if (part(row) == wanted) result.push_back(row);
  }
  return result;
}

Split split_rows(const Spec& spec, const Frame& frame) {
  std::vector<uint32_t> all(static_cast<size_t>(frame.rows()));
  std::iota(all.begin(), all.end(), 0U);
  const RowSplit split = split_rows(spec, frame, frame.rows(), FrameRows(frame, all));
  return {split.rows(SplitPart::train), split.rows(SplitPart::validation),
          split.rows(SplitPart::test)};
}

std::vector<WantedColumn> split_needs(const Spec& spec) {
  std::vector<WantedColumn> needed = split_columns(spec);
  const SplitWishes wishes = read_wishes(spec);
  if (wishes.validation.stratify || wishes.test.stratify) {
    for (const Options& output : spec.outputs()) {
      if (!make_output(output)->stratifies()) continue;
      needed.push_back({output.text("column"), CellKind::text, true});
      break;
    }
  }
  return needed;
}

std::vector<WantedColumn> split_columns(const Spec& spec) {
  const SplitWishes wishes = read_wishes(spec);
  std::vector<WantedColumn> columns;
  for (const SplitWish* wish : {&wishes.validation, &wishes.test}) {
    if (wish->kind == Kind::named) columns.push_back({wish->column, CellKind::verbatim, false});
    if (wish->kind == Kind::last) columns.push_back({wish->column, CellKind::text, false});
    if (wish->kind == Kind::groups && !wish->equal_rows()) {
      columns.push_back({wish->column, CellKind::text, true});
    }
  }
  return columns;
}

}  // namespace aimodel
