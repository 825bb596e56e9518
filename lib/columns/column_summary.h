#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_fwd.h"
#include "columns/stored_state.h"

namespace aimodel {

// How often which values stand in a column, in bounded room: what another file's column is
// compared with.
struct ColumnSummary {
  // Texts beyond so many different ones, or so many bytes, are counted by a hash.
  static constexpr size_t kMostValues = 500, kMostBytes = 16384, kBuckets = 256;

  std::string name;
  bool measured = false;  // numbers, else texts
  int64_t missing = 0;
  std::vector<double> bounds;       // of numbers: the upper bounds of all bins but the last
  std::vector<std::string> values;  // of texts: in order of their bytes; none where there are many
  std::vector<int64_t> counts;      // of the bins, the values, or the buckets

  bool hashed() const { return !measured && values.empty() && !counts.empty(); }
  int64_t rows() const;

  Json to_json() const;
  static ColumnSummary restore(const StoredState& stored);  // Error (model)
};

// Ten bins of as many rows as can be, fewer where numbers are equal. NaN is a missing one.
ColumnSummary summarise(const std::string& name, std::vector<double> numbers);

// Rows of each text. Texts that write the same number, or differ in outer spaces, are one. Unless it
// is to be bounded, the summary holds all of them.
using TextRows = std::map<std::string, int64_t>;
std::string value_key(std::string_view text);
ColumnSummary summarise(const std::string& name, const TextRows& texts, int64_t missing,
                        bool bounded = true);

// The bin of a number, the bucket of a text's key.
size_t bin_of(double number, const std::vector<double>& bounds);
size_t bucket_of(std::string_view key);

}  // namespace aimodel
