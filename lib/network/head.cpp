#include "network/head.h"

#include <fmt/format.h>

namespace aimodel {

Head::Head(const OutputInfo& info, const Shape& input)
    : layers(make_sequence(info.options.list("network"), input)),
      loss(make_loss(info.options["loss"], {info.classes, info.class_counts})),
      weight(info.options.number("loss_weight")) {
  std::string activation = "linear";
  if (info.classes.empty()) {
    activation = info.options.text("activation");
    if (info.options["loss"].type() == "poisson") {
      if (info.options.text("scaling") != "none") {
        throw info.options.error_at("scaling", "the poisson loss counts in the data's own unit",
                                    R"(set "scaling": "none")");
      }
      if (activation != "linear") {
        throw info.options.error_at(
            "activation", "the poisson loss needs a linear output",
            R"(leave "activation" out: the network gives the logarithm of the count)");
      }
    }
  }
  const Shape from = layers->output_shape();
  last =
      make_layer(options_from("layers/dense",
                              fmt::format(R"({{"type": "dense", "units": {}, "activation": "{}"}})",
                                          info.width, activation)),
                 Shape{from.elements()});
}

}  // namespace aimodel
