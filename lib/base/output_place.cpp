#include "base/output_place.h"

#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/names.h"
#include "base/numbers.h"
#include "base/random_access_file.h"

namespace aimodel {

namespace {

[[noreturn]] void refuse(const std::string& name, const std::string& why) {
  throw Error(Exit::run, name, "cannot write: " + why);
}

// With all links followed; "" where it is not there.
std::string real_path(const std::string& path) {
  std::array<char, PATH_MAX> buffer;
  return ::realpath(path.empty() ? "." : path.c_str(), buffer.data()) == nullptr ? ""
                                                                                 : buffer.data();
}

// The descriptor of this process that a path names, or -1: /dev/stdout leads to /proc/self/fd/1.
int descriptor_of(const std::string& path) {
  const std::string directory = real_path(directory_of(path));
  if (directory.empty()) return -1;
  if (directory != real_path("/proc/self/fd") && directory != real_path("/proc/thread-self/fd")) {
    return -1;
  }
  const auto number = parse_integer(path.substr(directory_of(path).size()));
  return number && *number >= 0 && *number <= INT_MAX ? static_cast<int>(*number) : -1;
}

// Where symbolic links lead, one after the other: to a descriptor of this process, to what is no
// link, or to what is not there.
struct LinkEnd {
  std::string path;
  int descriptor = -1;
};

LinkEnd follow_links(const std::string& path) {
  LinkEnd end{path};
  constexpr int kMost = 40;  // as many as the system follows
  for (int links = 0; links < kMost; ++links) {
    end.descriptor = descriptor_of(end.path);
    if (end.descriptor >= 0) return end;
    std::array<char, PATH_MAX> target;
    const ssize_t size = ::readlink(end.path.c_str(), target.data(), target.size());
    if (size < 0) return end;
    end.path = resolve(std::string(target.data(), static_cast<size_t>(size)), end.path);
  }
  refuse(path, std::strerror(ELOOP));
}

LinkEnd output_end(const std::string& path) {
  return path == "-" ? LinkEnd{path, STDOUT_FILENO} : follow_links(path);
}

// Whether a file can be made in a directory, tried out.
void check_directory(const OutputPlace& place) {
  const std::string directory = directory_of(place.path);
  struct stat status;
  if (::stat(directory.empty() ? "." : directory.c_str(), &status) != 0 ||
      !S_ISDIR(status.st_mode)) {
    refuse(place.name, "no directory " + quote(directory));
  }
  const RandomAccessFile trial(directory, place.name);
}

}  // namespace

Error exists_already(const std::string& path) {
  return Error(Exit::run, path, "the file exists already", "use --force to replace it");
}

OutputPlace output_place(const std::string& path, bool force) {
  const LinkEnd end = output_end(path);
  OutputPlace place{path == "-" ? "<stdout>" : path, end.path, end.descriptor};
  if (place.descriptor >= 0) {
    place.stream = true;
    const int flags = ::fcntl(place.descriptor, F_GETFL);
    if (flags < 0 || (flags & O_ACCMODE) == O_RDONLY) refuse(place.name, std::strerror(EBADF));
    return place;
  }
  struct stat status;
  if (::stat(place.path.c_str(), &status) != 0) {
    if (errno != ENOENT && errno != ENOTDIR) refuse(path, std::strerror(errno));
    check_directory(place);
    return place;
  }
  if (S_ISDIR(status.st_mode)) refuse(path, "is a directory");
  if (S_ISSOCK(status.st_mode)) refuse(path, "is a socket");
  if (!S_ISREG(status.st_mode)) {
    place.stream = true;
    if (::access(place.path.c_str(), W_OK) != 0) refuse(path, std::strerror(errno));
    return place;
  }
  if (!force) throw exists_already(path);
  place.replaces = true;
  check_directory(place);
  return place;
}

OutputPlan::File OutputPlan::file(const std::string& option, const std::string& path,
                                  int descriptor) {
  File result{option, ""};
  struct stat status;
  const bool found =
      descriptor >= 0 ? ::fstat(descriptor, &status) == 0 : ::stat(path.c_str(), &status) == 0;
  // Terminals and sockets are read and written at once.
  if (found && !S_ISCHR(status.st_mode) && !S_ISSOCK(status.st_mode)) {
    result.device = status.st_dev;
    result.number = status.st_ino;
  }
  if (!found && descriptor < 0) {
    const std::string directory = directory_of(path);
    result.path = real_path(directory) + "/" + path.substr(directory.size());
  }
  return result;
}

bool OutputPlan::File::same_as(const File& other) const {
  if (number && other.number) return device == other.device && number == other.number;
  return !path.empty() && path == other.path;
}

void OutputPlan::reads(const std::string& path) {
  if (path.empty()) return;
  const LinkEnd end = path == "-" ? LinkEnd{path, STDIN_FILENO} : follow_links(path);
  files_.push_back(file("", end.path, end.descriptor));
}

void OutputPlan::claims(const std::string& option, const std::string& path) {
  const LinkEnd end = output_end(path);
  const File output = file(option, end.path, end.descriptor);
  for (const File& other : files_) {
    if (!output.same_as(other)) continue;
    if (other.option.empty()) {
      throw Error(Exit::usage, "",
                  fmt::format("{}: {} is what is read", option, path == "-" ? "it" : path),
                  "name another file");
    }
    throw Error(Exit::usage, "",
                fmt::format("{} and {} name the same file ({})", other.option, option, path),
                "name two files");
  }
  files_.push_back(output);
}

}  // namespace aimodel
