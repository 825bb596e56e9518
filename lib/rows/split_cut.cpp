#include "rows/split_cut.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/names.h"
#include "base/random_order.h"
#include "columns/values.h"
#include "csv/csv_cell.h"
#include "outputs/output.h"
#include "rows/rare_classes.h"
#include "rows/row_groups.h"
#include "rows/row_order.h"

namespace aimodel {

namespace {

using Rows = std::vector<uint32_t>;
using Kind = SplitRule::Kind;

// How many rows of each class to take so that each gives its share and the sum is `count` (largest
// remainder; of equals the first class), none more than there is `room`; what it lacks the others
// give in turn.
std::vector<size_t> class_quotas(const std::vector<size_t>& sizes, const std::vector<size_t>& room,
                                 size_t count) {
  const size_t all = std::accumulate(sizes.begin(), sizes.end(), size_t{0});
  const size_t most = std::accumulate(room.begin(), room.end(), size_t{0});
  std::vector<size_t> quotas;
  std::vector<std::pair<double, size_t>> remainders;
  size_t given = 0;
  for (size_t i = 0; i < sizes.size(); ++i) {
    const double exact =
        static_cast<double>(count) * static_cast<double>(sizes[i]) / static_cast<double>(all);
    quotas.push_back(std::min(room[i], static_cast<size_t>(exact)));
    given += quotas.back();
    remainders.emplace_back(exact - std::floor(exact), i);
  }
  std::ranges::stable_sort(remainders, std::ranges::greater(),
                           [](const auto& remainder) { return remainder.first; });
  for (size_t i = 0; given < std::min(count, most); i = (i + 1) % remainders.size()) {
    size_t& quota = quotas[remainders[i].second];
    if (quota == room[remainders[i].second]) continue;
    ++quota;
    ++given;
  }
  return quotas;
}

const FrameColumn& class_column(const Spec& spec, const Frame& frame, const SplitRule& rule) {
  for (const Options& output : spec.outputs()) {
    if (make_output(output)->stratifies())
      return frame.column(output.text("column"), CellKind::text);
  }
  throw rule.options.error_at("stratify", "there is no category or binary output to stratify by");
}

class Cutter {
 public:
  Cutter(const Spec& spec, size_t all, const Frame& kept, const RowSource& rows)
      : spec_(spec), kept_(kept), rows_(rows), parts_(all, SplitPart::train) {}

  void take(const SplitRule& rule, SplitPart part) {
    const Rows chosen = choose(rule);
    for (const uint32_t row : chosen) parts_[row] = part;
  }

  std::vector<SplitPart> parts() && { return std::move(parts_); }

 private:
  Rows choose(const SplitRule& rule) {
    switch (rule.kind) {
      case Kind::none:
        break;
      case Kind::named:
        return named(rule);
      case Kind::last:
        return last(rule);
      case Kind::groups:
        return groups(rule);
      case Kind::share:
        return share(rule);
    }
    return {};
  }

  bool is_free(uint32_t row) const { return parts_[row] == SplitPart::train; }

  Rows free_rows() const {
    Rows free;
    for (uint32_t row = 0; row < parts_.size(); ++row) {
      if (is_free(row)) free.push_back(row);
    }
    return free;
  }

  static Random random_of(const SplitRule& rule) { return Random(rule.seed).branch("split"); }

  // The rows in which a column holds a value.
  Rows named(const SplitRule& rule) const {
    const FrameColumn& cells = kept_.column(rule.column, CellKind::verbatim);
    const Rows free = free_rows();
    Rows taken;
    for (const uint32_t row : free) {
      if (trimmed(cells.text(row)) == trimmed(rule.value)) taken.push_back(row);
    }
    if (!taken.empty()) return taken;
    std::vector<std::string> values;
    for (const ValueCount& value : count_values(cells, free)) values.push_back(value.text);
    throw Error(Exit::data, kept_.file,
                fmt::format("no row is left for {}: column {} never holds {}", rule.key,
                            quote(rule.column), quote(rule.value)),
                suggest(rule.value, values));
  }

  // From the end of a column's order until there are enough; rows of one rank in it
  // stay together.
  Rows last(const SplitRule& rule) const {
    const FrameColumn& cells = kept_.column(rule.column, CellKind::text);
    const std::vector<double> order = order_of(cells, kept_.file);
    const auto rank = [&](uint32_t row) { return order[cells.ids[row]]; };
    Rows free = free_rows();
    std::ranges::stable_sort(free, std::ranges::greater(), rank);
    size_t count = std::min(free.size(), rule.size(parts_.size()));
    while (count > 0 && count < free.size() && rank(free[count]) == rank(free[count - 1])) {
      ++count;
    }
    free.resize(count);
    return free;
  }

