#pragma once

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include <stdlib.h>

#include "base/error.h"
#include "csv/csv.h"
#include "tensor/parallel.h"

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

inline bool same_numbers(const std::vector<double>& a, const std::vector<double>& b) {
  if (a.size() != b.size()) return false;
  return a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
}

inline bool same_dates(const std::vector<DateCell>& a, const std::vector<DateCell>& b) {
  if (a.size() != b.size()) return false;
  return a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(DateCell)) == 0;
}

// Where no row is left, texts of those that were skipped are nobody's.
inline bool same_rows(const Frame& a, const Frame& b) {
  bool same = a.lines == b.lines && a.columns.size() == b.columns.size();
  for (size_t i = 0; same && i < a.columns.size(); ++i) {
    const FrameColumn &x = a.columns[i], &y = b.columns[i];
    same = x.name == y.name && x.kind == y.kind && same_numbers(x.numbers, y.numbers) &&
           x.ids == y.ids && (a.lines.empty() || x.texts == y.texts) &&
           same_dates(x.dates, y.dates);
  }
  return same;
}

// What came of reading a whole file: rows, skipped ones, or a message.
struct Reading {
  Frame frame;
  int64_t skipped = 0;
  std::string message;
};

template <typename Read>
Reading reading(const std::string& path, const std::vector<CsvColumn>& wanted,
                const CsvFormat& format, OnBadRow on_bad_row, const Read& read) {
  Reading result;
  try {
    CsvReader reader(path, format, on_bad_row);
    std::vector<CsvColumn> columns = wanted;
    if (columns.empty()) {
      for (const std::string& name : reader.header()) columns.push_back({name, CellKind::text});
    }
    reader.select(columns);
    read(reader, result.frame);
    result.skipped = reader.skipped();
  } catch (const Error& error) {
    result.message = error.what();
  }
  return result;
}

// A whole text as a frame; an empty list wants every column as text. Messages call the file
// rows.csv. Reading it record by record and in pieces of any size, by any number of threads, must
// come to the same.
inline Frame read_text(std::string_view text, const std::vector<CsvColumn>& wanted = {},
                       const CsvFormat& format = {}, OnBadRow on_bad_row = OnBadRow::fail,
                       int64_t* skipped = nullptr) {
  const TemporaryFile file(text);
  const auto one_by_one = [](CsvReader& reader, Frame& frame) { reader.read(frame, kAll); };
  Reading result = reading(file.path(), wanted, format, on_bad_row, one_by_one);
  for (const size_t bytes : {size_t{1}, size_t{5}, size_t{40}, CsvReader::kPieceBytes}) {
    for (const int threads : {1, 3}) {
      if (text.size() > 100000 && bytes < 40) continue;
      CAPTURE(bytes);
      CAPTURE(threads);
      const auto in_pieces = [&](CsvReader& reader, Frame& frame) {
        with_team(threads, [&] { reader.read_all(frame, bytes); });
      };
      const Reading other = reading(file.path(), wanted, format, on_bad_row, in_pieces);
      CHECK(other.message == result.message);
      if (result.message.empty()) {
        CHECK(same_rows(other.frame, result.frame));
        CHECK(other.skipped == result.skipped);
      }
    }
  }
  if (!result.message.empty()) {  // throw it as it was
    CsvReader reader(file.path(), format, on_bad_row);
    std::vector<CsvColumn> columns = wanted;
    if (columns.empty()) {
      for (const std::string& name : reader.header()) columns.push_back({name, CellKind::text});
    }
    reader.select(columns);
    Frame frame;
    reader.read(frame, kAll);
  }
  if (skipped != nullptr) *skipped = result.skipped;
  result.frame.file = "rows.csv";
  return result.frame;
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
