#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "spec/options.h"
#include "tensor/tensor_type.h"

namespace aimodel {

// What a spec says of inputs and outputs together with what the training rows settled: all that a
// network has to know of the data.

// An input group as the network sees it.
struct InputInfo {
  Options options;                   // its options in the spec
  std::vector<std::string> columns;  // of the CSV file, globs resolved
  std::vector<TensorType> types;     // of a row of each column: all numbers, or all indices
  int64_t width() const {            // of a row of the batch's tensor
    int64_t width = 0;
    for (const TensorType& type : types) width += type.shape.elements();
    return width;
  }
  // Whether its columns are indices of known values, from 1 on; 0 is a value that training did not
  // see.
  bool indexed() const { return !types.empty() && types[0].values > 0; }
  int64_t known_values(size_t column) const { return types[column].values - 1; }
  int64_t known_values() const {  // of all columns
    int64_t values = 0;
    for (size_t i = 0; i < types.size(); ++i) values += known_values(i);
    return values;
  }
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
