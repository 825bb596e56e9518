#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace aimodel {

// How the cells of a column are read.
enum class CellKind { number, text };

// One column of a table as it stood in the file.
struct FrameColumn {
  std::string name;
  CellKind kind = CellKind::text;
  std::vector<double> numbers;          // kind number: NaN where missing
  std::vector<uint32_t> ids;            // kind text: which entry of `texts`
  std::vector<std::string> texts{""};   // kind text: each distinct text once; entry 0 stands for missing
};

// Rows of a CSV file, the columns that were asked for.
struct Frame {
  std::string file;                   // for messages
  std::vector<FrameColumn> columns;
  std::vector<uint64_t> lines;        // the line of the file on which each row begins

  int64_t rows() const { return static_cast<int64_t>(lines.size()); }
  const FrameColumn& column(const std::string& name) const;  // which must be there
  std::string where(int64_t row) const { return file + ":" + std::to_string(lines[static_cast<size_t>(row)]); }
};

}  // namespace aimodel
