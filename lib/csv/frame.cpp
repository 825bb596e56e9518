#include "csv/frame.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "base/names.h"

namespace aimodel {

bool FrameColumn::is_missing(int64_t row) const {
  const auto i = static_cast<size_t>(row);
  if (kind == CellKind::number) return std::isnan(numbers[i]);
  if (kind == CellKind::date) return dates[i].form == DateCell::Form::missing;
  return kind == CellKind::text && ids[i] == 0;
}

const std::string& FrameColumn::text(int64_t row) const {
  return texts[ids[static_cast<size_t>(row)]];
}

const FrameColumn& Frame::column(const std::string& name) const {
  const auto found = std::ranges::find(columns, name, &FrameColumn::name);
  if (found == columns.end()) throw std::logic_error("frame without column " + name);
  return *found;
}

const FrameColumn& Frame::column(const std::string& name, CellKind kind) const {
  for (const FrameColumn& column : columns) {
    if (column.name == name && column.kind == kind) return column;
  }
  throw std::logic_error("frame without column " + name + " of the wanted kind");
}

Error value_error(const Frame& frame, uint32_t row, const std::string& column,
                  const std::string& what, const std::string& hint) {
  return Error(Exit::data, frame.where(row), "column " + quote(column) + ": " + what, hint);
}

size_t bytes_per_row(const Frame& frame) {
  size_t bytes = sizeof(uint64_t);  // its line
  for (const FrameColumn& column : frame.columns) {
    bytes += column.kind == CellKind::number ? sizeof(double)
             : column.kind == CellKind::date ? sizeof(DateCell)
                                             : sizeof(uint32_t);
  }
  return bytes;
}

}  // namespace aimodel
