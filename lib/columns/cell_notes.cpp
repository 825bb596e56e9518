#include "columns/cell_notes.h"

#include <algorithm>

namespace aimodel {

void CellNotes::merge(const CellNotes& later) {
  if (unseen == 0) example = later.example;
  unseen += later.unseen;
  missing += later.missing;
  outside += later.outside;
  lowest = std::min(lowest, later.lowest);
  highest = std::max(highest, later.highest);
}

}  // namespace aimodel
