#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "spec/options.h"

namespace aimodel {

// What a spec says of inputs and outputs together with what the training rows settled: all that a
// network has to know of the data.

// An input group as the network sees it.
struct InputInfo {
  Options options;                     // its part of the spec
  std::vector<std::string> columns;    // of the CSV file, globs resolved
  std::vector<int64_t> widths;         // reals a row that each column takes
  std::vector<int64_t> cardinalities;  // of each column that is an index (category), else empty
  int64_t width() const;               // of a row of the batch's tensor
};

// An output as the network sees it: what its last layers and its loss need.
struct OutputInfo {
  Options options;
  std::string name;  // the column, or the columns joined by "+"
  std::vector<std::string> columns;
  int64_t width = 1;                   // numbers that the network gives
  std::string activation = "linear";   // of its last layer
  std::vector<std::string> classes{};  // for the loss, of an output that has some
  std::vector<double> class_counts{};  // weighted, in the training rows
};

}  // namespace aimodel
