#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "columns/column_summary.h"
#include "csv/frame.h"

namespace aimodel {

// What the training rows looked like, column by column: a model keeps it, so that rows that come
// later can be compared with them. It is of all rows, or of some 10,000 to 20,000 drawn at random,
// in the same number of bytes for any number of rows. Dates are left out: they move on by themselves.
struct TrainingSummary {
  int64_t rows = 0;     // of training
  int64_t sampled = 0;  // of these
  std::vector<ColumnSummary> columns;

  Json to_json() const;
  static TrainingSummary restore(const std::string& file, const Json& json);  // Error (model)
};

// Sees the training rows once, chunk by chunk, in order. A row is kept by a hash of its number, so
// that neither chunks nor threads make a difference.
class SummaryCollector {
 public:
  struct Source {
    std::string name;
    size_t column;  // of the frame
  };
  explicit SummaryCollector(std::vector<Source> sources);

  void add(const Frame& chunk, std::span<const uint32_t> rows);
  // `last` has all the texts that came. Once: what was kept is given up.
  TrainingSummary finish(const Frame& last);

 private:
  struct Kept {
    std::vector<double> numbers;  // kind number
    std::vector<uint32_t> ids;    // of texts
  };
  void keep(const Frame& chunk, const std::vector<uint32_t>& chosen);
  void thin();

  std::vector<Source> sources_;
  size_t most_;
  uint64_t next_ = 0;  // the number of the next row
  int level_ = 0;      // rows are kept whose hash ends in so many zeros
  std::vector<uint64_t> rows_;
  std::vector<Kept> kept_;
};

}  // namespace aimodel
