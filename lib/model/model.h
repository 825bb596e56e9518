#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/json.h"
#include "model/background_rows.h"
#include "model/safetensors.h"
#include "network/network.h"
#include "rows/preprocessing.h"
#include "rows/reading_plan.h"

namespace aimodel {

struct OutputPlace;

// The trained bundle: everything that a prediction needs, and the record of how it came about. It
// stays where it is made: the parameters refer to the network's layout.
struct Model {
  // A network for a spec and what was learnt of the data. Its parameters are 0 until they are
  // initialized or read.
  Model(Spec the_spec, Preprocessing the_encoding);
  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;

  // First values: of weights those that are drawn, of whitenings what the preprocessing has learnt,
  // which moves into the parameters.
  void initialize(const Random& random);

  Spec spec;
  Preprocessing preprocessing;
  Network network;
  Parameters parameters;
  BackgroundRows background;     // unknown in a model that was not trained here
  Json record = Json::object();  // metrics, data hash, version: nothing that differs between two
                                 // runs of the same training
  // Read from a file of format version 1: what it held back cannot be drawn again.
  bool draws_splits_otherwise = false;
};

// How a file is read for a model.
ReadingPlan plan_reading(const Model& model, ReadFor purpose,
                         const std::vector<std::string>& verbatim = {});

// "the model was trained on 4 columns; see aimodel inspect iris.model": a hint where columns are
// missing. `path` is its file's.
std::string trained_on(const Model& model, const std::string& path);

// The file: see model_file.cpp. Reading treats it as hostile and throws Error (model).
std::string to_file_bytes(const Model& model);
std::unique_ptr<Model> from_file_bytes(std::string_view bytes, const std::string& name);
void write_model(const Model& model, const OutputPlace& place);
std::unique_ptr<Model> read_model(const std::string& path);

// A checkpoint is a model's file that holds more: what its text says is for train/checkpoint.cpp,
// and so are its further tensors.
struct CheckpointSection {
  std::string text;
  std::vector<SafeTensors::Entry> tensors;
};
void write_checkpoint_file(const Model& model, const CheckpointSection& section,
                           const OutputPlace& place);
// Its content, checked as far as it is a model's file that holds such a section. Refers to `bytes`.
SafeTensors read_checkpoint_file(std::string_view bytes, const std::string& name);

// Keys of the texts in a file.
inline constexpr const char* kSpecText = "aimodel.spec";
inline constexpr const char* kPreprocessingText = "aimodel.preprocessing";
inline constexpr const char* kCheckpointText = "aimodel.checkpoint";
// What the names of a checkpoint's further tensors begin with.
inline constexpr const char* kCheckpointTensor = "checkpoint.";

}  // namespace aimodel
