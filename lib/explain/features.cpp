#include "explain/features.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

namespace aimodel {

namespace {

// Of the numbers that the network sees of a column: of a value's index one follows from the other.
bool holds_constant(const Column& column, int64_t index) {
  const std::vector<int64_t>& constants = column.constants;
  if (column.type().values > 0) return !constants.empty();
  return std::ranges::binary_search(constants, index);
}

}  // namespace

Features::Features(const Model& model) {
  const std::vector<InputInfo>& inputs = model.preprocessing.inputs();
  std::unordered_map<std::string_view, size_t> known;
  for (size_t group = 0; group < inputs.size(); ++group) {
    std::vector<size_t> features;  // of the group's columns
    int64_t first = 0;
    for (size_t column = 0; column < inputs[group].columns.size(); ++column) {
      const std::string& name = inputs[group].columns[column];
      const auto [feature, added] = known.try_emplace(name, names_.size());
      features.push_back(feature->second);
      if (added) {
        names_.push_back(name);
        ranges_.emplace_back();
        numbers_.push_back(0);
      }
      const int64_t width = inputs[group].types[column].shape.elements();
      ranges_[features.back()].push_back({group, first, width});
      first += width;
    }
    owners_.emplace_back();
    constant_.emplace_back();
    int64_t last = -1, index = 0;
    for (const int64_t column : model.network.owners(group)) {
      index = column == last ? index + 1 : 0;
      last = column;
      owners_.back().push_back(features[static_cast<size_t>(column)]);
      constant_.back().push_back(holds_constant(
          *model.preprocessing.columns()[group][static_cast<size_t>(column)], index));
      if (!constant_.back().back()) ++numbers_[owners_.back().back()];
    }
  }
}

}  // namespace aimodel
