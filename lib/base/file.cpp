#include "base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fmt/format.h>

#include "base/text.h"

namespace aimodel {

namespace {

[[noreturn]] void fail(Exit code, const std::string& path, std::string_view action) {
  throw Error(code, path, fmt::format("{}: {}", action, std::strerror(errno)));
}

// zlib reads plain files as they are, so one reader serves both kinds.
class ZlibSource : public ByteSource {
 public:
  ZlibSource(std::string path, Exit code) : path_(std::move(path)), code_(code) {
    const bool standard_input = path_ == "-";
    if (standard_input) path_ = "<stdin>";
    const int descriptor =
        standard_input ? ::dup(STDIN_FILENO) : ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) fail(code_, path_, "cannot open");
    struct stat status;
    if (::fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode)) {
      ::close(descriptor);
      throw Error(code_, path_, "is a directory, not a file");
    }
    file_ = ::gzdopen(descriptor, "rb");
    if (file_ == nullptr) {
      ::close(descriptor);
      throw Error(code_, path_, "cannot open: out of memory");
    }
    ::gzbuffer(file_, 1 << 18);
  }
  ~ZlibSource() override { ::gzclose(file_); }
  ZlibSource(const ZlibSource&) = delete;
  ZlibSource& operator=(const ZlibSource&) = delete;

  size_t read(char* buffer, size_t size) override {
    const auto wanted = static_cast<unsigned>(std::min<size_t>(size, 1u << 30));
    const int got = ::gzread(file_, buffer, wanted);
    int error = Z_OK;
    const char* message = ::gzerror(file_, &error);
    if (got < 0 || error != Z_OK) {
      if (error == Z_ERRNO) fail(code_, path_, "cannot read");
      const std::string text = error == Z_BUF_ERROR ? "the file is cut short" : message;
      throw Error(code_, path_, "cannot decompress: " + text);
    }
    return static_cast<size_t>(got);
  }

 private:
  std::string path_;
  Exit code_;
  gzFile file_ = nullptr;
};

}  // namespace

std::unique_ptr<ByteSource> open_bytes(const std::string& path, Exit code) {
  return std::make_unique<ZlibSource>(path, code);
}

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
      throw Error(code, path,
                  fmt::format("is larger than the limit of {}",
                              human_bytes(static_cast<double>(limit))));
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
    throw Error(Exit::run, path, "the file exists already", "use --force to replace it");
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

void write_file(const std::string& path, std::string_view content, bool force) {
  check_writable(path, force);
  struct stat status;
  if (::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode)) {  // a pipe or a device
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (descriptor < 0) fail(Exit::run, path, "cannot write");
    write_all(descriptor, content, path);
    if (::close(descriptor) != 0) fail(Exit::run, path, "cannot write");
    return;
  }
  std::string temporary = path + ".XXXXXX";
  const int descriptor = ::mkostemp(temporary.data(), O_CLOEXEC);
  if (descriptor < 0) fail(Exit::run, path, "cannot write");
  try {
    const mode_t mask = ::umask(0);
    ::umask(mask);
    ::fchmod(descriptor, 0666 & ~mask);
    write_all(descriptor, content, path);
    if (::fsync(descriptor) != 0) fail(Exit::run, path, "cannot write");
    if (::close(descriptor) != 0) fail(Exit::run, path, "cannot write");
    // link refuses to replace what another process made in the meantime; rename replaces.
    const bool placed = force ? ::rename(temporary.c_str(), path.c_str()) == 0
                              : ::link(temporary.c_str(), path.c_str()) == 0;
    if (!placed) fail(Exit::run, path, "cannot write");
    if (!force) ::unlink(temporary.c_str());
  } catch (...) {
    ::unlink(temporary.c_str());
    throw;
  }
  const std::string directory = directory_of(path);
  const int parent = ::open(directory.empty() ? "." : directory.c_str(), O_RDONLY | O_CLOEXEC);
  if (parent >= 0) {
    ::fsync(parent);  // the new name survives a power cut too
    ::close(parent);
  }
}

}  // namespace aimodel
