#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "base/json_fwd.h"

namespace aimodel {

class Encoding;

// What cells of a column held that was unlike anything in the training rows.
struct CellNotes {
  int64_t unseen = 0;   // values that training did not see
  std::string example;  // the first of them
  int64_t missing = 0;  // missing values, where training missed none
  int64_t outside = 0;  // numbers beyond those of training
  double lowest = std::numeric_limits<double>::infinity();  // of these
  double highest = -std::numeric_limits<double>::infinity();

  bool empty() const { return unseen + missing + outside == 0; }
  void add_unseen(const std::string& text) {
    if (unseen++ == 0) example = text;
  }
  void add_outside(double number) {
    ++outside;
    lowest = number < lowest ? number : lowest;
    highest = number > highest ? number : highest;
  }
  void merge(const CellNotes& later);  // of rows behind these
};

// The same for all input columns of an encoding, over the rows that it encoded.
class EncodingNotes {
 public:
  void add_rows(int64_t rows) { rows_ += rows; }
  // `column` counts the columns of all input groups, in order.
  void add(size_t column, const CellNotes& notes);
  void merge(const EncodingNotes& later);

  // A line for each column with values never seen, or missing ones where training had none, and one
  // for all columns outside their range:
  //   column code: 200 of 200 cells hold values that training did not see ("1.0")
  std::vector<std::string> lines(const Encoding& encoding) const;
  // [{"column": "code", "cells": 200, "unseen": 200, "example": "1.0", "missing": 0, "outside": 0}]
  Json json(const Encoding& encoding) const;

 private:
  int64_t rows_ = 0;
  std::map<size_t, CellNotes> columns_;  // those of which there is something to say
};

}  // namespace aimodel
