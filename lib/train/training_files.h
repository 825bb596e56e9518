#pragma once

#include <string>

#include "spec/spec.h"

namespace aimodel {

// The CSV files of a training, and the model that it starts from; "" where there is none.
struct TrainingFiles {
  std::string data;              // the rows to train on, and those that the spec keeps back of them
  std::string validation, test;  // rows of their own
  std::string initial;           // model
};

// The files that are named, else those of the spec, whose paths are relative to it. Throws Error
// (usage) where neither names the data.
TrainingFiles training_files(const TrainingFiles& named, const Spec& spec);

}  // namespace aimodel
