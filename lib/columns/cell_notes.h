#pragma once

#include <cstdint>
#include <limits>
#include <string>

namespace aimodel {

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

}  // namespace aimodel
