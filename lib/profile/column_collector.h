#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "csv/text_index.h"
#include "profile/joined_moments.h"
#include "profile/profile.h"

namespace aimodel {

// One column while the file is read: counts over all rows, and the cells of the sample.
class ColumnCollector {
 public:
  // Which cells of the chunk go where in the sample.
  struct Kept {
    size_t row, slot;
  };
  void add(const FrameColumn& cells, const std::vector<Kept>& kept);
  ColumnProfile finish(const std::string& name, bool is_target, char delimiter,
                       FrameColumn& sample);

 private:
  void count_numbers(const FrameColumn& cells, const std::vector<int64_t>& counts);
  void undress(const ColumnProfile& column);
  void summarise_dressed(ColumnProfile& column, const std::vector<int64_t>& counts) const;
  void summarise_numbers(ColumnProfile& column) const;
  void list_values(ColumnProfile& column, const std::vector<int64_t>& counts) const;

  int64_t missing_ = 0;
  JoinedMoments moments_;
  double minimum_ = std::numeric_limits<double>::infinity();
  double maximum_ = -std::numeric_limits<double>::infinity();
  bool whole_ = true;
  std::vector<FrequentValue> odd_;  // texts that are no numbers, the first few
  int64_t odd_count_ = 0;
  FrameColumn sample_;
  TextIndex index_;
};

}  // namespace aimodel
