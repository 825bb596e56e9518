#pragma once

#include <cstdint>

#include "base/random.h"
#include "csv/frame.h"

namespace aimodel {

// Rows with numbers a, b, size and categories c, d, kind.
inline Frame made_rows(int64_t count) {
  Frame frame;
  frame.file = "rows.csv";
  for (const char* name : {"a", "b", "size"}) {
    FrameColumn column;
    column.name = name;
    column.kind = CellKind::number;
    for (int64_t i = 0; i < count; ++i) {
      column.numbers.push_back(Random(1).branch(name).normal(static_cast<uint64_t>(i)));
    }
    frame.columns.push_back(column);
  }
  for (const char* name : {"c", "d", "kind"}) {
    FrameColumn column;
    column.name = name;
    column.texts = {"", "x", "y", "z"};
    for (int64_t i = 0; i < count; ++i) column.ids.push_back(static_cast<uint32_t>(1 + i % 3));
    frame.columns.push_back(column);
  }
  frame.lines.resize(static_cast<size_t>(count));
  return frame;
}

}  // namespace aimodel
