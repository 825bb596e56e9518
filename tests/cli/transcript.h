#pragma once

#include <string>
#include <vector>

namespace transcript {

// A transcript is a text file that reads like a session at a terminal and is run as a test:
//
//   # A comment, up to the end of the line.
//   % tolerance 0.01          relative tolerance of numbers in this file, 0.001 without it
//   $ cat > rows.csv <<END    a command, run by bash in a directory that starts with a link `data`
//                             and nothing else
//   > a,b                     more lines of the same command
//   > END
//   ! 4                       the exit code that is expected, 0 without it
//   rows.csv:1: ...           what the command is expected to print, stdout and stderr together
//
// In what is expected
//   <n>     stands for any number, with a sign, thousands and decimals
//   <any>   stands for any text within a line
//   ...     alone on a line stands for any lines, also none
//   numbers two whole ones must be equal; others may differ by the tolerance, and where they have
//           four decimals or more also by one in the last of the shorter
//   spaces  a run of them inside a line matches any run: columns move when their numbers do
//   \       at the start of a line is taken away, so that a line may begin with # $ > ! %
//           or another one
// Empty lines at the end of what is expected do not count.
struct Step {
  int line = 0;  // of the command, from 1
  std::vector<std::string>
      preamble;  // comments, settings and empty lines above the command, as they stand
  std::vector<std::string> command;  // its lines, without "$ " and "> "
  int exit_code = 0;
  std::vector<std::string> expected;
};

struct File {
  double tolerance = 1e-3;
  std::vector<Step> steps;
  std::vector<std::string> ending;  // lines below the last step
};

// Throws std::runtime_error "NAME:LINE: ..." where a line cannot be understood.
File parse(const std::string& text, const std::string& name);
std::string print(const File& file);

// Whether printed lines are what was expected.
bool matches(const std::vector<std::string>& expected, const std::vector<std::string>& printed,
             double tolerance);

struct Result {
  int exit_code = 0;  // 128 + the signal where one ended the command
  std::string output;
};

// What commands find in their environment, which has nothing of the caller's but what steers
// sanitizers.
struct Setting {
  std::string path;                      // PATH
  std::vector<std::string> variables{};  // NAME=VALUE
};

// Runs a command with bash in a directory.
Result run(const std::string& command, const std::string& directory, const Setting& setting);

}  // namespace transcript
