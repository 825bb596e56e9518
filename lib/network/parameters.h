#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include "base/random.h"
#include "layers/param.h"
#include "layers/tape.h"
#include "tensor/buffer.h"

namespace aimodel {

// Where each parameter of a network stands. Every buffer of this layout (values, gradients,
// moments, best weights) is one run of numbers: all weights, then all biases, then all statistics.
class Layout {
 public:
  void add(Param* param, const std::string& full_name);  // names and places it
  const std::vector<const Param*>& params() const { return params_; }
  int64_t size() const { return zone_size(Zone::weight) + trainable_biases() + statistics(); }
  int64_t trainable() const { return zone_size(Zone::weight) + trainable_biases(); }
  int64_t zone_size(Zone zone) const { return sizes_[static_cast<size_t>(zone)]; }
  int64_t offset(const Param& param) const;  // within the whole buffer

 private:
  int64_t trainable_biases() const { return zone_size(Zone::bias); }
  int64_t statistics() const { return zone_size(Zone::statistic); }
  std::vector<const Param*> params_;
  std::array<int64_t, kZones> sizes_{};
};

// One buffer of a layout.
class Parameters {
 public:
  explicit Parameters(const Layout& layout)  // zeros
      : layout_(&layout), data_(static_cast<size_t>(layout.size())) {}

  const Layout& layout() const { return *layout_; }
  std::span<real> values() { return data_.values(); }
  std::span<const real> values() const { return data_.values(); }
  std::span<real> trainable() { return {data_.data(), static_cast<size_t>(layout_->trainable())}; }
  Tensor operator[](const Param& param) const;
  Tape::Zones zones() const;

  // First values; each parameter draws from a branch of its own name.
  void initialize(const Random& random);

 private:
  const Layout* layout_;
  Buffer data_;
};

}  // namespace aimodel
