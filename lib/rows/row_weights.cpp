#include "rows/row_weights.h"

#include <cmath>

#include <fmt/format.h>

#include "base/numbers.h"

namespace aimodel {

namespace {

Error weight_error(const Frame& frame, uint32_t row, const FrameColumn& cells) {
  const double weight = cells.numbers[row];
  if (std::isnan(weight)) return value_error(frame, row, cells.name, "the value is missing");
  const char* what = weight < 0 ? "a weight cannot be negative" : "the number is out of range";
  return value_error(frame, row, cells.name, fmt::format("{} ({})", what, shortest(weight)));
}

}  // namespace

std::vector<real> read_weights(const Frame& frame, std::span<const uint32_t> rows,
                               const std::string& column) {
  std::vector<real> weights;
  if (column.empty()) return weights;
  const FrameColumn& cells = frame.column(column, CellKind::number);
  weights.reserve(rows.size());
  for (const uint32_t row : rows) {
    weights.push_back(static_cast<real>(cells.numbers[row]));
    const bool fine = weights.back() >= 0 && std::isfinite(weights.back());
    if (!fine) throw weight_error(frame, row, cells);
  }
  return weights;
}

}  // namespace aimodel
