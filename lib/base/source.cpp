#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/file.h"
#include "base/signals.h"

namespace aimodel {

namespace {

// Bytes as the system gives them: from a pipe, what is there, without waiting for more.
class DescriptorSource : public ByteSource {
 public:
  DescriptorSource(const std::string& path, Exit code)
      : path_(path == "-" ? "<stdin>" : path), code_(code) {
    const bool standard_input = path == "-";
    descriptor_ = standard_input ? ::dup(STDIN_FILENO) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor_ < 0) fail("cannot open");
    struct stat status;
    if (::fstat(descriptor_, &status) != 0) return;
    if (S_ISDIR(status.st_mode)) {
      ::close(descriptor_);
      throw Error(code_, path_, "is a directory, not a file");
    }
    if (!S_ISREG(status.st_mode)) return;
    size_ = static_cast<int64_t>(status.st_size);
    opened_ = status;
  }
  ~DescriptorSource() override { ::close(descriptor_); }
  DescriptorSource(const DescriptorSource&) = delete;
  DescriptorSource& operator=(const DescriptorSource&) = delete;

  size_t read(char* buffer, size_t size) override {
    for (;;) {
      if (const int signal = stop_signal()) {
        throw Error(static_cast<Exit>(128 + signal), path_, "stopped while reading");
      }
      const ssize_t got = ::read(descriptor_, buffer, std::min<size_t>(size, 1u << 30));
      if (got == 0) check_unchanged();
      if (got >= 0) return static_cast<size_t>(got);
      if (errno != EINTR) fail("cannot read");
    }
  }

  int64_t size() const override { return size_; }

 private:
  // Rows of a file that somebody writes to would be neither those of before nor of after.
  void check_unchanged() const {
    struct stat now;
    if (size_ < 0 || ::fstat(descriptor_, &now) != 0) return;
    if (now.st_size == opened_.st_size && now.st_mtim.tv_sec == opened_.st_mtim.tv_sec &&
        now.st_mtim.tv_nsec == opened_.st_mtim.tv_nsec) {
      return;
    }
    throw Error(code_, path_, "was changed while it was read", "try again when it is complete");
  }

  [[noreturn]] void fail(const char* action) const {
    throw Error(code_, path_, std::string(action) + ": " + std::strerror(errno));
  }

  std::string path_;
  Exit code_;
  int descriptor_ = -1;
  int64_t size_ = -1;
  struct stat opened_ {};
};

// One or several gzip members, one behind the other (RFC 1952), with zero bytes behind the last one
// allowed.
class GzipSource : public ByteSource {
 public:
  GzipSource(std::unique_ptr<ByteSource> packed, std::vector<char> start, std::string path,
             Exit code)
      : packed_(std::move(packed)), input_(std::move(start)), path_(std::move(path)), code_(code) {
    constexpr int kGzipOnly = 16;
    if (::inflateInit2(&stream_, MAX_WBITS + kGzipOnly) != Z_OK) fail("out of memory");
    stream_.next_in = reinterpret_cast<Bytef*>(input_.data());
    stream_.avail_in = static_cast<uInt>(input_.size());
  }
  ~GzipSource() override { ::inflateEnd(&stream_); }
  GzipSource(const GzipSource&) = delete;
  GzipSource& operator=(const GzipSource&) = delete;

  size_t read(char* buffer, size_t size) override {
    const auto room = static_cast<uInt>(std::min<size_t>(size, 1u << 30));
    stream_.next_out = reinterpret_cast<Bytef*>(buffer);
    stream_.avail_out = room;
    while (room > 0 && stream_.avail_out == room) {
      if (stream_.avail_in == 0 && !refill()) {
        if (between_members_) return 0;
        fail("the file is cut short");
      }
      if (between_members_ && !begin_member()) continue;
      const int result = ::inflate(&stream_, Z_NO_FLUSH);
      if (result == Z_STREAM_END) {
        between_members_ = true;
      } else if (result != Z_OK && result != Z_BUF_ERROR) {
        fail(stream_.msg != nullptr ? stream_.msg : "damaged data");
      }
    }
    return room - stream_.avail_out;
  }

 private:
  bool refill() {
    constexpr size_t kInput = 1 << 17;
    input_.resize(kInput);
    const size_t got = packed_->read(input_.data(), input_.size());
    stream_.next_in = reinterpret_cast<Bytef*>(input_.data());
    stream_.avail_in = static_cast<uInt>(got);
    return got > 0;
  }

  // Passes over padding; true where another member begins.
  bool begin_member() {
    while (stream_.avail_in > 0 && *stream_.next_in == 0) {
      ++stream_.next_in;
      --stream_.avail_in;
    }
    if (stream_.avail_in == 0) return false;
    if (*stream_.next_in != 0x1F) fail("there is something else behind the compressed data");
    ::inflateReset(&stream_);
    between_members_ = false;
    return true;
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw Error(code_, path_, "cannot decompress: " + what);
  }

  std::unique_ptr<ByteSource> packed_;
  std::vector<char> input_;
  std::string path_;
  Exit code_;
  z_stream stream_{};
  bool between_members_ = false;
};

// Bytes that were looked at already, then the rest.
class ResumedSource : public ByteSource {
 public:
  ResumedSource(std::unique_ptr<ByteSource> rest, std::vector<char> start)
      : rest_(std::move(rest)), start_(std::move(start)) {}

  size_t read(char* buffer, size_t size) override {
    if (used_ == start_.size()) return rest_->read(buffer, size);
    const size_t count = std::min(size, start_.size() - used_);
    std::memcpy(buffer, start_.data() + used_, count);
    used_ += count;
    return count;
  }
  int64_t size() const override { return rest_->size(); }

 private:
  std::unique_ptr<ByteSource> rest_;
  std::vector<char> start_;
  size_t used_ = 0;
};

}  // namespace

std::unique_ptr<ByteSource> open_bytes(const std::string& path, Exit code) {
  std::unique_ptr<ByteSource> source = std::make_unique<DescriptorSource>(path, code);
  std::vector<char> start(2);
  size_t got = source->read(start.data(), 2);
  // A pipe may give the two bytes that tell gzip one by one; any other file is not waited for.
  if (got == 1 && start[0] == '\x1F') got += source->read(start.data() + 1, 1);
  start.resize(got);
  if (got == 2 && start[0] == '\x1F' && start[1] == '\x8B') {
    return std::make_unique<GzipSource>(std::move(source), std::move(start),
                                        path == "-" ? "<stdin>" : path, code);
  }
  return std::make_unique<ResumedSource>(std::move(source), std::move(start));
}

}  // namespace aimodel
