#include "base/file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

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

namespace {

Error exists_already(const std::string& path) {
  return Error(Exit::run, path, "the file exists already", "use --force to replace it");
}

}  // namespace

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

// Gives a finished file its name without replacing one that another process made in the meantime.
bool place_new(const std::string& temporary, const std::string& path) {
  if (::renameat2(AT_FDCWD, temporary.c_str(), AT_FDCWD, path.c_str(), RENAME_NOREPLACE) == 0) {
    return true;
  }
  if (errno != EINVAL && errno != ENOSYS) return false;
  // A file system without it (NFS, some FUSE): take the name first, then replace what took it.
  const int taken = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (taken < 0) return false;
  ::close(taken);
  if (::rename(temporary.c_str(), path.c_str()) == 0) return true;
  const int reason = errno;
  ::unlink(path.c_str());
  errno = reason;
  return false;
}

}  // namespace

std::string replacement_name(const std::string& path) {
  return path + ".new";
}

OutputFile::OutputFile(const std::string& path, bool force) : path_(path), force_(force) {
  check_writable(path, force);
  struct stat status;
  if (::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode)) {  // a pipe or a device
    regular_ = false;
    descriptor_ = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (descriptor_ < 0) fail(Exit::run, path, "cannot write");
    return;
  }
  const std::string directory = directory_of(path);
  const char* place = directory.empty() ? "." : directory.c_str();
  if (::access("/proc/self/fd", X_OK) == 0) {  // by which the file is named later
    descriptor_ = ::open(place, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);
  }
  if (descriptor_ >= 0) return;
  temporary_ = path + ".XXXXXX";
  descriptor_ = ::mkostemp(temporary_.data(), O_CLOEXEC);
  if (descriptor_ < 0) {
    temporary_.clear();
    fail(Exit::run, path, "cannot write");
  }
  const mode_t mask = ::umask(0);
  ::umask(mask);
  ::fchmod(descriptor_, 0666 & ~mask);
}

OutputFile::~OutputFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void OutputFile::write(std::string_view bytes) {
  write_all(descriptor_, bytes, path_);
}

namespace {

// Gives a file without a name one. False, with errno, where that cannot be.
bool link_descriptor(int descriptor, const std::string& path) {
  const std::string from = fmt::format("/proc/self/fd/{}", descriptor);
  return ::linkat(AT_FDCWD, from.c_str(), AT_FDCWD, path.c_str(), AT_SYMLINK_FOLLOW) == 0;
}

}  // namespace

void OutputFile::commit() {
  if (regular_ && ::fsync(descriptor_) != 0) fail(Exit::run, path_, "cannot write");
  bool placed = true;
  if (regular_ && temporary_.empty() && !link_descriptor(descriptor_, path_)) {
    // There is one of that name. A link cannot take its place, but another name can: one that is
    // always the same, so that if the program is killed right here the next one takes it away.
    if (errno != EEXIST) fail(Exit::run, path_, "cannot write");
    if (!force_) throw exists_already(path_);
    temporary_ = replacement_name(path_);
    ::unlink(temporary_.c_str());
    if (!link_descriptor(descriptor_, temporary_)) {
      temporary_.clear();
      fail(Exit::run, path_, "cannot write");
    }
  }
  if (::close(std::exchange(descriptor_, -1)) != 0) fail(Exit::run, path_, "cannot write");
  if (!temporary_.empty()) {
    placed =
        force_ ? ::rename(temporary_.c_str(), path_.c_str()) == 0 : place_new(temporary_, path_);
  }
  if (!placed && errno == EEXIST) throw exists_already(path_);
  if (!placed) fail(Exit::run, path_, "cannot write");
  temporary_.clear();
  if (!regular_) return;
  const std::string directory = directory_of(path_);
  const int parent = ::open(directory.empty() ? "." : directory.c_str(), O_RDONLY | O_CLOEXEC);
  if (parent >= 0) {
    ::fsync(parent);  // the new name survives a power cut too
    ::close(parent);
  }
}

void write_file(const std::string& path, std::string_view content, bool force) {
  OutputFile file(path, force);
  file.write(content);
  file.commit();
}

}  // namespace aimodel
