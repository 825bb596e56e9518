#pragma once

#include <memory>
#include <string>
#include <vector>

#include "columns/column.h"

namespace aimodel {

// Some of the training rows, as one column sees them.
struct Chunk {
  const Frame& frame;
  const FrameColumn& cells;
  std::span<const uint32_t> rows;
};

// What is learnt of a column from the training rows, which come chunk by chunk, in order, in as
// many passes over all of them as it takes.
class ColumnFit {
 public:
  explicit ColumnFit(const Options& options) : options_(options) {}  // of the input group or output
  virtual ~ColumnFit() = default;

  // Throws Error (data) with file and line for a value that cannot be encoded.
  virtual void add(const Chunk& chunk) = 0;
  // Whether there is another pass.
  virtual bool end_pass() { return false; }
  // `last` is a chunk whose column has all the texts that came.
  virtual std::unique_ptr<Column> finish(const Chunk& last) = 0;

 protected:
  const Options& options() const { return options_; }
  // A mistake in the rows as a whole: `column "age": ...`, at the file.
  static Error error(const Chunk& chunk, const std::string& what, const std::string& hint = "");

 private:
  Options options_;
};
using ColumnFitPtr = std::unique_ptr<ColumnFit>;

// What was stored of a column.
struct Stored {
  const Options& options;
  const std::string& name;
  const Json& state;
};

}  // namespace aimodel
