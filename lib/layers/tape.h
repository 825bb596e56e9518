#pragma once

#include <array>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "base/random.h"
#include "layers/fields.h"
#include "layers/param.h"
#include "tensor/arena.h"
#include "tensor/tensor.h"
#include "tensor/tensor_type.h"

namespace aimodel {

class Layer;
class StepStates;

// Everything that changes in a pass: the memory for its tensors, the parameter values in use, the
// gradients, what forward keeps for backward, named values, and the mode. Reset before each pass,
// never freed. For one thread at a time.
//   inference  keeps nothing, draws nothing
//   training   keeps, draws dropout, changes running statistics
//   gradient   keeps, draws nothing; also the gradients of inputs (explanations, attacks)
//   stepping   as inference, one step of each row after the other, on what earlier steps left
class Tape {
 public:
  enum class Mode { inference, training, gradient, stepping };
  using Starts = std::array<real*, kParamKinds>;  // of each kind in a buffer; null: not there

  // Without `gradients` nobody wants those of parameters.
  Tape(Starts values, Starts gradients) : values_(values), gradients_(gradients) {}

  // Begins a pass. `random` is the branch of this step; `share` says how many rows it has, of those
  // of a full batch.
  void reset(Mode mode, const Random& random = Random(0), double share = 1) {
    arena_.reset();
    kept_.clear();
    for (Named& named : named_) named = {};
    mode_ = mode;
    keeps_ = mode == Mode::training || mode == Mode::gradient;
    random_ = random;
    share_ = share;
    draws_ = 0;
  }

  Mode mode() const { return mode_; }
  bool training() const { return mode_ == Mode::training; }
  bool keeps() const { return keeps_; }
  double share() const { return share_; }
  // Whether this pass takes the gradient of such a value: something before it is trained, or the
  // gradients of inputs are wanted.
  bool needs_gradient(const TensorType& type) const {
    return type.requires_grad || mode_ == Mode::gradient;
  }

  Tensor value(const Param& p) const { return {at(values_, p), p.shape}; }
  // Without data where nobody wants it: in explanations, and of what is frozen.
  Tensor grad(const Param& p) const { return {at(gradients_, p), p.shape}; }
  // What a pass of training adds to a running statistic: the step adds it, the pass does not. It is
  // what earlier passes of the same step have left there.
  Tensor statistic_change(const Param& p) const { return grad(p); }

  Tensor make(const Shape& shape) { return arena_.make(shape); }
  Tensor zeros(const Shape& shape) { return arena_.zeros(shape); }
  // So many objects of a plain type, in the memory of the pass.
  template <typename T>
  std::span<T> list(size_t count) {
    return arena_.list<T>(count);
  }

  // What the network was given in this pass, for its way back: see network.cpp.
  Fields fields;

  // Values that have a name in the spec, and what their readers add to their gradients. A value's
  // gradient is taken by the layer that made it, whose backward runs after those of all readers.
  void name(int slot, Tensor y) {
    const auto at = static_cast<size_t>(slot);
    if (named_.size() <= at) named_.resize(at + 1);
    named_[at] = {y, {}};
  }
  Tensor named(int slot) const { return named_[static_cast<size_t>(slot)].value; }
  void add_gradient(int slot, Tensor gradient);
  Tensor take_gradient(int slot) {  // without data where nobody added to it
    return std::exchange(named_[static_cast<size_t>(slot)].gradient, Tensor{});
  }

  // What earlier steps left, in the mode `stepping`; the owner gives it.
  StepStates* states = nullptr;

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
  // Keeps nothing while it lives: of layers that no gradient comes back to.
  class Unkept {
   public:
    Unkept(Tape& tape, bool when) : tape_(tape), before_(tape.keeps_) {
      if (when) tape.keeps_ = false;
    }
    ~Unkept() { tape_.keeps_ = before_; }
    Unkept(const Unkept&) = delete;
    Unkept& operator=(const Unkept&) = delete;

   private:
    Tape& tape_;
    bool before_;
  };

  // A stream of random numbers that no other call of this pass gets.
  Random draw() { return random_.branch(draws_++); }

  // Called with what each layer gives, where somebody wants to see it (the search for a first NaN).
  std::function<void(const Layer& layer, Tensor y)> on_output;
  // Called with the gradient of what each layer gave, from the last layer to the first; what it
  // returns is taken in its place.
  std::function<Tensor(const Layer& layer, Tensor dy)> on_gradient;

  size_t bytes() const { return arena_.bytes(); }

 private:
  struct Named {
    Tensor value, gradient;
  };
  static real* at(const Starts& starts, const Param& p) {
    real* start = starts[static_cast<size_t>(p.kind)];
    return start == nullptr ? nullptr : start + p.offset;
  }

  Arena arena_;
  std::vector<Tensor> kept_;
  std::vector<Named> named_;
  Starts values_;
  Starts gradients_;
  Mode mode_ = Mode::inference;
  bool keeps_ = false;
  Random random_{0};
  double share_ = 1;
  uint64_t draws_ = 0;
};

}  // namespace aimodel
