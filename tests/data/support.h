#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include <stdlib.h>

#include "base/error.h"
#include "data/csv.h"

namespace aimodel {

// A file in a directory of its own, both gone when the test ends.
class TemporaryFile {
 public:
  explicit TemporaryFile(std::string_view content, const std::string& name = "rows.csv") {
    std::string directory = (std::filesystem::temp_directory_path() / "aimodel-XXXXXX").string();
    directory_ = ::mkdtemp(directory.data());
    path_ = directory_ + "/" + name;
    std::ofstream(path_, std::ios::binary) << content;
  }
  ~TemporaryFile() { std::filesystem::remove_all(directory_); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  const std::string& path() const { return path_; }
  const std::string& directory() const { return directory_; }

 private:
  std::string directory_;
  std::string path_;
};

constexpr int64_t kAll = std::numeric_limits<int64_t>::max();

// A whole text as a frame; an empty list wants every column as text. Messages call the file
// rows.csv.
inline Frame read_text(std::string_view text, const std::vector<WantedColumn>& wanted = {},
                       const CsvFormat& format = {}, OnBadRow on_bad_row = OnBadRow::fail,
                       int64_t* skipped = nullptr) {
  const TemporaryFile file(text);
  CsvReader reader(file.path(), format, on_bad_row);
  std::vector<WantedColumn> columns = wanted;
  if (columns.empty()) {
    for (const std::string& name : reader.header()) columns.push_back({name, CellKind::text});
  }
  reader.want(columns);
  Frame frame;
  reader.read(frame, kAll);
  if (skipped != nullptr) *skipped = reader.skipped();
  frame.file = "rows.csv";
  return frame;
}

// What a call throws, without the directory of a temporary file; "" where it throws nothing.
template <typename Call>
std::string error_text(const Call& call) {
  try {
    call();
  } catch (const Error& error) {
    std::string text = error.what();
    const std::string marker = "/aimodel-";
    for (size_t at = text.find(marker); at != std::string::npos; at = text.find(marker)) {
      const size_t begin = text.find_last_of(" \n`", at) + 1;  // npos + 1 is 0
      const size_t end = text.find('/', at + 1);
      text.erase(begin, end + 1 - begin);
    }
    return text;
  }
  return "";
}

template <typename Call>
Exit error_code(const Call& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.code();
  }
  return Exit::done;
}

inline std::vector<std::string> texts_of(const FrameColumn& column) {
  std::vector<std::string> texts;
  for (const uint32_t id : column.ids) texts.push_back(column.texts[id]);
  return texts;
}

// Rows of texts, a missing one as "<missing>".
inline std::vector<std::vector<std::string>> rows_of(const Frame& frame) {
  std::vector<std::vector<std::string>> rows(static_cast<size_t>(frame.rows()));
  for (const FrameColumn& column : frame.columns) {
    for (size_t i = 0; i < rows.size(); ++i) {
      rows[i].push_back(column.ids[i] == 0 ? "<missing>" : column.texts[column.ids[i]]);
    }
  }
  return rows;
}

}  // namespace aimodel
