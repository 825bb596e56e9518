#pragma once

#include <array>
#include <functional>
#include <span>
#include <vector>

#include "base/random.h"
#include "layers/param.h"
#include "layers/parts.h"
#include "tensor/arena.h"
#include "tensor/tensor.h"

namespace aimodel {

class Layer;

// Everything that changes in a pass: the memory for its tensors, the parameter values in use, the
// gradients, what forward keeps for backward, and the mode. Reset before each pass, never freed.
//   inference  keeps nothing, draws nothing
//   training   keeps, draws dropout, updates running statistics
//   probing    keeps, draws nothing (explanations, attacks)
class Tape {
 public:
  enum class Mode { inference, training, probing };
  using Zones = std::array<real*, kZones>;  // the start of each zone in a parameter buffer

  // `gradients` may be null pointers in inference.
  Tape(Zones values, Zones gradients) : values_(values), gradients_(gradients) {}

  // Begins a pass. `random` is the branch of this step; `share` says how many rows it has, of those
  // of a full batch.
  void reset(Mode mode, const Random& random = Random(0), double share = 1) {
    arena_.reset();
    kept_.clear();
    mode_ = mode;
    random_ = random;
    share_ = share;
    draws_ = 0;
  }

  Mode mode() const { return mode_; }
  bool training() const { return mode_ == Mode::training; }
  bool keeps() const { return mode_ != Mode::inference; }
  double share() const { return share_; }

  Tensor value(const Param& p) const { return {at(values_, p), p.shape}; }
  Tensor grad(const Param& p) const { return {at(gradients_, p), p.shape}; }

  Tensor make(const Shape& shape) { return arena_.make(shape); }
  Tensor zeros(const Shape& shape) { return arena_.zeros(shape); }
  // So many objects of a plain type, in the memory of the pass.
  template <typename T>
  std::span<T> list(size_t count) {
    return arena_.list<T>(count);
  }

  // What the network was given in this pass, for its way back: see network.cpp.
  Parts parts;

  // A stack: backward takes in reverse order what forward kept. In inference nothing is kept.
  void keep(Tensor x) {
    if (keeps()) kept_.push_back(x);
  }
  Tensor take() {
    const Tensor x = kept_.back();
    kept_.pop_back();
    return x;
  }
  size_t kept() const { return kept_.size(); }

  // A stream of random numbers that no other call of this pass gets.
  Random draw() { return random_.branch(draws_++); }

  // Called with what each layer gives, where somebody wants to see it (the search for a first NaN).
  std::function<void(const Layer& layer, Tensor y)> watch;
  void show(const Layer& layer, Tensor y) const {
    if (watch) watch(layer, y);
  }

  size_t bytes() const { return arena_.bytes(); }

 private:
  static real* at(const Zones& zones, const Param& p) {
    real* zone = zones[static_cast<size_t>(p.zone)];
    return zone == nullptr ? nullptr : zone + p.offset;
  }

  Arena arena_;
  std::vector<Tensor> kept_;
  Zones values_;
  Zones gradients_;
  Mode mode_ = Mode::inference;
  Random random_{0};
  double share_ = 1;
  uint64_t draws_ = 0;
};

}  // namespace aimodel
