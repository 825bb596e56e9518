#include "layers/layer.h"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "tensor/elementwise.h"

namespace aimodel {

Tensor Layer::end_forward(Tensor x, Tensor y, Tape& tape) const {
  if (!output_.holds(y.shape)) {
    throw std::logic_error(
        fmt::format("{} gives {}, not {}", type, to_string(y.shape), to_string(output_)));
  }
  if (!output_.steps) {
    y.lengths = nullptr;
  } else if (y.lengths == nullptr) {  // containers and what returns x have set it
    y.lengths = lengths(x.lengths, tape);
  }
  if (slot_ >= 0) tape.name(slot_, y);
  if (tape.on_output && !path.empty()) tape.on_output(*this, y);
  return y;
}

Tensor Layer::forward(Tensor x, Tape& tape) const {
  const Tape::Unkept unkept(tape, !reached(tape));
  return end_forward(x, run(x, tape), tape);
}

// A single field of numbers is the input itself, of whatever shape.
Tensor Layer::run_fields(Fields x, Tape& tape) const {
  const bool as_it_is = x.size() == 1 && !x[0].one_hot();
  return run(as_it_is ? x[0].x : write_out(x, tape), tape);
}

Tensor Layer::forward_fields(Fields x, Tape& tape) const {
  const Tape::Unkept unkept(tape, !reached(tape));
  return end_forward(x[0].x, run_fields(x, tape), tape);
}

// dy with what the readers of the layer's name add to it, as whoever watches the tape leaves it.
Tensor Layer::begin_backward(Tensor dy, Tape& tape) const {
  if (slot_ >= 0) {
    const Tensor more = tape.take_gradient(slot_);
    if (more.data != nullptr) {
      add(dy, more);
      dy = more;
    }
  }
  return tape.on_gradient && !path.empty() ? tape.on_gradient(*this, dy) : dy;
}

Tensor Layer::backward(Tensor dy, Tape& tape) const {
  if (!reached(tape)) return {};
  return run_backward(begin_backward(dy, tape), tape);
}

void Layer::backward_fields(Tensor dy, Fields x, Tape& tape) const {
  if (reached(tape)) run_fields_backward(begin_backward(dy, tape), x, tape);
}

void Layer::run_fields_backward(Tensor dy, Fields x, Tape& tape) const {
  const Tensor dx = run_backward(dy, tape);
  const bool needed = std::ranges::any_of(x, [](const Field& p) { return p.dx.data != nullptr; });
  if (!needed) return;
  if (x.size() == 1) {
    x[0].dx = dx;
  } else {
    cut_up(dx, x);
  }
}

}  // namespace aimodel
