#pragma once

#include <string>
#include <vector>

namespace aimodel {

// What --help prints, before it is laid out: also what the manual page and the completion of shells
// are made from.
struct HelpPage {
  struct Entry {
    std::string name, text;              // "-o,--output", "Model file to write"
    std::string value{};                 // of an option: "FILE", "text|md|csv"; "" of a flag
    std::vector<std::string> choices{};  // what the value can be, where that is known
    bool repeated = false;

    std::string shown() const;  // "-o,--output FILE", "--set PATH=VALUE ..."
  };
  struct Group {
    std::string title;
    std::vector<Entry> entries;
  };

  std::string summary, usage;
  std::vector<Group> groups{};
  std::string footer{};
  std::string command{};  // "train"; "" of the program's own

  // Options, or arguments without names, of all groups.
  std::vector<Entry> options() const;
  std::vector<Entry> arguments() const;

  // The group of this title, made where there is none yet.
  Group& group(const std::string& title);
};

// What stands below a title, as of the arguments of a command.
inline constexpr const char* kArguments = "Arguments";

// No line is longer than `width`.
std::string render(const HelpPage& page, size_t width);

// Columns for help on standard output: those of the terminal, 100 where it is none, 40 at least.
size_t help_width();

}  // namespace aimodel
