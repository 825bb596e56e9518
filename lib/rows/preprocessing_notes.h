#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/json_fwd.h"
#include "columns/cell_notes.h"

namespace aimodel {

class Preprocessing;

// What was unlike training in the cells of all input columns of a preprocessing, over the rows that it encoded.
class PreprocessingNotes {
 public:
  void add_rows(int64_t rows) { rows_ += rows; }
  // `column` counts the columns of all input groups, in order.
  void add(size_t column, const CellNotes& notes);
  void merge(const PreprocessingNotes& later);

  // A line for each column with values never seen, or missing ones where training had none, and one
  // for all columns outside their range:
  //   column code: 200 of 200 cells hold values that training did not see ("1.0")
  std::vector<std::string> lines(const Preprocessing& preprocessing) const;
  // [{"column": "code", "cells": 200, "unseen": 200, "example": "1.0", "missing": 0, "outside": 0}]
  Json json(const Preprocessing& preprocessing) const;

 private:
  int64_t rows_ = 0;
  std::map<size_t, CellNotes> columns_;  // those of which there is something to say
};

}  // namespace aimodel
