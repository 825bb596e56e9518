#pragma once

#include <limits>
#include <memory>
#include <span>
#include <vector>

#include "columns/column.h"
#include "columns/column_fit.h"
#include "columns/piecewise_linear.h"
#include "columns/scaling.h"

namespace aimodel {

// What a column of numbers held in the training rows.
struct SeenNumbers {
  Range range{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
  bool missing = false;

  // Not known of models of an earlier format: nothing is outside.
  bool open() const;
};

// What a number becomes: itself, scaled, and how far it has come through each of some bins. A column
// that varies too little for two bins has the scaled one alone.
struct NumberEncoding {
  bool scaled = true;
  PiecewiseLinear bins{};       // of the scaled number
  std::vector<double> edges{};  // between them, in the data's own unit
  bool indicator = false;       // also whether the number is missing

  // Where two edges are one when they are scaled, the second is left out.
  NumberEncoding(const Options& group, std::span<const double> all_edges, const Scaling& scaling);
  int64_t width() const;
};

// Whether a group asks for bins, and for how many; 0: for none.
bool has_bins(const Options& group);
int64_t bins_of(const Options& group);
double clip_of(const Options& group);  // infinite where it has none

std::unique_ptr<Column> number_column(const Scaling& scaling, double fill, NumberEncoding encoding,
                                      const SeenNumbers& seen);
// Throws Error (model).
std::unique_ptr<Column> restore_number_column(const Stored& stored);

}  // namespace aimodel
