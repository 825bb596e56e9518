#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "csv/csv.h"
#include "model/prediction_rows.h"
#include "rows/preprocessing_notes.h"

namespace aimodel {

// How a file's predictions are written.
struct StreamOptions {
  std::vector<std::string> kept{};  // columns that are passed through
  PredictionFormat shown{};
  Format format = Format::csv;
  OnBadRow on_bad_row = OnBadRow::fail;  // as the reader was told; of values that cannot be encoded
  bool row_by_row = false;               // each as soon as it has been read, by one thread
  int threads = 1;
};

struct StreamedRows {
  int64_t rows = 0;  // that were written
  PreprocessingNotes notes{};
};

// Predicts what is left of a file, in order; memory does not grow with it. `write` gets the text
// piece by piece. `what_for` is the hint where a column is missing. Throws Error (data),
// Error (usage) where two columns would have one name.
StreamedRows predict_stream(const Model& model, CsvReader& reader, const StreamOptions& options,
                            const std::string& what_for,
                            const std::function<void(std::string_view)>& write);

}  // namespace aimodel
