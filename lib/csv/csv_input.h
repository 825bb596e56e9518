#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/file.h"

namespace aimodel {

// The bytes of a file of rows in a window that moves over them: decompressed, without BOM, up to the
// first NUL.
class CsvInput {
 public:
  explicit CsvInput(const std::string& path);  // throws Error (data), for what is no text in UTF-8

  // Bytes that were read and not yet used. The view lasts until fill().
  std::string_view pending() const { return {buffer_.get() + begin_, visible_end() - begin_}; }
  bool at_end() const { return ended_ && !at_nul(); }  // pending() is all that is left
  bool at_nul() const { return nul_ != kNone; }        // a NUL byte stands behind pending()

  // Reads at least one byte more, or finds the end. With a NUL in the window there is nothing more
  // to be had.
  void fill();
  void use(size_t count) { begin_ += count; }

  int64_t size() const { return size_; }  // of a file that is as it was written; else -1
  std::string content_hash() const { return hash_.hex(); }  // of all bytes read so far

 private:
  static constexpr size_t kNone = static_cast<size_t>(-1);
  size_t visible_end() const { return nul_ == kNone ? end_ : nul_; }
  void read();
  void make_room();

  std::unique_ptr<ByteSource> source_;
  ContentHash hash_;
  std::unique_ptr<char[]> buffer_;
  size_t capacity_ = 0;
  size_t begin_ = 0;
  size_t end_ = 0;
  size_t nul_ = kNone;
  bool ended_ = false;
  int64_t size_;
};

}  // namespace aimodel
