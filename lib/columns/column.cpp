#include "columns/column.h"

#include <algorithm>

#include "base/json.h"
#include "base/names.h"
#include "columns/column_fit.h"
#include "columns/column_kind.h"

namespace aimodel {

int64_t Column::steps(std::span<const real>) const {
  return type_.steps ? type_.shape[0] : 1;
}

void Column::expand(std::span<const real> kept, const Random*, std::span<real> out) const {
  std::ranges::copy(kept, out.begin());
}

Error ColumnFit::error(const Chunk& chunk, const std::string& what, const std::string& hint) {
  return Error(Exit::data, chunk.frame.file, "column " + quote(chunk.cells.name) + ": " + what,
               hint);
}

ColumnKind column_kind(const Options& group) {
  return make_named_column(group.type(), group);
}

ColumnFitPtr begin_fit(const Options& options) {
  return column_kind(options).fit(options);
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
  std::unique_ptr<Column> column = column_kind(options).restore({options, name, state});
  column->name = name;
  return column;
}

CellKind cell_kind(const Options& options) {
  return column_kind(options).cells;
}

}  // namespace aimodel
