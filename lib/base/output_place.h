#pragma once

#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "base/error.h"

namespace aimodel {

// Where an output goes, as it was decided before any work was done:
//   a regular file, there or not yet   appears under its name when it is whole; symbolic links are
//                                      written through, never replaced
//   a pipe or a device                 gets the bytes as they come, and needs no --force
//   a descriptor of this process       (-, /dev/stdout, /dev/fd/3) likewise, also where it may not
//                                      be opened by its path
struct OutputPlace {
  std::string name;       // for messages: as the user gave it
  std::string path;       // behind all symbolic links
  int descriptor = -1;    // of this process
  bool stream = false;    // no regular file of its own
  bool replaces = false;  // an existing file gives way

  // Where - or /dev/stdout leads.
  bool is_standard_output() const { return descriptor == 1; }
};

// Decides about one output. Throws Error (run) for what cannot be written: no directory or a closed
// one, a directory, a link that leads nowhere, a file that exists without `force`.
OutputPlace output_place(const std::string& path, bool force);

// Refuses to replace a file unasked.
Error exists_already(const std::string& path);

// All that a run writes beside all that it reads: no output may take the place of an input, nor of
// another output, by whatever name, `force` or not.
class OutputPlan {
 public:
  // A file that is read; "" is none, "-" standard input. Outputs that were decided about before may
  // take its place.
  void reads(const std::string& path);
  // An output of the option. Throws Error (usage) where it would take the place of another file of
  // the run.
  void claims(const std::string& option, const std::string& path);
  // Claims an output and decides about it: Error (run) where it cannot be written.
  OutputPlace writes(const std::string& option, const std::string& path, bool force) {
    claims(option, path);
    return output_place(path, force);
  }

 private:
  struct File {
    std::string option;             // "" for an input
    std::string path;               // whole, behind all links; "" for a descriptor
    std::optional<dev_t> device{};  // where there is such a file
    std::optional<ino_t> number{};
    bool same_as(const File& other) const;
  };
  static File file(const std::string& option, const std::string& path, int descriptor);

  std::vector<File> files_;
};

}  // namespace aimodel
