#pragma once

#include <memory>
#include <string>
#include <vector>

#include "model/model.h"
#include "report/table.h"

namespace aimodel {

// A small model with one of everything that travels in a file: numbers, categories with embeddings,
// batch statistics, two outputs and a record.
std::unique_ptr<Model> example_model();

const Param& param(const Model& model, const std::string& name);  // there must be one

// The row of a table whose first cell is this, or an empty one.
std::vector<Value> row_of(const Table& table, const std::string& first);

}  // namespace aimodel
