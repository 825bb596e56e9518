#include "data/split.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "base/json.h"
#include "base/random.h"
#include "base/text.h"
#include "data/csv_cell.h"
#include "data/values.h"

namespace aimodel {

namespace {

// One of training.validation and training.test, read.
struct Wish {
  std::string key;
  Options options;
  double share = 0;  // 0: not by share
  bool stratify = false;
  std::string group;   // column, or ""
  std::string column;  // that names the split, or ""
  std::string value;
};

Wish read_part(const Spec& spec, const std::string& key) {
  Wish part{key, spec.training()[key], 0, false, "", "", ""};
  if (part.options.json().is_number()) {
    part.share = spec.training().number(key);
    return part;
  }
  const std::string type = part.options.type();
  if (type == "share") {
    part.share = part.options.number("share");
    part.stratify = part.options.flag("stratify");
    if (part.options.has("group")) part.group = part.options.text("group");
    if (part.stratify && !part.group.empty()) {
      throw part.options.error_at("stratify", "\"stratify\" cannot be combined with \"group\"");
    }
  } else if (type == "column") {
    part.column = part.options.text("column");
    part.value = part.options.text("value");
  }
  return part;
}

struct Parts {
  Wish validation, test;
};

Parts read_parts(const Spec& spec) {
  Parts parts{read_part(spec, "validation"), read_part(spec, "test")};
  const std::string& first = parts.validation.group;
  const std::string& second = parts.test.group;
  if (!first.empty() && !second.empty() && first != second) {
    throw parts.test.options.error_at(
        "group", fmt::format("validation is grouped by {}, test by {}; only one column can keep "
                             "its values together",
                             quote(first), quote(second)));
  }
  return parts;
}

using Rows = std::vector<uint32_t>;

std::string where_of(const Frame& frame) {
  return frame.file;
}

// How many rows a share of all of them is; at least one where a share was asked for.
size_t size_of(double share, size_t all) {
  return std::max<size_t>(1, static_cast<size_t>(std::llround(share * static_cast<double>(all))));
}

// Takes the rows in which a column holds a value.
Rows take_named(const Wish& part, const Frame& frame, Rows& free) {
  const FrameColumn& cells = frame.column(part.column, CellKind::verbatim);
  Rows taken, rest;
  for (const uint32_t row : free) {
    (trimmed(cells.text(row)) == trimmed(part.value) ? taken : rest).push_back(row);
  }
  if (taken.empty()) {
    std::vector<std::string> values;
    for (const ValueCount& value : count_values(cells, free)) values.push_back(value.text);
    throw Error(Exit::data, where_of(frame),
                fmt::format("no row is left for {}: column {} never holds {}", part.key,
                            quote(part.column), quote(part.value)),
                suggest(part.value, values));
  }
  free = std::move(rest);
  return taken;
}

// Takes the first `count` of the free rows.
Rows take_first(size_t count, Rows& free) {
  count = std::min(count, free.size());
  Rows taken(free.begin(), free.begin() + static_cast<std::ptrdiff_t>(count));
  free.erase(free.begin(), free.begin() + static_cast<std::ptrdiff_t>(count));
  return taken;
}

// How many rows of each class to take so that each gives its share and the sum is `count` (largest
// remainder; of equals the first class).
std::vector<size_t> class_quotas(const std::vector<size_t>& sizes, size_t count) {
  const size_t all = std::accumulate(sizes.begin(), sizes.end(), size_t{0});
  std::vector<size_t> quotas;
  std::vector<std::pair<double, size_t>> remainders;
  size_t given = 0;
  for (size_t i = 0; i < sizes.size(); ++i) {
    const double exact =
        static_cast<double>(count) * static_cast<double>(sizes[i]) / static_cast<double>(all);
    quotas.push_back(static_cast<size_t>(exact));
    given += quotas.back();
    remainders.emplace_back(exact - std::floor(exact), i);
  }
  std::ranges::stable_sort(remainders, std::ranges::greater(),
                           [](const auto& remainder) { return remainder.first; });
  for (size_t i = 0; given < count && i < remainders.size(); ++i, ++given) {
    ++quotas[remainders[i].second];
  }
  return quotas;
}

Rows take_stratified(size_t count, const FrameColumn& classes, Rows& free) {
  const std::vector<ValueCount> values = count_values(classes, free);
  std::vector<std::string> names;
  std::vector<size_t> sizes;
  for (const ValueCount& value : values) {
    names.push_back(value.text);
    sizes.push_back(value.count);
  }
  std::vector<size_t> quotas = class_quotas(sizes, std::min(count, free.size()));
  const ValueIndex index(names);
  Rows taken, rest;
  for_each_place(
      classes, free, [&](const std::string& text) { return index.find(text); }, ValueIndex::kNone,
      [&](size_t i, int64_t place) {
        const bool take = place >= 0 && quotas[static_cast<size_t>(place)] > 0;
        if (take) --quotas[static_cast<size_t>(place)];
        (take ? taken : rest).push_back(free[i]);
      });
  free = std::move(rest);
  return taken;
}

// Takes whole groups in random order until there are enough rows. Groups are numbered in order of
// their names.
Rows take_groups(size_t count, const FrameColumn& groups, const Random& random, Rows& free) {
  const std::vector<ValueCount> values = count_values(groups, free);
  std::vector<std::string> names;
  for (const ValueCount& value : values) names.push_back(value.text);
  std::vector<bool> chosen(values.size());
  size_t given = 0;
  for (const uint32_t group : random.permutation(static_cast<uint32_t>(values.size()))) {
    if (given >= count) break;
    chosen[group] = true;
    given += values[group].count;
  }
  const ValueIndex index(names);
  Rows taken, rest;
  for_each_place(
      groups, free, [&](const std::string& text) { return index.find(text); }, ValueIndex::kNone,
      [&](size_t i, int64_t place) {
        const bool take = place >= 0 && chosen[static_cast<size_t>(place)];
        (take ? taken : rest).push_back(free[i]);
      });
  free = std::move(rest);
  return taken;
}

const FrameColumn& class_column(const Spec& spec, const Frame& frame, const Wish& part) {
  for (const Options& output : spec.outputs()) {
    if (output.type() != "number") return frame.column(output.text("column"), CellKind::text);
  }
  throw part.options.error_at("stratify", "there is no category or binary output to stratify by");
}

// A share that is drawn from all rows alike.
bool is_plain(const Wish& part) {
  return part.column.empty() && (part.share == 0 || (part.group.empty() && !part.stratify));
}

// The parts as lists, taken from the rows in random order.
Split take_lists(const Spec& spec, const Parts& parts, const Random& random,
                 const RandomOrder& order, const Frame& frame) {
  const auto all = static_cast<size_t>(order.size());
  // Every row in random order; what each part takes of it is then a matter of counting.
  Rows free(all);
  for (size_t i = 0; i < all; ++i) free[i] = order[i];
  Split split;
  const std::pair<const Wish*, Rows*> order_of_parts[] = {{&parts.test, &split.test},
                                                          {&parts.validation, &split.validation}};
  for (const auto& [part, rows] : order_of_parts) {
    if (!part->column.empty()) *rows = take_named(*part, frame, free);
  }
  for (const auto& [part, rows] : order_of_parts) {
    if (part->share > 0 && !part->group.empty()) {
      *rows = take_groups(size_of(part->share, all), frame.column(part->group, CellKind::text),
                          random.branch(part->key), free);
    }
  }
  for (const auto& [part, rows] : order_of_parts) {
    if (!(part->share > 0) || !part->group.empty()) continue;
    const size_t count = size_of(part->share, all);
    *rows = part->stratify ? take_stratified(count, class_column(spec, frame, *part), free)
                           : take_first(count, free);
  }
  split.train = std::move(free);
  return split;
}

}  // namespace

RowSplit split_rows(const Spec& spec, const Frame& columns, int64_t row_count) {
  const auto all = static_cast<size_t>(row_count);
  const Parts parts = read_parts(spec);
  const Random random =
      Random(static_cast<uint64_t>(spec.training().integer("seed"))).branch("split");
  RowSplit split;
  split.order_.shuffle(random, all);
  if (is_plain(parts.test) && is_plain(parts.validation) && !split.order_.in_memory()) {
    const auto take = [&](const Wish& part, uint64_t from) {
      return part.share > 0 ? std::min<uint64_t>(all, from + size_of(part.share, all)) : from;
    };
    split.test_end_ = take(parts.test, 0);
    split.validation_end_ = take(parts.validation, split.test_end_);
    split.counts_ = {static_cast<int64_t>(all - split.validation_end_),
                     static_cast<int64_t>(split.validation_end_ - split.test_end_),
                     static_cast<int64_t>(split.test_end_)};
  } else {
    const Split lists = take_lists(spec, parts, random, split.order_, columns);
    split.parts_.assign(all, SplitPart::train);
    for (const uint32_t row : lists.validation) split.parts_[row] = SplitPart::validation;
    for (const uint32_t row : lists.test) split.parts_[row] = SplitPart::test;
    split.counts_ = {static_cast<int64_t>(lists.train.size()),
                     static_cast<int64_t>(lists.validation.size()),
                     static_cast<int64_t>(lists.test.size())};
  }
  const auto count = [&](SplitPart part) { return split.count(part); };
  const std::pair<const Wish*, int64_t> asked[] = {
      {&parts.test, count(SplitPart::test)}, {&parts.validation, count(SplitPart::validation)}};
  for (const auto& [part, rows] : asked) {
    if (part->share > 0 && rows == 0) {
      throw Error(Exit::data, where_of(columns), "no row is left for " + part->key,
                  fmt::format("there are {} rows in all", all));
    }
  }
  if (count(SplitPart::train) == 0) {
    const int64_t validation = count(SplitPart::validation);
    throw Error(Exit::data, where_of(columns), "no row is left for training",
                fmt::format("validation takes {} row{}, test {}", validation,
                            validation == 1 ? "" : "s", count(SplitPart::test)));
  }
  return split;
}

std::vector<uint32_t> RowSplit::rows(SplitPart wanted) const {
  std::vector<uint32_t> result;
  result.reserve(static_cast<size_t>(count(wanted)));
  const auto all = static_cast<uint32_t>(order_.size());
  for (uint32_t row = 0; row < all; ++row) {
    if (part(row) == wanted) result.push_back(row);
  }
  return result;
}

Split split_rows(const Spec& spec, const Frame& frame) {
  const RowSplit split = split_rows(spec, frame, frame.rows());
  return {split.rows(SplitPart::train), split.rows(SplitPart::validation),
          split.rows(SplitPart::test)};
}

std::vector<WantedColumn> split_needs(const Spec& spec) {
  std::vector<WantedColumn> needed = split_columns(spec);
  const Parts parts = read_parts(spec);
  if (parts.validation.stratify || parts.test.stratify) {
    for (const Options& output : spec.outputs()) {
      if (output.type() == "number") continue;
      needed.push_back({output.text("column"), CellKind::text, true});
      break;
    }
  }
  return needed;
}

bool draws_split(const Spec& spec) {
  const Parts parts = read_parts(spec);
  return parts.validation.share > 0 || parts.test.share > 0;
}

std::vector<WantedColumn> split_columns(const Spec& spec) {
  const Parts parts = read_parts(spec);
  std::vector<WantedColumn> columns;
  for (const Wish* part : {&parts.validation, &parts.test}) {
    if (!part->column.empty()) columns.push_back({part->column, CellKind::verbatim, false});
    if (!part->group.empty()) columns.push_back({part->group, CellKind::text, true});
  }
  return columns;
}

}  // namespace aimodel
