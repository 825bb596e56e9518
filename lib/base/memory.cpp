#include "base/memory.h"

#include <algorithm>
#include <fstream>
#include <limits>
#include <string>

#include <unistd.h>

namespace aimodel {

namespace {

constexpr uint64_t kUnknown = std::numeric_limits<uint64_t>::max();

// "max" and what is not there are unknown.
uint64_t number_in(const char* path) {
  std::ifstream stream(path);
  uint64_t number = 0;
  return stream >> number ? number : kUnknown;
}

// What stands behind a key in a file of lines; 0 where it is not there.
uint64_t number_after(const char* path, const std::string& wanted) {
  std::ifstream stream(path);
  for (std::string key, rest; stream >> key;) {
    uint64_t number = 0;
    stream >> number;
    if (key == wanted) return number;
    std::getline(stream, rest);
  }
  return 0;
}

uint64_t system_memory() {
  if (const uint64_t kibibytes = number_after("/proc/meminfo", "MemAvailable:")) {
    return kibibytes << 10;
  }
  return static_cast<uint64_t>(::sysconf(_SC_PAGESIZE)) *
         static_cast<uint64_t>(::sysconf(_SC_PHYS_PAGES));
}

}  // namespace

uint64_t available_memory() {
  const uint64_t most = number_in("/sys/fs/cgroup/memory.max");
  const uint64_t used = number_in("/sys/fs/cgroup/memory.current");
  if (most == kUnknown || used == kUnknown) return system_memory();
  // What is kept of files that were read is given up when memory is wanted.
  const uint64_t taken =
      used - std::min(used, number_after("/sys/fs/cgroup/memory.stat", "inactive_file"));
  return std::min(system_memory(), most - std::min(most, taken));
}

}  // namespace aimodel
