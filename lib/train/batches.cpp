#include "train/batches.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/names.h"

namespace aimodel {

Batches::Batches(const Spec& spec, const Network& network, int64_t rows)
    : joins_(network.mixes_rows() != nullptr),
      rows_(rows),
      size_(spec.training().integer("batch_size")),
      group_(size_ * spec.training().integer("accumulate")) {
  if (!joins_ || size_ > 1) return;
  const LayerSummary& layer = *network.mixes_rows();
  throw spec.training().error_at(
      "batch_size",
      fmt::format("layer {} ({}) learns nothing from batches of one row", quote(layer.path),
                  layer.type),
      R"(set "batch_size" to 2 or more, or take layer_norm, which looks at each row on its own)");
}

int64_t Batches::run(int64_t first, int64_t all, int64_t most) const {
  const int64_t left = all - first;
  return left <= most || (joins_ && left == most + 1) ? left : most;
}

int64_t Batches::steps() const {
  const int64_t whole = rows_ / group_, left = rows_ % group_;
  const bool joined = joins_ && left == 1 && whole > 0;
  return whole + (left > 0 && !joined ? 1 : 0);
}

double Batches::share(int64_t pass_rows) const {
  return static_cast<double>(pass_rows) / static_cast<double>(std::min(size_, rows_));
}

int64_t Batches::most_in_step() const {
  return joins_ && rows_ % group_ == 1 ? std::min(rows_, group_ + 1) : std::min(rows_, group_);
}

int64_t Batches::most_in_pass() const {
  return joins_ && rows_ % size_ == 1 ? std::min(rows_, size_ + 1) : std::min(rows_, size_);
}

}  // namespace aimodel
