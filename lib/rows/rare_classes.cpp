#include "rows/rare_classes.h"

#include <algorithm>
#include <string>

#include "outputs/output.h"

namespace aimodel {

namespace {

struct Indexed {
  int64_t index = kNoIndex;
  uint32_t row = 0;
};

// The two rows of one class that stand last.
struct LastTwo {
  Indexed last, second;

  void see(Indexed indexed) {
    if (indexed.index > last.index) std::swap(indexed, last);
    if (indexed.index > second.index) std::swap(indexed, second);
  }
};

void sort_once(std::vector<uint32_t>& rows) {
  std::ranges::sort(rows);
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
}

}  // namespace

HeldRows hold_classes(const Spec& spec, const RowSource& rows,
                      const std::function<int64_t(uint32_t row)>& index) {
  std::vector<std::string> columns;
  for (const Options& output : spec.outputs()) {
    if (make_output(output)->stratifies()) columns.push_back(output.text("column"));
  }
  HeldRows held;
  if (columns.empty()) return held;
  std::vector<std::vector<LastTwo>> classes(columns.size());  // by the number of the text
  uint32_t first = 0;
  rows.each([&](const Frame& chunk, std::span<const uint32_t> chosen) {
    std::vector<const FrameColumn*> cells;
    for (size_t i = 0; i < columns.size(); ++i) {
      cells.push_back(&chunk.column(columns[i], CellKind::text));
      if (classes[i].size() < cells[i]->texts.size()) classes[i].resize(cells[i]->texts.size());
    }
    for (const uint32_t row : chosen) {
      const int64_t at = index(first + row);
      if (at == kNoIndex) continue;
      for (size_t i = 0; i < columns.size(); ++i) {
        const uint32_t id = cells[i]->ids[row];
        if (id != 0) classes[i][id].see({at, first + row});
      }
    }
    first += static_cast<uint32_t>(chunk.rows());
  });
  for (const std::vector<LastTwo>& column : classes) {
    for (const LastTwo& two : column) {
      if (two.last.index != kNoIndex) held.last.push_back(two.last.row);
      if (two.second.index != kNoIndex) held.second.push_back(two.second.row);
    }
  }
  sort_once(held.last);
  sort_once(held.second);
  std::erase_if(held.second,
                [&](uint32_t row) { return std::ranges::binary_search(held.last, row); });
  return held;
}

}  // namespace aimodel
