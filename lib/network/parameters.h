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
// moments, best weights) is one run of numbers: all weights, then all biases, then all statistics,
// then what is frozen.
class Layout {
 public:
  // Names and places it; one that is tied stands where the other does, and is not listed.
  void add(Param* param, const std::string& full_name);
  const std::vector<const Param*>& params() const { return params_; }
  int64_t size() const {
    return trainable() + size(ParamKind::statistic) + size(ParamKind::frozen);
  }
  int64_t trainable() const { return size(ParamKind::weight) + size(ParamKind::bias); }
  int64_t size(ParamKind kind) const { return sizes_[static_cast<size_t>(kind)]; }
  int64_t offset(const Param& param) const;  // within the whole buffer

 private:
  std::vector<const Param*> params_;
  std::array<int64_t, kParamKinds> sizes_{};
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
  std::span<real> statistics() {
    return values().subspan(static_cast<size_t>(layout_->trainable()),
                            static_cast<size_t>(layout_->size(ParamKind::statistic)));
  }
  Tape::Starts starts() const;
  Tape::Starts gradient_starts() const;  // without what is frozen

  // First values; each parameter draws from a branch of its own name.
  void initialize(const Random& random);

 private:
  const Layout* layout_;
  Buffer data_;
};

}  // namespace aimodel
