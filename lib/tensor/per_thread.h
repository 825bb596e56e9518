#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "tensor/parallel.h"

namespace aimodel {

// What each thread of a team keeps for itself from piece to piece: made when the thread first asks
// for it, in whatever team that is. For pieces that take microseconds or more.
template <typename T>
class PerThread {
 public:
  // make() gives a std::unique_ptr<T>.
  template <typename Make>
  T& mine(const Make& make) {
    const std::scoped_lock lock(mutex_);
    const auto index = static_cast<size_t>(team_index());
    if (index >= values_.size()) values_.resize(index + 1);
    if (!values_[index]) values_[index] = make();
    return *values_[index];
  }

 private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<T>> values_;
};

}  // namespace aimodel
