#include "base/output_file.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include "base/file.h"
#include "base/random_access_file.h"

namespace aimodel {

namespace {

[[noreturn]] void fail(const std::string& name) {
  throw Error(Exit::run, name, fmt::format("cannot write: {}", std::strerror(errno)));
}

}  // namespace

OutputFile::OutputFile(const OutputPlace& place) : place_(place) {
  if (!place.stream) {
    file_ = std::make_unique<RandomAccessFile>(directory_of(place.path), place.name);
    return;
  }
  descriptor_ = place.descriptor >= 0 ? ::fcntl(place.descriptor, F_DUPFD_CLOEXEC, 0)
                                      : ::open(place.path.c_str(), O_WRONLY | O_CLOEXEC);
  if (descriptor_ < 0) fail(place.name);
}

OutputFile::~OutputFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void OutputFile::write(std::string_view bytes) {
  if (file_) {
    file_->append(bytes);
    return;
  }
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0 && errno == EAGAIN) {  // whoever opened it does not want to wait; we do
      pollfd room{descriptor_, POLLOUT, 0};
      ::poll(&room, 1, -1);
      continue;
    }
    if (written < 0) fail(place_.name);
    bytes.remove_prefix(static_cast<size_t>(written));
  }
}

void OutputFile::commit() {
  if (file_) {
    file_->publish(place_.path, place_.replaces);
  } else if (::close(std::exchange(descriptor_, -1)) != 0) {
    fail(place_.name);
  }
}

void write_file(const OutputPlace& place, std::string_view content) {
  OutputFile file(place);
  file.write(content);
  file.commit();
}

}  // namespace aimodel
