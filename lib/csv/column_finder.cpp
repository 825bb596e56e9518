#include "csv/column_finder.h"

#include <algorithm>
#include <stdexcept>

namespace aimodel {

size_t ColumnFinder::index(const std::string& name, CellKind kind) {
  for (; skipped_ < columns_.size(); ++skipped_) {
    if (next_ == columns_.size()) next_ = 0;
    const FrameColumn& column = columns_[next_++];
    if (column.kind == kind && column.name == name) return next_ - 1;
  }
  const auto index_of = [&](CellKind k) -> auto& {
    return index_[static_cast<size_t>(k)];
  };
  if (std::ranges::all_of(index_, [](const auto& names) { return names.empty(); })) {
    for (size_t i = 0; i < columns_.size(); ++i) {
      index_of(columns_[i].kind).try_emplace(columns_[i].name, i);
    }
  }
  const auto found = index_of(kind).find(name);
  if (found == index_of(kind).end()) {
    throw std::logic_error("frame without column " + name + " of the wanted kind");
  }
  return found->second;
}

}  // namespace aimodel
