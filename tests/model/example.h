#pragma once

#include <memory>

#include "model/model.h"

namespace aimodel {

// A small model with one of everything that travels in a file: numbers, categories with embeddings,
// batch statistics, two outputs and a record.
std::unique_ptr<Model> example_model();

}  // namespace aimodel
