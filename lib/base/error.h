#pragma once

#include <exception>
#include <string>
#include <vector>

namespace aimodel {

// What the process ends with, as README lists it.
enum class Exit : int {
  done = 0,
  run = 1,
  usage = 2,
  spec = 3,
  data = 4,
  model = 5,
  numeric = 6,
  gate = 7,
  limit = 8,
  interrupted = 130,
  terminated = 143,
};

// A mistake that the user can act on. It prints as
//   where: what
//     hint: hint
// `where` is something that can be opened ("rows.csv:3", "spec.json:4:7", "iris.model"); without
// one the line starts with `what`; without a hint there is no second line.
class Error : public std::exception {
 public:
  Error(Exit code, std::string where, std::string what, std::string hint = "");

  // Several mistakes reported at once, one below the other; the first one's code counts.
  static Error all(const std::vector<Error>& errors);

  Exit code() const { return code_; }
  const char* what() const noexcept override { return text_.c_str(); }
  // The same as a command prints it: what names no place of its own is said by the program.
  const std::string& printed() const { return printed_; }

 private:
  Exit code_;
  std::string text_, printed_;
};

// A line that names no file says which program speaks: "aimodel: ...".
std::string from_program(const std::string& line);

}  // namespace aimodel
