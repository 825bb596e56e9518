#pragma once

#include <string>
#include <vector>

#include "csv/frame.h"
#include "model/evaluate.h"
#include "report/row_writer.h"

namespace aimodel {

// How predictions are written.
struct PredictionFormat {
  int64_t top = 0;  // the so many most probable classes instead of all
  bool label_only = false;
  bool omit_unread = false;  // rows that could not be read are not written, rather than empty
  Thresholds thresholds{};   // of each output, or empty
};

// Predictions as rows of a table: columns that are passed through, then each output's label and
// probabilities, or its numbers; of rows that could not be read nothing. May be used by several threads at once.
class PredictionRows {
 public:
  PredictionRows(const Model& model, const std::vector<std::string>& kept,
                 const PredictionFormat& format);

  // Throws Error (usage) where two columns have the same name.
  std::vector<std::string> names() const;
  void write(const Frame& frame, const std::vector<Prediction>& predictions,
             RowWriter& writer) const;

 private:
  void add_names(const OutputInfo& info, std::vector<std::string>& names) const;
  void add_values(size_t output, const double* p, std::vector<size_t>& order,
                  std::vector<Value>& values) const;
  int64_t shown_classes(const OutputInfo& info) const;  // 0: all

  const std::vector<OutputInfo>& outputs_;
  std::vector<std::string> kept_;
  PredictionFormat format_;
  size_t width_ = 0;  // columns of the predictions
};

}  // namespace aimodel
