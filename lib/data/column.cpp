#include "data/column.h"

#include <stdexcept>
#include <string_view>

#include "base/json.h"
#include "base/text.h"
#include "data/column_fit.h"

namespace aimodel {

namespace {

struct ColumnType {
  std::string_view name;
  CellKind cells;
  std::unique_ptr<Column> (*fit)(const Sample& sample);
  std::unique_ptr<Column> (*restore)(const Stored& stored);
};

constexpr ColumnType kColumnTypes[] = {
    {"number", CellKind::number, fit_number, restore_number},
    {"category", CellKind::text, fit_category, restore_category},
    {"binary", CellKind::text, fit_binary, restore_binary},
    {"ordinal", CellKind::text, fit_ordinal, restore_ordinal},
};

const ColumnType& column_type(const Options& options) {
  const std::string name = options.type();
  for (const ColumnType& type : kColumnTypes) {
    if (type.name == name) return type;
  }
  throw std::logic_error("no column type " + name);  // the schema lets no other pass
}

}  // namespace

Error Sample::error(const std::string& what, const std::string& hint) const {
  return Error(Exit::data, frame.file, "column " + quote(cells.name) + ": " + what, hint);
}

Error value_error(const Frame& frame, uint32_t row, const std::string& column,
                  const std::string& what, const std::string& hint) {
  return Error(Exit::data, frame.where(row), "column " + quote(column) + ": " + what, hint);
}

std::unique_ptr<Column> fit_column(const Options& options, const Frame& frame,
                                   const FrameColumn& cells, std::span<const uint32_t> rows) {
  std::unique_ptr<Column> column = column_type(options).fit({options, frame, cells, rows});
  column->name = cells.name;
  return column;
}

std::unique_ptr<Column> restore_column(const Options& options, const std::string& name,
                                       const Json& state) {
  std::unique_ptr<Column> column = column_type(options).restore({options, name, state});
  column->name = name;
  return column;
}

CellKind cell_kind(const Options& options) {
  return column_type(options).cells;
}

}  // namespace aimodel
