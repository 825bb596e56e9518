#include <charconv>
#include <sstream>
#include <stdexcept>

#include <fmt/format.h>

#include "transcript.h"

namespace transcript {
namespace {

constexpr std::string_view kSpecial = "#$>!%\\";

bool is_blank(const std::string& line) {
  return line.find_first_not_of(' ') == std::string::npos;
}

bool begins_special(const std::string& line) {
  return !line.empty() && kSpecial.find(line[0]) != std::string_view::npos;
}

std::string escaped(const std::string& line) {
  return begins_special(line) ? "\\" + line : line;
}

std::string unescaped(const std::string& line) {
  return line.starts_with('\\') ? line.substr(1) : line;
}

template <typename Number>
Number number_after(const std::string& line, size_t start, const std::string& where) {
  Number value{};
  const char* end = line.data() + line.size();
  const auto [rest, error] = std::from_chars(line.data() + start, end, value);
  if (error != std::errc() || rest != end) {
    throw std::runtime_error(fmt::format("{}: expected a number: {}", where, line));
  }
  return value;
}

}  // namespace

File parse(const std::string& text, const std::string& name) {
  File file;
  std::vector<std::string> preamble;
  bool in_step = false;     // below a command
  bool in_command = false;  // where "> " may follow
  std::istringstream lines(text);
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    const std::string where = fmt::format("{}:{}", name, ++number);
    if (line.starts_with("$ ")) {
      Step step;
      step.line = number;
      step.preamble = std::move(preamble);
      preamble.clear();
      step.command.push_back(line.substr(2));
      file.steps.push_back(std::move(step));
      in_step = in_command = true;
    } else if (in_command && (line.starts_with("> ") || line == ">")) {
      file.steps.back().command.push_back(line.size() > 1 ? line.substr(2) : "");
    } else if (in_step && line.starts_with("! ")) {
      file.steps.back().exit_code = number_after<int>(line, 2, where);
      in_command = false;
    } else if (line.starts_with('#') || line.starts_with("% tolerance ")) {
      if (line.starts_with('%')) file.tolerance = number_after<double>(line, 12, where);
      preamble.push_back(line);
      in_step = in_command = false;
    } else if (in_step) {
      if (begins_special(line) && line[0] != '\\') {
        throw std::runtime_error(fmt::format("{}: write \\{} for printed text", where, line));
      }
      file.steps.back().expected.push_back(unescaped(line));
      in_command = false;
    } else if (is_blank(line)) {
      preamble.push_back(line);
    } else {
      throw std::runtime_error(fmt::format("{}: text that no command prints: {}", where, line));
    }
  }
  file.ending = std::move(preamble);

  // Empty lines at the end of what is expected are layout: they belong to what follows.
  for (size_t i = 0; i < file.steps.size(); ++i) {
    std::vector<std::string>& expected = file.steps[i].expected;
    const bool last = i + 1 == file.steps.size();
    std::vector<std::string>& below = last ? file.ending : file.steps[i + 1].preamble;
    while (!expected.empty() && is_blank(expected.back())) {
      expected.pop_back();
      below.insert(below.begin(), "");
    }
  }
  return file;
}

std::string print(const File& file) {
  std::string text;
  const auto add = [&text](const std::string& prefix, const std::string& line) {
    text += prefix + line + "\n";
  };
  for (const Step& step : file.steps) {
    for (const std::string& line : step.preamble) add("", line);
    for (const std::string& line : step.command) {
      add(&line == &step.command.front() ? "$ " : line.empty() ? ">" : "> ", line);
    }
    if (step.exit_code != 0) add("! ", std::to_string(step.exit_code));
    for (const std::string& line : step.expected) add("", escaped(line));
  }
  for (const std::string& line : file.ending) add("", line);
  return text;
}

}  // namespace transcript
