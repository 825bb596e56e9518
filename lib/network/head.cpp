#include "network/head.h"

#include <fmt/format.h>

namespace aimodel {

Head::Head(const OutputInfo& info, const Shape& input)
    : layers(make_sequence(info.options.list("network"), input)),
      loss(make_loss(info.options["loss"], {info.classes, info.class_counts})),
      weight(info.options.number("loss_weight")) {
  const Shape from = layers->output_shape();
  last =
      make_layer(options_from("layers/dense",
                              fmt::format(R"({{"type": "dense", "units": {}, "activation": "{}"}})",
                                          info.width, info.activation)),
                 Shape{from.elements()});
}

}  // namespace aimodel