  // Whole groups in random order until there are enough rows.
  Rows groups(const SplitRule& rule) {
    if (!groups_) {
      groups_ = rule.equal_rows() ? groups_of_equal_rows(spec_, rows_)
                                  : groups_of(kept_.column(rule.column, CellKind::text));
    }
    const Rows free = free_rows();
    std::vector<size_t> sizes(groups_->sizes.size());
    for (const uint32_t row : free) ++sizes[groups_->of_row[row]];
    std::vector<bool> chosen(sizes.size());
    const Random random = random_of(rule).branch(rule.key);
    size_t given = 0;
    for (const uint32_t group : random.permutation(static_cast<uint32_t>(sizes.size()))) {
      if (given >= rule.size(parts_.size())) break;
      chosen[group] = sizes[group] > 0;
      given += sizes[group];
    }
    Rows taken;
    for (const uint32_t row : free) {
      if (chosen[groups_->of_row[row]]) taken.push_back(row);
    }
    return taken;
  }

  // The first rows of a random order, but for those that training needs to see every class.
  Rows share(const SplitRule& rule) const {
    const RandomOrder order(random_of(rule), parts_.size());
    std::vector<uint32_t> index(parts_.size());
    for (size_t i = 0; i < parts_.size(); ++i) index[order[i]] = static_cast<uint32_t>(i);
    const HeldRows held = hold_classes(
        spec_, rows_, [&](uint32_t row) { return is_free(row) ? int64_t{index[row]} : kNoIndex; });
    std::vector<bool> is_held(parts_.size());
    for (const uint32_t row : held.last) is_held[row] = true;
    for (const uint32_t row : held.second) is_held[row] = true;
    Rows open;
    for (size_t i = 0; i < parts_.size(); ++i) {
      if (is_free(order[i]) && !is_held[order[i]]) open.push_back(order[i]);
    }
    const size_t count = rule.size(parts_.size());
    Rows taken =
        rule.stratify
            ? stratified(rule, count, open)
            : Rows(open.begin(),
                   open.begin() + static_cast<std::ptrdiff_t>(std::min(count, open.size())));
    for (const uint32_t row : held.second) {
      if (taken.size() < count) taken.push_back(row);
    }
    return taken;
  }

  Rows stratified(const SplitRule& rule, size_t count, const Rows& open) const {
    const FrameColumn& classes = class_column(spec_, kept_, rule);
    std::vector<std::string> names;
    std::vector<size_t> sizes;
    for (const ValueCount& value : count_values(classes, free_rows())) {
      names.push_back(value.text);
      sizes.push_back(value.count);
    }
    const ValueIndex index(names);
    std::vector<size_t> room(names.size());
    const auto each = [&](const auto& use) {
      for_each_index(
          classes, open, [&](const std::string& text) { return index.find(text); },
          ValueIndex::kNone,
          [&](size_t i, int64_t class_index) {
            if (class_index >= 0) use(open[i], static_cast<size_t>(class_index));
          });
    };
    each([&](uint32_t, size_t class_index) { ++room[class_index]; });
    std::vector<size_t> quotas = class_quotas(sizes, room, count);
    Rows taken;
    each([&](uint32_t row, size_t class_index) {
      if (quotas[class_index] == 0) return;
      --quotas[class_index];
      taken.push_back(row);
    });
    return taken;
  }

  const Spec& spec_;
  const Frame& kept_;
  const RowSource& rows_;
  std::vector<SplitPart> parts_;
  std::optional<RowGroups> groups_;  // both parts have the same
};

}  // namespace

std::vector<SplitPart> cut_rows(const Spec& spec, const SplitRules& rules, size_t all,
                                const Frame& kept, const RowSource& rows) {
  Cutter cutter(spec, all, kept, rows);
  for (const Kind kind : {Kind::named, Kind::last, Kind::groups, Kind::share}) {
    if (rules.test.kind == kind) cutter.take(rules.test, SplitPart::test);
    if (rules.validation.kind == kind) cutter.take(rules.validation, SplitPart::validation);
  }
  return std::move(cutter).parts();
}

}  // namespace aimodel
