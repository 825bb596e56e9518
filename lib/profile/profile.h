#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "csv/csv.h"
#include "csv/dress.h"

namespace aimodel {

// What the values of a column seem to be.
enum class ColumnType {
  number,
  category,
  binary,
  ordinal,
  text,
  identifier,
  constant,
  empty,
  date
};
std::string to_string(ColumnType type);

struct NumberSummary {
  int64_t count = 0;
  bool whole = true;  // without fractions
  double minimum = 0, lower_quartile = 0, median = 0, upper_quartile = 0, maximum = 0;
  double mean = 0, deviation = 0;  // sample standard deviation; 0 for one value
};

struct FrequentValue {
  std::string value;
  int64_t count = 0;
};

// Why a column may do harm as an input, or the rows as a whole, in plain words.
struct Suspicion {
  std::string kind;  // empty, constant, identifier, mixed, missing, outlier, sentinel, skew, codes,
                     // copy, leakage, linear, duplicates
  std::string text;
};

struct ColumnProfile {
  std::string name;
  ColumnType type = ColumnType::text;
  int64_t missing = 0;
  int64_t distinct = 0;                  // values, missing not counted
  Dress dress;                           // how its cells are written
  std::optional<NumberSummary> numbers;  // where all, or all but a few, cells are numbers, or dates
                                         // (seconds since 1970)
  std::vector<FrequentValue> values;     // the most frequent ones first
  std::vector<std::string> order;        // ordinal: from lowest to highest
  std::vector<std::string> odd;          // number and date: texts that are none
  std::vector<FrequentValue> strays;     // the same with their counts, also where other types hold
                                         // numbers but for a few different texts
  std::string strays_beside;             // what the other cells hold, where they are taken as texts
  std::vector<Suspicion> suspicions;

  bool suspected(const std::string& kind) const;
};

// Whether a column of this kind is predicted as one of several classes rather than as a number:
// texts, two values, or a few whole numbers that come again and again.
bool predicts_classes(const ColumnProfile& target);

// What a CSV file holds. Rows, missing values and the numbers' bounds, mean and deviation are of
// all rows. Beyond a fixed count of rows everything else is of a random sample of them, the same
// for the same file; so is all that is said of dates, and of numbers that are not written as usual.
struct Profile {
  std::string file;
  CsvFormat format;  // as found out
  bool json_lines = false;
  std::vector<std::string> remarks;  // on how the file was taken, and how else it might be
  LeftOut bad;                       // rows that cannot be read
  int64_t rows = 0;
  std::string content_hash;
  std::vector<ColumnProfile> columns;
  std::vector<Suspicion> suspicions;           // of the rows as a whole
  std::vector<FrequentValue> missing_targets;  // texts of the target that count as missing
  Frame sample;                                // all columns as text; numbers and dates in other
                                               // dress as usual numbers
  bool sampled() const { return sample.rows() < rows; }

  const ColumnProfile* find(const std::string& name) const;
  // The sample's cells of one of the columns.
  const FrameColumn& cells(const ColumnProfile& column) const {
    return sample.columns[static_cast<size_t>(&column - columns.data())];
  }
  std::vector<std::string> names() const;
};

}  // namespace aimodel
