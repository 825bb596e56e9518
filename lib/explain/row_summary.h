#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "explain/explanation.h"
#include "explain/features.h"
#include "explain/method.h"

namespace aimodel {

// An explanation that names its output and target, with an entry for each row; prediction of which
// class is asked where the question leaves it open.
Explanation begin_rows(const ExplainRequest& request, const Features& features);

// Fills in the columns from the rows, which are both still in the order of the features: the
// importance is the mean over rows of the attribution's size, beside the mean with its sign. Each
// row counts once.
void summarize_rows(Explanation& explanation);

// Sums up the columns of rows that come in pieces.
class ColumnSums {
 public:
  void add(const Explanation& piece);           // with its rows
  void finish(Explanation& explanation) const;  // sets its rows and columns, sorted
 private:
  struct Sums {
    std::string name;
    double size = 0, squares = 0, sum = 0;  // of the attributions
  };
  std::unordered_map<std::string, size_t> indexes_;
  std::vector<Sums> columns_;
  int64_t rows_ = 0;
};

// What a mean with its sign is worth where each row explains its own predicted class.
void add_target_note(const ExplainRequest& request, Explanation& explanation);

}  // namespace aimodel
