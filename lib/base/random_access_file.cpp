#include "base/random_access_file.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/output_place.h"

namespace aimodel {

RandomAccessFile::RandomAccessFile(const std::string& directory, std::string subject,
                                   std::string hint)
    : subject_(std::move(subject)), hint_(std::move(hint)) {
  const std::string folder = directory.empty() ? "." : directory;
  if (::access("/proc/self/fd", X_OK) == 0) {  // by which the file is named later
    descriptor_ = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0666);
    if (descriptor_ >= 0) return;
    if (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL) fail("cannot write");
  }
  name_ = folder + "/.aimodel-XXXXXX";
  descriptor_ = ::mkostemp(name_.data(), O_CLOEXEC);
  if (descriptor_ < 0) {
    name_.clear();
    fail("cannot write");
  }
  const mode_t mask = ::umask(0);
  ::umask(mask);
  ::fchmod(descriptor_, 0666 & ~mask);
}

RandomAccessFile::RandomAccessFile(const std::string& existing) : subject_(existing) {
  descriptor_ = ::open(existing.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor_ < 0) fail("cannot open");
  struct stat status;
  if (::fstat(descriptor_, &status) == 0 && S_ISREG(status.st_mode)) return;
  ::close(descriptor_);
  throw Error(Exit::run, subject_, "is no file");
}

RandomAccessFile::~RandomAccessFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!name_.empty()) ::unlink(name_.c_str());
}

void RandomAccessFile::stay_nameless() {
  if (!name_.empty()) ::unlink(name_.c_str());
  name_.clear();
}

void RandomAccessFile::fail(const char* action) const {
  throw Error(Exit::run, subject_, fmt::format("{}: {}", action, std::strerror(errno)), hint_);
}

void RandomAccessFile::append(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("cannot write");
    bytes.remove_prefix(static_cast<size_t>(written));
  }
}

void RandomAccessFile::write(uint64_t offset, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written =
        ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("cannot write");
    bytes.remove_prefix(static_cast<size_t>(written));
    offset += static_cast<uint64_t>(written);
  }
}

void RandomAccessFile::read(uint64_t offset, char* buffer, size_t size) const {
  while (size > 0) {
    const ssize_t got = ::pread(descriptor_, buffer, size, static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail("cannot read");
    if (got == 0) throw Error(Exit::run, subject_, "cannot read: the file ends early");
    buffer += got;
    offset += static_cast<uint64_t>(got);
    size -= static_cast<size_t>(got);
  }
}

uint64_t RandomAccessFile::size() const {
  struct stat status;
  if (::fstat(descriptor_, &status) != 0) fail("cannot read");
  return static_cast<uint64_t>(status.st_size);
}

void RandomAccessFile::reserve(uint64_t size) {
  if (size == 0 || ::fallocate(descriptor_, 0, 0, static_cast<off_t>(size)) == 0) return;
  // A file system that knows no reserving shows a full disk when it is written.
  if (errno != EOPNOTSUPP && errno != ENOSYS) fail("cannot write");
}

namespace {

bool link_descriptor(int descriptor, const std::string& path) {
  const std::string from = fmt::format("/proc/self/fd/{}", descriptor);
  return ::linkat(AT_FDCWD, from.c_str(), AT_FDCWD, path.c_str(), AT_SYMLINK_FOLLOW) == 0;
}

// Gives it a name in a directory that no file has; "" where it cannot.
std::string link_unnamed(int descriptor, const std::string& directory) {
  constexpr int kMostTries = 100;
  for (int tries = 0; tries < kMostTries; ++tries) {
    uint64_t draw = 0;
    if (::getrandom(&draw, sizeof draw, 0) != sizeof draw) return "";
    std::string name = fmt::format("{}.aimodel-{:016x}", directory, draw);
    if (link_descriptor(descriptor, name)) return name;
    if (errno != EEXIST) return "";
  }
  return "";
}

// Gives a finished file its name without replacing one that another process made in the meantime.
bool publish_new(const std::string& temporary, const std::string& path) {
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

void RandomAccessFile::publish(const std::string& path, bool force) {
  struct stat status;
  if (force && ::stat(path.c_str(), &status) == 0) {
    ::fchmod(descriptor_, status.st_mode & 07777);
  }
  if (::fsync(descriptor_) != 0) fail("cannot write");
  if (name_.empty() && !link_descriptor(descriptor_, path)) {
    // There is one of that name. A link cannot take its place, but another name can.
    if (errno != EEXIST) fail("cannot write");
    if (!force) throw exists_already(path);
    name_ = link_unnamed(descriptor_, directory_of(path));
    if (name_.empty()) fail("cannot write");
  }
  if (!name_.empty()) {
    const bool published =
        force ? ::rename(name_.c_str(), path.c_str()) == 0 : publish_new(name_, path);
    if (!published && errno == EEXIST) throw exists_already(path);
    if (!published) fail("cannot write");
    name_.clear();
  }
  const std::string directory = directory_of(path);
  const int parent = ::open(directory.empty() ? "." : directory.c_str(), O_RDONLY | O_CLOEXEC);
  if (parent >= 0) {
    ::fsync(parent);  // the new name survives a power cut too
    ::close(parent);
  }
}

std::string temporary_directory() {
  const char* named = std::getenv("TMPDIR");
  return named != nullptr && *named != '\0' ? named : "/tmp";
}

}  // namespace aimodel
