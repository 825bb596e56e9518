#pragma once

#include <string>
#include <vector>

#include "base/random.h"
#include "model/stored_rows.h"

namespace aimodel {

// Which rows of a file are explained.
struct RowChoice {
  std::string split;               // "train", "validation", "test", or "" for all
  int64_t row = 0;                 // its number in the file, counted from 1; 0: any
  std::vector<std::string> where;  // "column=value": those in which it is so
};

// A condition, read. Throws Error (usage), in the name of --where, where it is none.
struct Condition {
  std::string column, value;
};
Condition parse_condition(const std::string& text);

// The numbers of the rows, ascending. Throws Error (data) where there are none.
std::vector<uint32_t> chosen_rows(const StoredRows& rows, const RowChoice& choice,
                                  const Model& model);

// At most so many of the rows (0: all), drawn at random, in the file's order.
std::vector<uint32_t> sample_rows(const std::vector<uint32_t>& rows, int64_t most,
                                  const Random& random);

// How many rows are explained together where nobody says: what is held of them takes little memory.
int64_t usual_rows(const Model& model);

}  // namespace aimodel
