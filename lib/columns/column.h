#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/json_fwd.h"
#include "columns/cell_notes.h"
#include "csv/frame.h"
#include "spec/options.h"
#include "tensor/real.h"
#include "tensor/tensor_type.h"

namespace aimodel {

class Random;

// From the lowest to the highest number of the training rows.
struct Range {
  double low, high;
};

// A column with what was learnt of it from the training rows: how its cells become a tensor, in two
// steps. encode() turns a cell into what is kept of it as long as the training lasts; expand() turns
// that into the row's part of a batch whenever one is made. Mostly what is kept is what the network
// gets, and the second step is not there: a picture is one that keeps little and expands to much.
// Const members may be called from several threads.
class Column {
 public:
  explicit Column(const TensorType& type) : type_(type), width_(type.shape.elements()) {}
  virtual ~Column() = default;

  // Of a row in a batch. Where it has `values`, an input is the index of one, from 1 on, or 0 for
  // none that training saw; a target counts from 0 on.
  const TensorType& type() const { return type_; }
  // How many reals are kept of a row.
  int64_t width() const { return width_; }

  // Writes row i of `rows` (indices into the frame, whose column `cells` is) to out[i * stride .. +
  // width), and notes what is unlike training in them. Throws Error (data) with file and line for a
  // value that cannot be encoded.
  virtual void encode(const Frame& frame, const FrameColumn& cells, std::span<const uint32_t> rows,
                      real* out, int64_t stride, CellNotes& notes) const = 0;

  // Whether what is kept of a row is no tensor yet. Such a column is alone in its group.
  bool expands() const { return expands_; }
  // How many steps a row has, of a column whose type has `steps`.     kept [width]
  virtual int64_t steps(std::span<const real> kept) const;
  // Writes a row's steps, or all of it. `augmentation` is the row's own, null where rows are to be
  // as they are.     kept [width] -> out [steps, ...] or [...]
  virtual void expand(std::span<const real> kept, const Random* augmentation,
                      std::span<real> out) const;

  // An encoded number back in the data's own unit, for columns of numbers.
  virtual double decode(double y) const { return y; }
  // Its inverse.
  virtual double scale(double x) const { return x; }

  // Of a column that notes numbers outside of it.
  virtual std::optional<Range> range() const { return std::nullopt; }
  // Whether training saw values that the column no longer knows, because they were rare.
  virtual bool forgets_values() const { return false; }

  // What the reals of a row mean: {"age", "age is missing"}; for an index the values: {"blue",
  // "red", "(other)"}.
  virtual std::vector<std::string> labels() const = 0;

  // What was learnt, for the model file; the make_ function with `state` undoes it.
  virtual Json state() const = 0;

  std::string name;  // of the CSV column
  // Which of a row's reals were the same in all training rows. Nothing can be learnt of these, so
  // that weights on them are as they were drawn: they are written as 0, whatever comes later. None
  // of a column that expands, whose kept reals are not what the network gets.
  std::vector<int64_t> constants;
  bool is_constant() const { return static_cast<int64_t>(constants.size()) == width(); }

 protected:
  // Of a column that expands: so many reals are kept of a row.
  Column(const TensorType& type, int64_t width) : type_(type), width_(width), expands_(true) {}

 private:
  TensorType type_;
  int64_t width_;
  bool expands_ = false;
};

// Fits a column of the input group `options` (its "type" names the kind) to some rows of the frame.
std::unique_ptr<Column> fit_column(const Options& options, const Frame& frame,
                                   const FrameColumn& cells, std::span<const uint32_t> rows);
// Begins to fit a column to rows that come in chunks: see column_fit.h.
class ColumnFit;
std::unique_ptr<ColumnFit> begin_fit(const Options& options);
// Makes it again from what state() gave. Throws Error (model) where that cannot be.
std::unique_ptr<Column> restore_column(const Options& options, const std::string& name,
                                       const Json& state);
// How the reader is to read the cells of a column of this input group or output.
CellKind cell_kind(const Options& options);

}  // namespace aimodel
