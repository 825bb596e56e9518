#include "layers/layer.h"

namespace aimodel {

LayerPtr make_layer(const Options& options, const Shape& input) {
  LayerPtr layer = make_named_layer(options.type(), options, input);
  layer->type = options.type();
  return layer;
}

}  // namespace aimodel
