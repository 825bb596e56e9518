#pragma once

#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "base/json.h"
#include "layers/workbench.h"
#include "spec/schema.h"

namespace aimodel {

// The layer's JSON text; where it needs a value with a name it comes at the end of a list that has
// one.
inline std::string with_source(const Json& layer) {
  if (!layer.contains("with")) return layer.dump();
  return R"({"type": "sequence", "layers": [{"type": "tanh", "name": )" + layer.at("with").dump() +
         R"(}, {"type": "gelu"}, )" + layer.dump() + "]}";
}

// Calls f(layer's JSON text, shape of an input row, layer) for every example of every schema in
// schemas/layers, on each of `inputs` that the layer takes. A new layer is tested by its schema
// alone.
template <typename Function>
void for_each_example(const std::vector<Shape>& inputs, const Function& f) {
  for (const std::string& name : schema_names("layers")) {
    const Json& schema_json = schema("layers/" + name);
    CAPTURE(name);
    REQUIRE(schema_json.contains("examples"));
    for (const Json& example : schema_json.at("examples")) {
      const std::string text = with_source(example);
      CAPTURE(text);
      int taken = 0;
      for (const Shape& input : inputs) {
        const std::string shape = to_string(input);
        CAPTURE(shape);
        LayerPtr layer;
        try {
          layer = layer_from(text, input);
        } catch (const Error&) {
          continue;  // a shape that it does not take
        }
        ++taken;
        f(text, input, std::move(layer));
      }
      CHECK(taken > 0);
    }
  }
}

}  // namespace aimodel
