#include "explain/features.h"

#include <string_view>
#include <unordered_map>

namespace aimodel {

Features::Features(const Model& model) {
  const std::vector<InputInfo>& inputs = model.encoding.inputs();
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
        places_.emplace_back();
        numbers_.push_back(0);
      }
      const int64_t width = inputs[group].widths[column];
      places_[features.back()].push_back({group, first, width});
      first += width;
    }
    owners_.emplace_back();
    for (const int64_t column : model.network.owners(group)) {
      owners_.back().push_back(features[static_cast<size_t>(column)]);
      ++numbers_[owners_.back().back()];
    }
  }
}

}  // namespace aimodel
