#include "rows/encode_columns.h"

#include <algorithm>

#include "tensor/parallel.h"

namespace aimodel {

// Rows go in blocks, so that a block of a wide matrix stays in the cache while one column after the
// other is written into it.
Matrix encode_columns(const std::vector<std::unique_ptr<Column>>& columns, CellKind kind,
                      ColumnFinder& finder, const Frame& frame, std::span<const uint32_t> rows,
                      size_t first_column, PreprocessingNotes* notes) {
  Matrix matrix;
  for (const auto& column : columns) matrix.width += column->width();
  const auto width = static_cast<size_t>(matrix.width);
  matrix.values.resize(rows.size() * width);
  std::vector<const FrameColumn*> cells;
  cells.reserve(columns.size());
  for (const auto& column : columns) cells.push_back(&finder.find(column->name, kind));
  const size_t block = std::max<size_t>(64, 65536 / width);
  const auto blocks = static_cast<int64_t>((rows.size() + block - 1) / block);
  const double work = kElementCost * static_cast<double>(matrix.values.size());
  std::vector<PreprocessingNotes> noted(static_cast<size_t>(notes == nullptr ? 0 : blocks));
  for_throwing_pieces(blocks, work, [&](int64_t piece) {
    const size_t first = static_cast<size_t>(piece) * block;
    const auto some = rows.subspan(first, std::min(block, rows.size() - first));
    real* out = matrix.values.data() + first * width;
    for (size_t i = 0; i < columns.size(); ++i) {
      CellNotes found;
      columns[i]->encode(frame, *cells[i], some, out, matrix.width, found);
      if (notes != nullptr) noted[static_cast<size_t>(piece)].add(first_column + i, found);
      for (const int64_t constant : columns[i]->constants) {
        for (size_t row = 0; row < some.size(); ++row)
          out[row * width + static_cast<size_t>(constant)] = 0;
      }
      out += columns[i]->width();
    }
  });
  for (const PreprocessingNotes& block_notes : noted) notes->merge(block_notes);
  return matrix;
}

}  // namespace aimodel
