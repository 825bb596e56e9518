#pragma once

#include <functional>
#include <span>

#include "csv/frame.h"

namespace aimodel {

// Rows that come chunk by chunk, in order, as often as they are asked for: a frame is one chunk, a
// file that does not fit in memory many.
class RowSource {
 public:
  // A chunk, whose texts are those of all chunks, and which of its rows are meant.
  using Visit = std::function<void(const Frame& chunk, std::span<const uint32_t> rows)>;

  virtual ~RowSource() = default;
  virtual const Frame& columns() const = 0;  // their names and kinds; its rows do not count
  virtual void each(const Visit& visit) const = 0;
};

// Some rows of a frame.
class FrameRows : public RowSource {
 public:
  FrameRows(const Frame& frame, std::span<const uint32_t> rows) : frame_(frame), rows_(rows) {}
  const Frame& columns() const override { return frame_; }
  void each(const Visit& visit) const override { visit(frame_, rows_); }

 private:
  const Frame& frame_;
  std::span<const uint32_t> rows_;
};

}  // namespace aimodel
