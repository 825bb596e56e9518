#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>

#include "csv/frame.h"

namespace aimodel {

// Looks up many columns of one frame, in time that grows with their number and not with its square.
// Mostly they are asked for in the order in which they stand: so the one behind the last is looked
// at first, and an index of the names is made once that was wrong for long. Each of several threads
// needs its own.
class ColumnFinder {
 public:
  explicit ColumnFinder(const Frame& frame) : columns_(frame.columns) {}

  // The column of this name that is read in this way, or where it stands. It must be there.
  const FrameColumn& find(const std::string& name, CellKind kind) {
    return columns_[index(name, kind)];
  }
  size_t index(const std::string& name, CellKind kind);

 private:
  const std::vector<FrameColumn>& columns_;
  size_t next_ = 0;     // where the next one is looked for
  size_t skipped_ = 0;  // how many were looked at in vain
  std::array<std::unordered_map<std::string_view, size_t>, 4> index_;  // of each kind
};

}  // namespace aimodel
