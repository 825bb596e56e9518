#include "base/memory.h"

#include <algorithm>
#include <fstream>
#include <limits>
#include <vector>

#include <sys/resource.h>
#include <unistd.h>

#include "base/text.h"

namespace aimodel {

namespace {

constexpr uint64_t kUnknown = std::numeric_limits<uint64_t>::max();

// "max" and what is not there are unknown.
uint64_t number_in(const std::string& path) {
  std::ifstream stream(path);
  uint64_t number = 0;
  return stream >> number ? number : kUnknown;
}

// What stands behind a key in a file of lines; 0 where it is not there.
uint64_t number_after(const std::string& path, const std::string& wanted) {
  std::ifstream stream(path);
  for (std::string key, rest; stream >> key;) {
    uint64_t number = 0;
    stream >> number;
    if (key == wanted) return number;
    stream.clear();
    std::getline(stream, rest);
  }
  return 0;
}

uint64_t system_memory(const std::string& root) {
  if (const uint64_t kibibytes = number_after(root + "/proc/meminfo", "MemAvailable:")) {
    return kibibytes << 10;
  }
  return static_cast<uint64_t>(::sysconf(_SC_PAGESIZE)) *
         static_cast<uint64_t>(::sysconf(_SC_PHYS_PAGES));
}

// The two generations of control groups: what their files are called.
struct Generation {
  const char* type;  // of the file system
  const char* most;
  const char* used;
  const char* cached;  // in memory.stat: what is kept of files is given up when memory is wanted
};
constexpr Generation kFirst{"cgroup", "memory.limit_in_bytes", "memory.usage_in_bytes",
                            "total_inactive_file"};
constexpr Generation kSecond{"cgroup2", "memory.max", "memory.current", "inactive_file"};

bool lists(const std::string& names, const std::string& name) {
  const std::vector<std::string> all = split(names, ',');
  return std::ranges::find(all, name) != all.end();
}

// The group that the process is in, as /proc/self/cgroup names it ("ID:CONTROLLERS:PATH"); "" where
// there is none of this generation.
std::string own_group(const std::string& root, const Generation& generation) {
  std::ifstream stream(root + "/proc/self/cgroup");
  for (std::string line; std::getline(stream, line);) {
    const size_t first = line.find(':'), second = line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const bool is_second = controllers.empty();
    if (&generation == &kSecond ? is_second : lists(controllers, "memory")) {
      return line.substr(second + 1);
    }
  }
  return "";
}

// \040 stands for a blank in /proc/self/mountinfo.
std::string unescaped(const std::string& text) {
  std::string result;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 3 < text.size()) {
      const auto digit = [&](size_t at) { return (text[at] - '0') & 7; };
      result += static_cast<char>(digit(i + 1) << 6 | digit(i + 2) << 3 | digit(i + 3));
      i += 3;
    } else {
      result += text[i];
    }
  }
  return result;
}

// Where groups are mounted, and which group stands there.
struct Mount {
  std::string group, directory;
};

// Lines of /proc/self/mountinfo (proc(5)):
//   ID PARENT MAJOR:MINOR ROOT DIRECTORY OPTIONS [MORE...] - TYPE SOURCE SUPER_OPTIONS
std::vector<Mount> mounts(const std::string& root, const Generation& generation) {
  std::vector<Mount> result;
  std::ifstream stream(root + "/proc/self/mountinfo");
  for (std::string line; std::getline(stream, line);) {
    const std::vector<std::string> words = split(line, ' ');
    const auto dash = std::ranges::find(words, "-");
    if (words.size() < 6 || words.end() - dash < 4 || dash[1] != generation.type) continue;
    if (&generation == &kFirst && !lists(dash[3], "memory")) continue;
    result.push_back({unescaped(words[3]), unescaped(words[4])});
  }
  return result;
}

uint64_t left_by(const std::string& directory, const Generation& generation) {
  const uint64_t most = number_in(directory + "/" + generation.most);
  const uint64_t used = number_in(directory + "/" + generation.used);
  if (most == kUnknown || used == kUnknown) return kUnknown;
  const uint64_t cached = number_after(directory + "/memory.stat", generation.cached);
  return most - std::min(most, used - std::min(used, cached));
}

// The least that the process's group and those above it leave, as far as they are mounted here.
uint64_t group_memory(const std::string& root, const Generation& generation) {
  uint64_t least = kUnknown;
  const std::string own = own_group(root, generation);
  for (const Mount& mount : mounts(root, generation)) {
    // Inside a container the mounted group is the process's own or one above it; a path that leads
    // elsewhere is of another name space, and then what is mounted is as near as can be seen.
    const std::string above = mount.group == "/" ? "" : mount.group;
    const bool below =
        own.starts_with(above) && (own.size() == above.size() || own[above.size()] == '/');
    std::string inside = below ? own.substr(above.size()) : "";
    for (;;) {
      while (inside.ends_with('/')) inside.pop_back();
      least = std::min(least, left_by(root + mount.directory + inside, generation));
      if (inside.empty()) break;
      inside.resize(inside.rfind('/'));
    }
  }
  return least;
}

// What a limit of the process itself leaves, beside what it takes already.
uint64_t own_limit(const std::string& root, __rlimit_resource resource, const char* taken) {
  struct rlimit limit;
  if (::getrlimit(resource, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return kUnknown;
  const uint64_t used = number_after(root + "/proc/self/status", taken) << 10;
  return limit.rlim_cur - std::min<uint64_t>(limit.rlim_cur, used);
}

}  // namespace

uint64_t available_memory(const std::string& root) {
  return std::min({system_memory(root), group_memory(root, kFirst), group_memory(root, kSecond),
                   own_limit(root, RLIMIT_AS, "VmSize:"), own_limit(root, RLIMIT_DATA, "VmData:")});
}

}  // namespace aimodel
