#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "rows/preprocessing.h"
#include "rows/row_file.h"

namespace aimodel {

// Encodes rows into a file, section by section, each behind the one before.
class RowFileWriter {
 public:
  // Behind the first `offset` bytes of the file.
  RowFileWriter(const Preprocessing& preprocessing, std::shared_ptr<RandomAccessFile> file,
                uint64_t offset);

  // Throws Error (data) for a row that cannot be encoded, Error (run) where there is no room.
  Dataset add(const std::string& name, const RowSource& rows, int64_t count);

  uint64_t end() const;  // of all that was written, in bytes
  // Of the sections so far, in order.
  struct Section {
    std::string name;
    int64_t rows = 0;
    std::string hash;
  };
  const std::vector<Section>& sections() const { return sections_; }

 private:
  const Preprocessing& preprocessing_;
  std::shared_ptr<RandomAccessFile> file_;
  uint64_t offset_;
  std::shared_ptr<RowFile> rows_;
  int64_t written_ = 0;  // rows
  std::vector<Section> sections_;
};

}  // namespace aimodel
