#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/csv.h"
#include "spec/spec.h"

namespace aimodel {

// Which rows of a frame serve what; each list ascending. Those of a separate file are not here.
struct Split {
  std::vector<uint32_t> train, validation, test;
};

// Cuts by training.validation and training.test: a share (random, the same for the same seed and
// row number; stratified by the first category output where asked; a group column's values stay
// together), or the column that names the split. Throws Error (data) where a part that was asked
// for would be empty.
Split split_rows(const Spec& spec, const Frame& frame);

// Columns that splitting needs, beyond those of the encoding.
std::vector<WantedColumn> split_columns(const Spec& spec);

}  // namespace aimodel
