#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace aimodel {

// A file in a directory that has no name there, so that nothing of it is left when the program ends
// or is killed; it may be given one when it is whole. Errors (run) name `subject`.
class NamelessFile {
 public:
  NamelessFile(const std::string& directory, std::string subject);
  ~NamelessFile();
  NamelessFile(const NamelessFile&) = delete;
  NamelessFile& operator=(const NamelessFile&) = delete;

  void append(std::string_view bytes);
  void write(uint64_t offset, std::string_view bytes);
  void read(uint64_t offset, char* buffer, size_t size) const;  // all of them, or an error
  void reserve(uint64_t size);  // takes the room now: a full disk shows at once

  // Puts it on the disk and gives it a name. Without `force` an existing file is not replaced.
  void place(const std::string& path, bool force);

 private:
  [[noreturn]] void fail(const char* action) const;

  std::string subject_;
  std::string name_;  // where the file system has no files without one
  int descriptor_ = -1;
};

// Where files go that nobody is to see: $TMPDIR, else /tmp.
std::string temporary_directory();

// The name that a file which is to replace another one bears for a moment.
std::string replacement_name(const std::string& path);

}  // namespace aimodel
