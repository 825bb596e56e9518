// Specs: what is accepted is filled in to a spec that reads as itself, and has a network where its shape is known.
#include "spec/spec.h"

#include "fuzz/trained.h"
#include "rows/shape_preprocessing.h"

using namespace aimodel;

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  seed("all", TrainedExample::kSpec);
  seed(
      "layers",
      R"({"inputs": [{"column": "a*", "type": "number", "name": "n", "trainable": false}], "join": "add",
    "network": [{"type": "repeat", "times": 3, "layers": [{"type": "residual", "layers": [{"type": "dense", "units": 4}]}]},
                {"type": "parallel", "branches": [[{"type": "elu"}], [{"type": "dropout", "rate": 0.1}]]},
                {"type": "concat", "with": "n"}],
    "outputs": [{"column": "y", "type": "binary", "loss": {"type": "focal"}}], "metrics": ["auc"]})");
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  answer([&] {
    const Spec spec = Spec::parse(text, "spec.json");
    const std::string filled = spec.dump();
    must(Spec::parse(filled, "filled.json").dump() == filled,
         "a spec that is not its own: " + filled);
    const Preprocessing preprocessing = preprocessing_without_data(spec);
    const Network network(spec, preprocessing.inputs(), preprocessing.heads());
    must(!network.layers().empty(), "a network without a layer");
  });
  return 0;
}
