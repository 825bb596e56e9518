#include "base/file.h"

#include <algorithm>

#include <fmt/format.h>
#include <sys/stat.h>

#include "base/units.h"

namespace aimodel {

std::string read_file(const std::string& path, Exit code, uint64_t limit) {
  const std::unique_ptr<ByteSource> source = open_bytes(path, code);
  std::string content;
  const int64_t expected = file_size(path);
  if (expected > 0) content.reserve(std::min<uint64_t>(static_cast<uint64_t>(expected), limit) + 1);
  constexpr size_t kChunk = 1 << 20;
  for (;;) {
    const size_t used = content.size();
    content.resize(used + kChunk);
    const size_t got = source->read(content.data() + used, kChunk);
    content.resize(used + got);
    if (content.size() > limit) {
      throw Error(
          code, path,
          fmt::format("is larger than the limit of {}", human_bytes(static_cast<double>(limit))));
    }
    if (got == 0) return content;
  }
}

int64_t file_size(const std::string& path) {
  struct stat status;
  if (::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return -1;
  return static_cast<int64_t>(status.st_size);
}

bool file_exists(const std::string& path) {
  struct stat status;
  return ::stat(path.c_str(), &status) == 0;
}

std::string directory_of(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash + 1);
}

std::string resolve(const std::string& path, const std::string& relative_to_file) {
  if (path.empty() || path[0] == '/' || path == "-") return path;
  return directory_of(relative_to_file) + path;
}

}  // namespace aimodel
