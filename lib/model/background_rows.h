#pragma once

#include <string>
#include <vector>

#include "model/safetensors.h"
#include "rows/preprocessing.h"

namespace aimodel {

// What explanations compare a row with: what the training rows were like. It stands in the model's
// file, so that a single row can be explained without any other.
struct BackgroundRows {
  // Of each input group, over the training rows: the mean of each encoded number; of a column whose
  // numbers are indexes of values, the share of the rows of each of its values, from index 1 on.
  std::vector<std::vector<real>> means;
  // Some of the training rows, drawn at random: inputs alone.
  Dataset rows;
  bool known() const { return !means.empty(); }
};

// Of at most `most` rows, and no more than take kMostBytes. The same whether rows stand in memory
// or in a file, with any number of threads.
BackgroundRows make_background(const Preprocessing& preprocessing, const Dataset& training,
                               int64_t most, uint64_t seed);

// In a model's file, tensors
//   background.GROUP.means  [sum over columns of 1, or of the values of a column of indexes]
//   background.GROUP.rows   [rows, width of the group's encoded rows]
// of every input group, or of none: in a file of a training that was not told to keep any.
inline constexpr const char* kBackgroundTensor = "background.";
std::vector<SafeTensors::Entry> entries_of(const BackgroundRows& background);
// Throws Error (model) where they are not what the preprocessing asks for.
BackgroundRows restore_background(const std::vector<const SafeTensors::Entry*>& entries,
                                  const Preprocessing& preprocessing, const std::string& file);

}  // namespace aimodel
