#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/json_fwd.h"
#include "data/frame.h"
#include "spec/options.h"
#include "tensor/real.h"

namespace aimodel {

// A column with what was learnt of it from the training rows: how its cells become numbers.
class Column {
 public:
  virtual ~Column() = default;

  // How many reals a row takes.
  virtual int64_t width() const { return 1; }
  // Number of distinct values for columns that write the index of one, else 0.
  virtual int64_t cardinality() const { return 0; }

  // Writes row i of `rows` (indices into the frame, whose column `cells` is) to out[i * stride .. +
  // width). Throws Error (data) with file and line for a value that cannot be encoded.
  virtual void encode(const Frame& frame, const FrameColumn& cells, std::span<const uint32_t> rows,
                      real* out, int64_t stride) const = 0;

  // An encoded number back in the data's own unit, for columns of numbers.
  virtual double decode(double y) const { return y; }

  // What the reals of a row mean: {"age", "age is missing"}; for an index the values: {"(other)",
  // "red"}.
  virtual std::vector<std::string> labels() const = 0;

  // What was learnt, for the model file; the make_ function with `state` undoes it.
  virtual Json state() const = 0;

  std::string name;  // of the CSV column
};

// Fits a column of the input group `options` (its "type" names the kind) to some rows of the frame.
std::unique_ptr<Column> fit_column(const Options& options, const Frame& frame,
                                   const FrameColumn& cells, std::span<const uint32_t> rows);
// The same for rows that come in chunks: see column_fit.h.
class ColumnFit;
std::unique_ptr<ColumnFit> begin_fit(const Options& options);
// Makes it again from what state() gave. Throws Error (model) where that cannot be.
std::unique_ptr<Column> restore_column(const Options& options, const std::string& name,
                                       const Json& state);
// How the reader is to read the cells of a column of this input group or output.
CellKind cell_kind(const Options& options);

}  // namespace aimodel
