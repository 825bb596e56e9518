#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/output_place.h"

namespace aimodel {

class RandomAccessFile;

// Writes all or nothing: a file without a name gets its name when it is whole and on the disk (see
// random_access_file.h). A stream gets the bytes as they come.
class OutputFile {
 public:
  explicit OutputFile(const OutputPlace& place);
  ~OutputFile();  // without commit() nothing remains
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;
  void write(std::string_view bytes);
  void commit();

 private:
  OutputPlace place_;
  std::unique_ptr<RandomAccessFile> file_;  // null for a stream
  int descriptor_ = -1;                     // of a stream
};

// Writes content that is there already as a whole file.
void write_file(const OutputPlace& place, std::string_view content);

}  // namespace aimodel
