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

using Kind = SplitRule::Kind;

bool RowSplit::Draw::takes(uint32_t row) const {
  return end > 0 && order.index_of(row) < end && !std::ranges::binary_search(excepted, row);
}

// Takes each share from the front of a random order that is held nowhere. False where a part is not
// such a share, or rows are so few that lists are as good.
bool RowSplit::draw(const Spec& spec, const SplitRules& rules, const RowSource& rows) {
  constexpr int64_t kLists = 65536;
  const auto is_plain = [](const SplitRule& rule) {
    return rule.kind == Kind::none || (rule.kind == Kind::share && !rule.stratify);
  };
  if (all_ <= kLists || !is_plain(rules.test) || !is_plain(rules.validation)) return false;
  const std::pair<const SplitRule*, Draw*> parts[] = {{&rules.test, &test_},
                                                      {&rules.validation, &validation_}};
  int64_t taken = 0;
  for (const auto& ruled : parts) {
    const SplitRule* const rule = ruled.first;
    Draw* const part = ruled.second;
    if (rule->kind == Kind::none) continue;
    part->order.shuffle(Random(rule->seed).branch("split"), static_cast<uint64_t>(all_));
    const auto is_free = [&](uint32_t row) { return part == &test_ || !test_.takes(row); };
    const HeldRows held = hold_classes(spec, rows, [&](uint32_t row) {
      return is_free(row) ? static_cast<int64_t>(part->order.index_of(row)) : kNoIndex;
    });
    std::vector<uint32_t> excepted;
    std::ranges::merge(held.last, held.second, std::back_inserter(excepted));
    const auto count = static_cast<int64_t>(rule->size(static_cast<size_t>(all_)));
    if (taken + count + static_cast<int64_t>(excepted.size()) > all_) return false;
    taken += count;
    uint64_t end = 0;
    for (int64_t found = 0; found < count; ++end) {
      const uint32_t row = part->order[end];
      if (is_free(row) && !std::ranges::binary_search(excepted, row)) ++found;
    }
    std::erase_if(excepted, [&](uint32_t row) { return part->order.index_of(row) >= end; });
    part->excepted = std::move(excepted);
    part->end = end;
    counts_[part == &test_ ? 2 : 1] = count;
  }
  counts_[0] = all_ - taken;
  return true;
}

void RowSplit::check(const SplitRules& rules, const std::string& file) const {
  const auto asked = [&](const SplitRule& rule, SplitPart part) {
    return rule.kind == Kind::share ? static_cast<int64_t>(rule.size(static_cast<size_t>(all_)))
                                    : count(part);
  };
  const std::pair<const SplitRule*, SplitPart> parts[] = {
      {&rules.test, SplitPart::test}, {&rules.validation, SplitPart::validation}};
  for (const auto& [rule, part] : parts) {
    if (rule->kind == Kind::none || count(part) > 0) continue;
    throw Error(
        Exit::data, file, "no row is left for " + rule->key,
        fmt::format("there {} in all{}", all_ == 1 ? "is 1 row" : fmt::format("are {} rows", all_),
                    spares_classes_ && rule->kind == Kind::share
                        ? ", and one of each class stays in training"
                        : ""));
  }
  const int64_t validation = asked(rules.validation, SplitPart::validation);
  const int64_t test = asked(rules.test, SplitPart::test);
  if (count(SplitPart::train) > 0 && validation + test < all_) return;
  throw Error(Exit::data, file, "no row is left for training",
              fmt::format("validation takes {} row{}, test {}", validation,
                          validation == 1 ? "" : "s", test));
}

RowSplit split_rows(const Spec& spec, const Frame& kept, int64_t count, const RowSource& rows) {
  const SplitRules rules = read_split_rules(spec);
  RowSplit split;
  split.all_ = count;
  split.spares_classes_ = std::ranges::any_of(
      spec.outputs(), [](const Options& output) { return make_output(output)->stratifies(); });
  if (!split.draw(spec, rules, rows)) {
    split.test_ = split.validation_ = {};
    split.counts_ = {};
    split.parts_ = cut_rows(spec, rules, static_cast<size_t>(count), kept, rows);
    for (const SplitPart part : split.parts_) ++split.counts_[static_cast<size_t>(part)];
  }
  split.check(rules, kept.file);
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

std::vector<CsvColumn> split_columns(const Spec& spec) {
  const SplitRules rules = read_split_rules(spec);
  std::vector<CsvColumn> columns;
  for (const SplitRule* rule : {&rules.validation, &rules.test}) {
    if (rule->kind == Kind::named) columns.push_back({rule->column, CellKind::verbatim, false});
    if (rule->kind == Kind::last) columns.push_back({rule->column, CellKind::text, false});
    if (rule->kind == Kind::groups && !rule->equal_rows()) {
      columns.push_back({rule->column, CellKind::text, true});
    }
  }
  return columns;
}

}  // namespace aimodel
