#include "layers/build.h"

#include <fmt/format.h>

#include "base/json.h"
#include "base/names.h"
#include "base/numbers.h"

namespace aimodel {

Build::Scope::Scope(Build& build, const Options& options)
    : build_(build), before_(build.trainable_) {
  if (options.has("trainable") && !options.flag("trainable")) build.trainable_ = false;
}

Build::Scope::~Scope() {
  build_.trainable_ = before_;
}

LayerPtr Build::layer(const Options& options, const TensorType& input) {
  if (input.values > 0) {
    throw options.error(fmt::format("gets {}, indices below {}, where it needs numbers",
                                    to_string(input), with_commas(input.values)));
  }
  const bool single = input.steps && input.shape.rank() == 1;
  if (single) {
    throw options.error(
        fmt::format("gets {}: each step needs a size of its own, and has none", to_string(input)));
  }
  const Scope scope(*this, options);
  LayerPtr layer = make_named_layer(options.type(), options, input, *this);
  layer->type = options.type();
  const Param* weight = nullptr;
  for (Param* param : layer->params()) {
    if (param->tied != nullptr) param->kind = param->tied->kind;
    if (param->tied != nullptr && param->trained() && !trainable_) {
      throw options.error_at("tie", "shares a weight that is trained, and is itself not trained",
                             R"("trainable": false belongs to the layer that has the weight)");
    }
    if (param->trained() && !trainable_) param->kind = ParamKind::frozen;
    if (param->trained()) layer->output_.requires_grad = true;
    if (param->name == "weight") weight = param;
  }
  if (Named* named = add(options, layer->output_)) {
    named->weight = weight;
    layer->slot_ = named->link.slot;
  }
  return layer;
}

LayerPtr Build::layer(const Json& options, const TensorType& input) {
  return layer(options_from_json("layers/" + options.at("type").get<std::string>(), options),
               input);
}

Build::Named* Build::add(const Options& options, const TensorType& type) {
  if (!options.has("name")) return nullptr;
  const std::string name = options.text("name");
  const auto found = named_.find(name);
  // A list that is repeated gives its names anew, to the latest round.
  if (found != named_.end() && found->second.pointer != options.pointer()) {
    throw options.error_at(
        "name", fmt::format("{} is the name of another layer or input group", quote(name)));
  }
  Named& named = named_[name];
  named = {options.pointer(), {slots_++, type}, nullptr};
  return &named;
}

int Build::name(const Options& options, const TensorType& type) {
  const Named* named = add(options, type);
  return named == nullptr ? -1 : named->link.slot;
}

const Build::Named& Build::find(const Options& options, std::string_view key) const {
  const std::string name = options.text(key);
  const auto found = named_.find(name);
  if (found != named_.end()) return found->second;
  std::vector<std::string> known;
  for (const auto& [other, unused] : named_) known.push_back(other);
  std::string hint = suggest(name, known);
  if (known.empty()) hint = R"(a layer or input group before it may have a "name")";
  throw options.error_at(
      key, fmt::format("no earlier layer or input group has the name {}", quote(name)), hint);
}

Link Build::link(const Options& options, std::string_view key) const {
  return find(options, key).link;
}

const Param* Build::tied(const Options& options, std::string_view key, const Shape& shape) const {
  const Param* weight = find(options, key).weight;
  const std::string name = quote(options.text(key));
  if (weight == nullptr)
    throw options.error_at(key, fmt::format("{} has no weight to share", name));
  if (weight->shape != shape) {
    throw options.error_at(key, fmt::format("the weight of {} has the shape {}, not {}", name,
                                            to_string(weight->shape), to_string(shape)));
  }
  return weight->tied != nullptr ? weight->tied : weight;
}

}  // namespace aimodel
