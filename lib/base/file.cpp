#include "base/file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/random_access_file.h"
#include "base/text.h"

namespace aimodel {

namespace {

[[noreturn]] void fail(Exit code, const std::string& path, std::string_view action) {
  throw Error(code, path, fmt::format("{}: {}", action, std::strerror(errno)));
}

}  // namespace

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

Error exists_already(const std::string& path) {
  return Error(Exit::run, path, "the file exists already", "use --force to replace it");
}

void check_writable(const std::string& path, bool force) {
  std::string directory = directory_of(path);
  if (directory.empty()) directory = ".";
  struct stat status;
  if (::stat(directory.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) {
    throw Error(Exit::run, path, "cannot write: no directory " + quote(directory));
  }
  if (::access(directory.c_str(), W_OK) != 0) fail(Exit::run, path, "cannot write");
  if (::stat(path.c_str(), &status) != 0) return;
  if (S_ISDIR(status.st_mode)) throw Error(Exit::run, path, "cannot write: is a directory");
  if (!force && S_ISREG(status.st_mode)) {
    throw exists_already(path);
  }
}

namespace {

void write_all(int descriptor, std::string_view content, const std::string& path) {
  while (!content.empty()) {
    const ssize_t written = ::write(descriptor, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail(Exit::run, path, "cannot write");
    content.remove_prefix(static_cast<size_t>(written));
  }
}

}  // namespace

OutputFile::OutputFile(const std::string& path, bool force) : path_(path), force_(force) {
  check_writable(path, force);
  struct stat status;
  if (::stat(path.c_str(), &status) != 0 || S_ISREG(status.st_mode)) {
    file_ = std::make_unique<RandomAccessFile>(directory_of(path), path);
    return;
  }
  descriptor_ = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (descriptor_ < 0) fail(Exit::run, path, "cannot write");
}

OutputFile::~OutputFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void OutputFile::write(std::string_view bytes) {
  if (file_) {
    file_->append(bytes);
  } else {
    write_all(descriptor_, bytes, path_);
  }
}

void OutputFile::commit() {
  if (file_) {
    file_->place(path_, force_);
  } else if (::close(std::exchange(descriptor_, -1)) != 0) {
    fail(Exit::run, path_, "cannot write");
  }
}

void write_file(const std::string& path, std::string_view content, bool force) {
  OutputFile file(path, force);
  file.write(content);
  file.commit();
}

}  // namespace aimodel
