#pragma once

#include <string>
#include <vector>

#include "model/model.h"

namespace aimodel {

// The CSV columns that a model reads, each once, however many numbers they become and however many
// input groups read them.
class Features {
 public:
  // Numbers of a group's encoded row.
  struct Range {
    size_t group;
    int64_t first, width;
  };

  explicit Features(const Model& model);

  size_t size() const { return names_.size(); }
  const std::vector<std::string>& names() const { return names_; }
  const std::vector<Range>& ranges(size_t feature) const { return ranges_[feature]; }
  // Which feature each number of a row of Network::embed's result belongs to.
  const std::vector<size_t>& owners(size_t embedded) const {
    return owners_[embedded % owners_.size()];
  }
  // Whether that number was the same in all training rows, so that nothing was learnt of it.
  bool is_constant(size_t embedded, size_t number) const {
    return constant_[embedded % constant_.size()][number];
  }
  // Whether the network sees the feature as a single number at most (what is constant does not
  // count), so that its slope has a sign.
  bool is_single_number(size_t feature) const { return numbers_[feature] <= 1; }

 private:
  std::vector<std::string> names_;
  std::vector<std::vector<Range>> ranges_;
  std::vector<std::vector<size_t>> owners_;
  std::vector<std::vector<bool>> constant_;
  std::vector<int64_t> numbers_;  // of each feature, after embedding
};

}  // namespace aimodel
