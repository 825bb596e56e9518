#include "columns/column.h"

#include <stdexcept>
#include <string_view>

#include "base/json.h"
#include "base/text.h"
#include "columns/column_fit.h"

namespace aimodel {

namespace {

struct ColumnType {
  std::string_view name;
  CellKind cells;
  ColumnFitPtr (*fit)(const Options& options);
  std::unique_ptr<Column> (*restore)(const Stored& stored);
};

constexpr ColumnType kColumnTypes[] = {
    {"number", CellKind::number, fit_number, restore_number},
    {"category", CellKind::text, fit_category, restore_category},
    {"binary", CellKind::text, fit_binary, restore_binary},
    {"ordinal", CellKind::text, fit_ordinal, restore_ordinal},
    {"date", CellKind::date, fit_date, restore_date},
};

const ColumnType& column_type(const Options& options) {
  const std::string name = options.type();
  for (const ColumnType& type : kColumnTypes) {
    if (type.name == name) return type;
  }
  throw std::logic_error("no column type " + name);  // the schema lets no other pass
}

}  // namespace

Error ColumnFit::error(const Chunk& chunk, const std::string& what, const std::string& hint) {
  return Error(Exit::data, chunk.frame.file, "column " + quote(chunk.cells.name) + ": " + what,
               hint);
}

ColumnFitPtr begin_fit(const Options& options) {
  return column_type(options).fit(options);
}

std::unique_ptr<Column> fit_column(const Options& options, const Frame& frame,
                                   const FrameColumn& cells, std::span<const uint32_t> rows) {
  const ColumnFitPtr fit = begin_fit(options);
  const Chunk all{frame, cells, rows};
  do {
    fit->add(all);
  } while (fit->end_pass());
  std::unique_ptr<Column> column = fit->finish(all);
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
