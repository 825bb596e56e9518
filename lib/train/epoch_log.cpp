#include "train/epoch_log.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "base/output_file.h"
#include "base/text.h"

namespace aimodel {

namespace {

Error cannot_write(const OutputPlace& place) {
  return Error(Exit::run, place.name, std::string("cannot write: ") + std::strerror(errno));
}

// The epoch that a line of a log speaks of; -1 where it is no such line.
int64_t epoch_of(const std::string& line) {
  const Json entry = Json::parse(line, nullptr, false);
  if (!entry.is_object() || !entry.contains("epoch")) return -1;
  return entry["epoch"].is_number_integer() ? entry["epoch"].get<int64_t>() : -1;
}

// Whole lines: one that was being written when the program was killed is not.
std::vector<std::string> lines_of(const OutputPlace& place) {
  std::vector<std::string> lines = split(read_file(place.path, Exit::run), '\n');
  lines.pop_back();
  return lines;
}

int open_log(const OutputPlace& place) {
  if (place.descriptor >= 0) return ::fcntl(place.descriptor, F_DUPFD_CLOEXEC, 0);
  const int flags = place.stream ? O_WRONLY : O_WRONLY | O_APPEND | O_CREAT;
  return ::open(place.path.c_str(), flags | O_CLOEXEC, 0666);
}

}  // namespace

EpochLog::EpochLog(const OutputPlace& place, bool goes_on)
    : place_(place), goes_on_(goes_on && place.replaces) {
  if (goes_on_) {
    for (const std::string& line : lines_of(place)) {
      if (epoch_of(line) >= 0) continue;
      throw Error(Exit::run, place.name,
                  "is not the log of a training, which --resume goes on with",
                  "name another file, or use --force to replace it");
    }
  }
  descriptor_ = open_log(place);
  if (descriptor_ < 0) throw cannot_write(place);
}

EpochLog::~EpochLog() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::string EpochLog::add(const std::string& line) {
  try {
    if (!begun_) begin();
    append(line + "\n");
    return "";
  } catch (const Error& error) {
    return std::exchange(warned_, true) ? "" : error.what();
  }
}

// What was there gives way, but for the epochs that are done; it is replaced as a whole.
void EpochLog::begin() {
  if (!place_.stream && file_size(place_.path) > 0) {
    std::string kept;
    for (const std::string& line : goes_on_ ? lines_of(place_) : std::vector<std::string>()) {
      if (epoch_of(line) <= done_) kept += line + "\n";
    }
    OutputPlace place = place_;
    place.replaces = true;
    write_file(place, kept);
    const int opened = open_log(place_);
    if (opened < 0) throw cannot_write(place_);
    ::close(std::exchange(descriptor_, opened));
  }
  begun_ = true;
}

// A line is written whole or not at all where that can be had.
void EpochLog::append(const std::string& line) {
  const off_t end = place_.stream ? 0 : ::lseek(descriptor_, 0, SEEK_END);
  std::string_view left = line;
  while (!left.empty()) {
    const ssize_t written = ::write(descriptor_, left.data(), left.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      const Error failure = cannot_write(place_);
      if (!place_.stream && ::ftruncate(descriptor_, end) != 0) throw cannot_write(place_);
      throw failure;
    }
    left.remove_prefix(static_cast<size_t>(written));
  }
}

}  // namespace aimodel
