#include "base/memory.h"

#include <string>

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/scratch.h"

using namespace aimodel;

namespace {

constexpr uint64_t kMebibyte = uint64_t{1} << 20;

// A system of its own: 1000 MiB are available.
struct System : Scratch {
  System() { set("proc/meminfo", "MemTotal: 2048000 kB\nMemAvailable: 1024000 kB\n"); }
  void set(const std::string& name, const std::string& text) {
    const std::string file = *this / name;
    std::filesystem::create_directories(std::filesystem::path(file).parent_path());
    put(file, text);
  }
  // A group of the second generation.
  void group(const std::string& directory, const std::string& most, uint64_t used,
             uint64_t cached = 0) {
    set(directory + "/memory.max", most + "\n");
    set(directory + "/memory.current", std::to_string(used) + "\n");
    set(directory + "/memory.stat", "anon 1\ninactive_file " + std::to_string(cached) + "\n");
  }
  uint64_t mebibytes() const {
    return available_memory(path.substr(0, path.size() - 1)) / kMebibyte;
  }
};

std::string bytes(uint64_t mebibytes) {
  return std::to_string(mebibytes * kMebibyte);
}

constexpr const char* kMountedSecond =
    "22 28 0:20 / /sys rw - sysfs sysfs rw\n"
    "30 22 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n";

}  // namespace

TEST_CASE("memory: what the system says, where no group limits it") {
  System system;
  CHECK(system.mebibytes() == 1000);
  system.set("proc/self/cgroup", "0::/user.slice\n");
  system.set("proc/self/mountinfo", kMountedSecond);
  system.group("sys/fs/cgroup/user.slice", "max", 5 * kMebibyte);
  CHECK(system.mebibytes() == 1000);
}

TEST_CASE("memory: the least that a nested group and those above it leave") {
  System system;
  system.set("proc/self/cgroup", "0::/batch/job 7/step\n");
  system.set("proc/self/mountinfo", kMountedSecond);
  system.group("sys/fs/cgroup/batch/job 7/step", "max", 10 * kMebibyte);
  system.group("sys/fs/cgroup/batch/job 7", bytes(300), 100 * kMebibyte, 40 * kMebibyte);
  CHECK(system.mebibytes() == 240);
  system.group("sys/fs/cgroup/batch", bytes(500), 350 * kMebibyte);
  CHECK(system.mebibytes() == 150);
  system.group("sys/fs/cgroup/batch/job 7/step", bytes(8), 10 * kMebibyte);
  CHECK(system.mebibytes() == 0);
}

TEST_CASE("memory: a group of the first generation") {
  System system;
  system.set("proc/self/cgroup", "12:pids:/docker/a\n5:cpu,memory:/docker/a\n1:name=systemd:/\n");
  system.set("proc/self/mountinfo",
             "40 22 0:30 /docker/a /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n"
             "41 22 0:31 / /sys/fs/cgroup/pids ro - cgroup cgroup rw,pids\n");
  system.set("sys/fs/cgroup/memory/memory.limit_in_bytes", bytes(200) + "\n");
  system.set("sys/fs/cgroup/memory/memory.usage_in_bytes", bytes(70) + "\n");
  system.set("sys/fs/cgroup/memory/memory.stat", "cache 5\ntotal_inactive_file " + bytes(20));
  CHECK(system.mebibytes() == 150);
  // Nobody has set a limit.
  system.set("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
  CHECK(system.mebibytes() == 1000);
}

TEST_CASE("memory: a group that is seen under another name") {
  System system;
  system.set("proc/self/cgroup", "0::/\n");
  system.set("proc/self/mountinfo",
             "30 22 0:26 /../../pod /sys/fs/cgroup ro - cgroup2 cgroup rw\n");
  system.group("sys/fs/cgroup", bytes(64), 0);
  CHECK(system.mebibytes() == 64);
  // With a blank in the directory's name.
  system.set("proc/self/mountinfo", "30 22 0:26 / /my\\040groups ro - cgroup2 cgroup rw\n");
  system.group("my groups", bytes(32), 0);
  CHECK(system.mebibytes() == 32);
}

TEST_CASE("memory: limits of the process itself") {
  for (const auto& [resource, key] :
       {std::pair{RLIMIT_AS, "VmSize:"}, std::pair{RLIMIT_DATA, "VmData:"}}) {
    System system;
    system.set("proc/self/status", std::string(key) + " 40960 kB\n");
    const pid_t child = ::fork();
    if (child == 0) {
      const uint64_t most = uint64_t{1} << 50;  // sanitizers take terabytes of addresses
      struct rlimit limit {
        most, most
      };
      if (::setrlimit(resource, &limit) != 0) ::_exit(1);
      system.set("proc/meminfo", "MemAvailable: 4398046511104 kB\n");
      ::_exit(system.mebibytes() == (int64_t{1} << 30) - 40 ? 0 : 2);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
  }
}
