#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"

namespace aimodel {

// What a method found out of one CSV column. NaN stands for what is not defined.
struct ColumnImportance {
  std::string name;
  double importance = 0;      // what the columns are sorted by
  double standard_error = 0;  // of the importance
  double mean = 0;            // with its sign, over rows
};

// What a method found out of one row.
struct RowExplanation {
  int64_t target = 0;                // index of the class or column that is explained
  int64_t predicted = 0;             // index of the most probable class
  double prediction = 0;             // its probability, or the predicted number
  double value = 0;                  // the explained number at the row
  double baseline = 0;               // and at the baseline
  double completeness_gap = 0;       // sum of the attributions - (value - baseline)
  std::vector<double> attributions;  // of each column, in the order of Explanation::columns
};

// How far the attributions are from adding up.
struct CompletenessGap {
  double maximum = 0;  // of its size over rows
  double mean = 0;     // of its size
  double share = 0;    // of the mean size of what the attributions should add up to
  double total = 0;    // of the sizes of what they should add up to, summed over rows
};

struct Explanation {
  std::string method;
  Json options;
  std::string importance;  // what it is in words, for a title: "drop in accuracy"
  std::string output;
  bool classes = false;              // whether the output is one of some classes
  std::vector<std::string> targets;  // names of its classes or columns
  std::string target;  // class or column; "" for each row's predicted class, or for all
  int64_t rows = 0;
  Json baseline;  // what it is measured against, or null
  std::vector<ColumnImportance> columns;
  bool has_mean = false;  // whether ColumnImportance::mean says something
  std::optional<CompletenessGap> completeness_gap;
  std::vector<RowExplanation> per_row;  // where the method speaks of rows
  std::vector<std::string> notes;
};

// Of the rows that stand behind some others: what both have together.
CompletenessGap join(const CompletenessGap& first, int64_t first_rows, const CompletenessGap& more,
                     int64_t more_rows);

// Sorts the columns, the most important first, and the attributions of all rows with them. Equals
// stay in the model's order; what is not defined comes last.
void sort_columns(Explanation& explanation);

}  // namespace aimodel
