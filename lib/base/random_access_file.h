#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace aimodel {

// A file that is read and written at any offset. A new one has no name in its directory, so that
// nothing of it is left when the program ends or is killed; it may be given one when it is whole.
// Errors (run) name `subject`, and say `hint`.
class RandomAccessFile {
 public:
  RandomAccessFile(const std::string& directory, std::string subject, std::string hint = "");
  explicit RandomAccessFile(const std::string& existing);  // to be read
  ~RandomAccessFile();
  RandomAccessFile(const RandomAccessFile&) = delete;
  RandomAccessFile& operator=(const RandomAccessFile&) = delete;

  void append(std::string_view bytes);
  void write(uint64_t offset, std::string_view bytes);
  void read(uint64_t offset, char* buffer, size_t size) const;  // all of them, or an error
  uint64_t size() const;
  void reserve(uint64_t size);  // takes the room now: a full disk shows at once

  // Nothing of it is to be left however the program ends: it cannot be given a name any more.
  void stay_nameless();
  // Puts it on the disk and gives it a name. Without `force` an existing file is not replaced; one
  // that is hands on its permissions.
  void publish(const std::string& path, bool force);

 private:
  [[noreturn]] void fail(const char* action) const;

  std::string subject_, hint_;
  std::string name_;  // where the file system has no files without one
  int descriptor_ = -1;
};

// Where files go that nobody is to see: $TMPDIR, else /tmp.
std::string temporary_directory();

}  // namespace aimodel
