#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "tensor/tensor.h"

namespace aimodel {

// Memory for one pass: handed out in order, taken back all at once. After a pass that needed more
// than there was, reset() joins the blocks to one, so that from the second pass on nothing is
// allocated.
class Arena {
 public:
  Tensor make(const Shape& shape);  // not cleared; aligned to 64 bytes
  Tensor zeros(const Shape& shape);
  void reset();
  size_t bytes() const;  // reserved

 private:
  struct Free {
    void operator()(real* p) const;
  };
  struct Block {
    std::unique_ptr<real[], Free> data;
    size_t size = 0;
  };
  static Block allocate(size_t size);

  std::vector<Block> blocks_;
  size_t used_ = 0;   // of the last block
  size_t total_ = 0;  // asked for since reset
};

}  // namespace aimodel
