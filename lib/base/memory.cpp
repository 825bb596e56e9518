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

uint64_t system_memory() {
  std::ifstream stream("/proc/meminfo");
  for (std::string key, unit; stream >> key;) {
    uint64_t kibibytes = 0;
    stream >> kibibytes;
    if (key == "MemAvailable:") return kibibytes << 10;
    std::getline(stream, unit);
  }
  return static_cast<uint64_t>(::sysconf(_SC_PAGESIZE)) *
         static_cast<uint64_t>(::sysconf(_SC_PHYS_PAGES));
}

}  // namespace

uint64_t available_memory() {
  const uint64_t most = number_in("/sys/fs/cgroup/memory.max");
  const uint64_t used = number_in("/sys/fs/cgroup/memory.current");
  if (most == kUnknown || used == kUnknown) return system_memory();
  return std::min(system_memory(), most - std::min(most, used));
}

}  // namespace aimodel
