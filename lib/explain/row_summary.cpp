#include "explain/row_summary.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "model/predictor.h"

namespace aimodel {

Explanation begin_rows(const ExplainRequest& request, const Features& features) {
  const Output& output = *request.model.preprocessing.outputs()[request.target.output];
  Explanation result;
  result.output = output.name();
  result.classes = output.predicts_labels();
  result.targets = output.target_names();
  if (request.target.index) {
    result.target = result.targets[static_cast<size_t>(*request.target.index)];
  }
  result.rows = request.data.rows;
  result.has_mean = true;
  for (const std::string& name : features.names()) result.columns.push_back({name, 0, 0, 0});
  const Prediction prediction =
      Predictor(request.model).predict(request.data)[request.target.output];
  for (int64_t i = 0; i < request.data.rows; ++i) {
    RowExplanation row;
    const double* values = prediction.values.data() + i * prediction.width;
    row.predicted = output.predicted_target(values);
    row.target = request.target.index.value_or(row.predicted);
    row.prediction = values[output.predicts_labels() ? row.predicted : row.target];
    row.attributions.resize(features.size());
    result.per_row.push_back(std::move(row));
  }
  return result;
}

void summarize_rows(Explanation& explanation) {
  const auto n = static_cast<double>(explanation.rows);
  for (size_t c = 0; c < explanation.columns.size(); ++c) {
    ColumnImportance& column = explanation.columns[c];
    double sum = 0, size = 0, deviation = 0;
    for (const RowExplanation& row : explanation.per_row) {
      sum += row.attributions[c];
      size += std::abs(row.attributions[c]);
    }
    column.mean = sum / n;
    column.importance = size / n;
    for (const RowExplanation& row : explanation.per_row) {
      deviation += std::pow(std::abs(row.attributions[c]) - column.importance, 2);
    }
    column.standard_error = explanation.rows > 1 ? std::sqrt(deviation / (n - 1) / n)
                                                 : std::numeric_limits<double>::quiet_NaN();
  }
}

void ColumnSums::add(const Explanation& piece) {
  rows_ += piece.rows;
  for (size_t c = 0; c < piece.columns.size(); ++c) {
    const std::string& name = piece.columns[c].name;
    const size_t index = indexes_.try_emplace(name, columns_.size()).first->second;
    if (index == columns_.size()) columns_.push_back({name});
    Sums& sums = columns_[index];
    for (const RowExplanation& row : piece.per_row) {
      const double attribution = row.attributions[c];
      sums.size += std::abs(attribution);
      sums.squares += attribution * attribution;
      sums.sum += attribution;
    }
    if (std::isnan(piece.columns[c].mean)) sums.sum = piece.columns[c].mean;
  }
}

void ColumnSums::finish(Explanation& explanation) const {
  const auto n = static_cast<double>(rows_);
  explanation.rows = rows_;
  explanation.columns.clear();
  for (const Sums& sums : columns_) {
    const double size = sums.size / n;
    const double deviation = std::max(0.0, sums.squares - n * size * size);
    const double error =
        rows_ > 1 ? std::sqrt(deviation / (n - 1) / n) : std::numeric_limits<double>::quiet_NaN();
    explanation.columns.push_back({sums.name, size, error, sums.sum / n});
  }
  sort_columns(explanation);
}

void add_target_note(const ExplainRequest& request, Explanation& explanation) {
  if (request.target.index) return;
  const Output& output = *request.model.preprocessing.outputs()[request.target.output];
  explanation.notes.push_back(fmt::format(
      "each row explains the class predicted for it; --target {} explains one class in all rows, "
      "so that signs are comparable",
      output.target_names().back()));
}

}  // namespace aimodel
