#include <cstdlib>
#include <stdexcept>
#include <string_view>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "transcript.h"

extern char** environ;

namespace transcript {
namespace {

std::vector<std::string> clean_environment(const std::string& directory, const Setting& setting) {
  std::vector<std::string> variables = {"PATH=" + setting.path, "HOME=" + directory,
                                        "TMPDIR=" + directory,  "LC_ALL=C",
                                        "NO_COLOR=1",           "DATA=data"};
  variables.insert(variables.end(), setting.variables.begin(), setting.variables.end());
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view variable = *entry;
    for (const char* kept : {"ASAN_", "UBSAN_", "LSAN_", "TSAN_"}) {
      if (variable.starts_with(kept)) variables.emplace_back(variable);
    }
  }
  return variables;
}

[[noreturn]] void become_bash(const std::string& command, const std::string& directory,
                              const Setting& setting, int output) {
  const int nothing = open("/dev/null", O_RDONLY);
  if (chdir(directory.c_str()) != 0 || dup2(nothing, STDIN_FILENO) < 0 ||
      dup2(output, STDOUT_FILENO) < 0 || dup2(output, STDERR_FILENO) < 0) {
    _exit(127);
  }
  std::vector<std::string> variables = clean_environment(directory, setting);
  std::vector<char*> environment;
  for (std::string& variable : variables) environment.push_back(variable.data());
  environment.push_back(nullptr);
  execle("/bin/bash", "bash", "-c", command.c_str(), nullptr, environment.data());
  _exit(127);
}

}  // namespace

Result run(const std::string& command, const std::string& directory, const Setting& setting) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("no process");
  if (child == 0) become_bash(command, directory, setting, ends[1]);
  ::close(ends[1]);

  Result result;
  char buffer[4096];
  for (ssize_t size; (size = ::read(ends[0], buffer, sizeof buffer)) > 0;) {
    result.output.append(buffer, static_cast<size_t>(size));
  }
  ::close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  result.exit_code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return result;
}

}  // namespace transcript
