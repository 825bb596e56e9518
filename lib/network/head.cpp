#include "network/head.h"

#include "base/json.h"

namespace aimodel {

namespace {

bool is_row_of_numbers(const TensorType& type) {
  return type.shape.rank() == 1 && !type.steps;
}

}  // namespace

Head::Head(const OutputInfo& info, const TensorType& input, Build& build)
    : layers(build.sequence(info.options.list("network"), input)),
      flatten(is_row_of_numbers(layers->output())
                  ? nullptr
                  : build.layer(Json{{"type", "flatten"}}, layers->output())),
      loss(make_loss(info.options["loss"], {info.classes, info.class_counts})),
      weight(info.options.number("loss_weight")) {
  last =
      build.layer(Json{{"type", "dense"}, {"units", info.width}, {"activation", info.activation}},
                  flatten ? flatten->output() : layers->output());
  for (Param* param : last->params()) param->hidden_matrix = false;
}

}  // namespace aimodel
