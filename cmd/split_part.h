#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/model.h"
#include "rows.h"

namespace aimodel {

// Whether a file is the one that the model was trained on.
bool is_training_file(const Model& model, const Rows& rows);

// The rows of a part of the training's split ("train", "validation", "test"; "" for all rows): the
// same split again, which needs the same file. Throws Error (data) where it is another one, or kept
// no such rows.
std::vector<uint32_t> split_part(const std::string& part, const Model& model, const Rows& rows);

}  // namespace aimodel
