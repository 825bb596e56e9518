#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"

namespace aimodel {

// A stream of bytes: a file, gzip-compressed or not (told by its first bytes, not by its name), or
// standard input for "-". Errors name `path` and carry `code`, the exit code of the kind of file it
// is.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // Fills up to `size` bytes; returns how many, 0 at the end. Fewer than `size` does not mean the
  // end.
  virtual size_t read(char* buffer, size_t size) = 0;
  // How many bytes there are in all, or -1 where that is not known (a pipe, a compressed file).
  virtual int64_t size() const { return -1; }
};
std::unique_ptr<ByteSource> open_bytes(const std::string& path, Exit code);

// A whole file (or "-"). A file above `limit` bytes is refused before it is read.
std::string read_file(const std::string& path, Exit code, uint64_t limit = uint64_t{1} << 40);

// Size in bytes of a regular file, -1 for what is not one or is not there.
int64_t file_size(const std::string& path);
bool file_exists(const std::string& path);

// Directory with its slash ("" if none), and `path` seen from a file in another directory.
std::string directory_of(const std::string& path);
std::string resolve(const std::string& path, const std::string& relative_to_file);

// 128-bit hash (XXH3) of bytes, as 32 hex digits.
class ContentHash {
 public:
  ContentHash();
  ~ContentHash();
  ContentHash(ContentHash&&) noexcept;
  ContentHash& operator=(ContentHash&&) noexcept;
  void add(std::string_view bytes);
  std::string hex() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace aimodel
