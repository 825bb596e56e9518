#pragma once

#include <memory>
#include <string>
#include <vector>

#include "data/encoding.h"
#include "metrics/metric.h"
#include "network/network.h"

namespace aimodel {

// The trained bundle: everything that a prediction needs, and the record of how it came about.
struct Model {
  Spec spec;
  Encoding encoding;
  Network network;
  Parameters parameters;
  Json record;  // metrics, data hash, seed, version: nothing that differs between two runs of the same training

  // A network for a spec and what was learnt of the data, its parameters at their first values.
  static std::unique_ptr<Model> make(Spec spec, Encoding encoding);
};

// The file: see model_file.cpp. Reading treats it as hostile and throws Error (model).
std::string to_file_bytes(const Model& model);
std::unique_ptr<Model> from_file_bytes(std::string_view bytes, const std::string& name);
void write_model(const Model& model, const std::string& path, bool force);
std::unique_ptr<Model> read_model(const std::string& path);

// Predictions of one output: probabilities of the classes (two for binary), or numbers in the data's own unit.
struct Prediction {
  int64_t rows = 0;
  int64_t width = 0;
  std::vector<double> values;  // [rows, width]
};

// Runs a model over encoded rows in fixed blocks, keeping its memory from call to call. A row's result does not
// depend on the rows beside it.
class Predictor {
 public:
  explicit Predictor(const Model& model) : Predictor(model, model.parameters) {}
  Predictor(const Model& model, const Parameters& parameters);
  std::vector<Prediction> predict(const Dataset& data);  // one per output
  // The mean loss over rows beside them; needs targets.
  double loss(const Dataset& data);

 private:
  const Model& model_;
  Tape tape_;
};

// Predictions beside what was true, per output, as the metrics want them.
std::vector<Scored> score(const Model& model, const std::vector<Prediction>& predictions, const Dataset& data);

// The metrics that the spec names (or the default ones of each output's type), and the loss. Keys are metric names, with
// "OUTPUT." before them where there are several outputs. Undefined values are null with "NAME_reason" beside them.
std::vector<std::string> metrics_for(const Model& model, size_t output);

}  // namespace aimodel
