#include "layers/layer.h"

#include <algorithm>

namespace aimodel {

// A single part of numbers is the input itself, of whatever shape.
Tensor Layer::forward_parts(Parts x, Tape& tape) const {
  const bool as_it_is = x.size() == 1 && !x[0].one_hot();
  return forward(as_it_is ? x[0].x : write_out(x, tape), tape);
}

void Layer::backward_parts(Tensor dy, Parts x, Tape& tape) const {
  const bool needed = std::ranges::any_of(x, [](const Part& p) { return p.dx.data != nullptr; });
  if (!needed) return backward_parameters(dy, tape);
  const Tensor dx = backward(dy, tape);
  if (x.size() == 1) {
    x[0].dx = dx;
  } else {
    cut_up(dx, x);
  }
}

LayerPtr make_layer(const Options& options, const Shape& input) {
  LayerPtr layer = make_named_layer(options.type(), options, input);
  layer->type = options.type();
  return layer;
}

}  // namespace aimodel
