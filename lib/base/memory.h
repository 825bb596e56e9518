#pragma once

#include <cstdint>
#include <string>

namespace aimodel {

// How much memory the program may still take without others being pushed out: the least of what the
// system says is available, what its control groups and those above them leave (cgroup v1 and v2),
// and what its own limits leave (ulimit -v, ulimit -d). In bytes. `root` stands before the paths of
// the system's files, for tests.
uint64_t available_memory(const std::string& root = "");

}  // namespace aimodel
