// Runs transcripts and says where what was printed is not what is expected.
//   transcript --data DIRECTORY [--path DIRECTORY]... [--env NAME=VALUE]... [--record] FILE...
// --record writes what was printed into the files, in the place of what no longer matches.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include <fmt/format.h>

#include "transcript.h"

namespace {

namespace fs = std::filesystem;

struct Options {
  fs::path data;
  transcript::Setting setting;  // its path: directories before the system's
  bool record = false;
  std::vector<std::string> files;
};

Options read_options(int count, char** arguments) {
  Options options;
  std::string& path = options.setting.path;
  path = fs::read_symlink("/proc/self/exe").parent_path().string() + ":";
  for (int i = 1; i < count; ++i) {
    const std::string argument = arguments[i];
    const bool has_value = i + 1 < count;
    if (argument == "--record") {
      options.record = true;
    } else if (argument == "--data" && has_value) {
      options.data = fs::absolute(arguments[++i]);
    } else if (argument == "--path" && has_value) {
      path = fs::absolute(arguments[++i]).string() + ":" + path;
    } else if (argument == "--env" && has_value) {
      options.setting.variables.emplace_back(arguments[++i]);
    } else if (argument.starts_with("--")) {
      throw std::runtime_error("unknown option: " + argument);
    } else {
      options.files.push_back(argument);
    }
  }
  path += "/usr/local/bin:/usr/bin:/bin";
  return options;
}

// A directory of its own for each transcript, gone at the end.
class Workplace {
 public:
  explicit Workplace(const fs::path& data) {
    std::string name = (fs::temp_directory_path() / "transcript.XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no directory " + name);
    path_ = name;
    if (!data.empty()) fs::create_directory_symlink(data, path_ / "data");
  }
  Workplace(const Workplace&) = delete;
  Workplace& operator=(const Workplace&) = delete;
  ~Workplace() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  std::string string() const { return path_.string(); }

 private:
  fs::path path_;
};

std::vector<std::string> split_lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  while (!lines.empty() && lines.back().find_first_not_of(' ') == std::string::npos)
    lines.pop_back();
  return lines;
}

std::string join(const std::vector<std::string>& lines, const std::string& separator) {
  return fmt::format("{}", fmt::join(lines, separator));
}

void report(const std::string& name, const transcript::Step& step, int exit_code,
            const std::vector<std::string>& printed) {
  fmt::print("{}:{}: $ {}\n", name, step.line, join(step.command, "\n> "));
  if (exit_code != step.exit_code) {
    fmt::print("exit code {}, expected {}\n", exit_code, step.exit_code);
  }
  fmt::print("--- expected\n{}\n--- printed\n{}\n---\n", join(step.expected, "\n"),
             join(printed, "\n"));
}

// Returns how many steps failed.
int run_file(const std::string& name, const Options& options) {
  std::ifstream stream(name);
  if (!stream) throw std::runtime_error(name + ": cannot be read");
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  transcript::File file = transcript::parse(text, name);
  if (file.steps.empty()) throw std::runtime_error(name + ": holds no command");

  const Workplace workplace(options.data);
  int failed = 0;
  for (transcript::Step& step : file.steps) {
    const auto result =
        transcript::run(join(step.command, "\n"), workplace.string(), options.setting);
    const std::vector<std::string> printed = split_lines(result.output);
    if (result.exit_code == step.exit_code &&
        transcript::matches(step.expected, printed, file.tolerance)) {
      continue;
    }
    ++failed;
    if (!options.record) report(name, step, result.exit_code, printed);
    step.exit_code = result.exit_code;
    step.expected = printed;
  }
  if (options.record && failed > 0) {
    std::ofstream(name) << transcript::print(file);
    fmt::print("{}: {} of {} steps recorded\n", name, failed, file.steps.size());
  }
  return failed;
}

}  // namespace

int main(int count, char** arguments) {
  try {
    const Options options = read_options(count, arguments);
    int failed = 0;
    for (const std::string& name : options.files) failed += run_file(name, options);
    return failed > 0 && !options.record ? 1 : 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 2;
  }
}
