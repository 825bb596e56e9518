#include "rows/row_groups.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <numeric>
#include <string>
#include <utility>

#include "columns/column.h"
#include "columns/values.h"
#include "csv/csv_cell.h"
#include "rows/column_plan.h"

namespace aimodel {

namespace {

// The finalizer of SplitMix64 (Steele, Lea, Flood 2014).
uint64_t mixed(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9U;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBU;
  return x ^ (x >> 31);
}

uint64_t number_code(double x) {
  if (std::isnan(x)) return 1;
  return x == 0 ? 2 : std::bit_cast<uint64_t>(x);
}

uint64_t date_code(const DateCell& cell) {
  if (cell.form == DateCell::Form::missing) return 1;
  const auto small = static_cast<uint64_t>(static_cast<uint16_t>(cell.year)) << 32 |
                     static_cast<uint64_t>(cell.first) << 24 |
                     static_cast<uint64_t>(cell.second) << 16 |
                     static_cast<uint64_t>(cell.form) << 8 | static_cast<uint8_t>(cell.offset);
  return mixed(small) + number_code(cell.seconds);
}

// One input column of the rows as they come.
struct InputColumn {
  std::string name;
  CellKind kind;
  std::vector<uint64_t> codes;  // of the texts so far

  void add(const Frame& chunk, std::span<uint64_t> hashes) {
    const FrameColumn& cells = chunk.column(name, kind);
    for (size_t i = codes.size(); i < cells.texts.size(); ++i) {
      codes.push_back(i == 0 ? 1 : mixed(std::hash<std::string_view>()(trimmed(cells.texts[i]))));
    }
    constexpr uint64_t kStep = 0x9E3779B97F4A7C15U;
    for (size_t i = 0; i < hashes.size(); ++i) {
      const uint64_t code = kind == CellKind::number ? number_code(cells.numbers[i])
                            : kind == CellKind::date ? date_code(cells.dates[i])
                                                     : codes[cells.ids[i]];
      hashes[i] = mixed(hashes[i] + kStep + mixed(code));
    }
  }
};

// Groups of equal hashes, numbered in the order of their first rows.
RowGroups numbered(const std::vector<uint64_t>& hashes) {
  std::vector<uint32_t> sorted(hashes.size());
  std::iota(sorted.begin(), sorted.end(), 0U);
  std::ranges::sort(sorted, {}, [&](uint32_t row) { return std::pair(hashes[row], row); });
  RowGroups groups;
  std::vector<uint32_t>& of_row = groups.of_row;
  of_row.resize(hashes.size());
  for (size_t i = 0; i < sorted.size(); ++i) {  // the first row of each
    const bool begins = i == 0 || hashes[sorted[i]] != hashes[sorted[i - 1]];
    of_row[sorted[i]] = begins ? sorted[i] : of_row[sorted[i - 1]];
  }
  for (uint32_t row = 0; row < of_row.size(); ++row) {  // which has its number already
    if (of_row[row] == row) {
      of_row[row] = static_cast<uint32_t>(groups.sizes.size());
      groups.sizes.push_back(0);
    } else {
      of_row[row] = of_row[of_row[row]];
    }
    ++groups.sizes[of_row[row]];
  }
  return groups;
}

}  // namespace

RowGroups groups_of(const FrameColumn& cells) {
  std::vector<uint32_t> rows(cells.ids.size());
  std::iota(rows.begin(), rows.end(), 0U);
  RowGroups groups;
  std::vector<std::string> names;
  for (const ValueCount& value : count_values(cells, rows)) {
    names.push_back(value.text);
    groups.sizes.push_back(value.count);
  }
  const ValueIndex index(names);
  groups.of_row.resize(rows.size());
  for_each_index(
      cells, rows, [&](const std::string& text) { return index.find(text); }, 0,
      [&](size_t i, int64_t group) { groups.of_row[i] = static_cast<uint32_t>(group); });
  return groups;
}

RowGroups groups_of_equal_rows(const Spec& spec, const RowSource& rows) {
  const ColumnPlan plan = plan_columns(spec, rows.columns());
  const std::vector<Options> inputs = spec.inputs();
  std::vector<InputColumn> columns;
  for (size_t i = 0; i < inputs.size(); ++i) {
    for (const std::string& name : plan.inputs[i]) {
      columns.push_back({name, cell_kind(inputs[i]), {}});
    }
  }
  std::vector<uint64_t> hashes;
  rows.each([&](const Frame& chunk, std::span<const uint32_t>) {
    const size_t first = hashes.size();
    hashes.resize(first + static_cast<size_t>(chunk.rows()));
    for (InputColumn& column : columns) column.add(chunk, std::span(hashes).subspan(first));
  });
  return numbered(hashes);
}

}  // namespace aimodel
