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
  bool spread = false;       // how far the members' predictions lie apart, behind each output
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
  void add_names(std::vector<std::string>& names) const;

  const Outputs& outputs_;
  std::vector<std::string> kept_;
  PredictionFormat format_;
  std::vector<LabelFormat> labels_;  // of each output
  size_t width_ = 0;                 // columns of the predictions
};

}  // namespace aimodel
