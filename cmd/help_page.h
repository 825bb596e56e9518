#pragma once

#include <string>
#include <vector>

namespace aimodel {

// What --help prints, before it is laid out.
struct HelpPage {
  struct Entry {
    std::string name, text;  // "-o,--output FILE", "Model file to write"
  };
  struct Group {
    std::string title;
    std::vector<Entry> entries;
  };

  std::string summary, usage;
  std::vector<Group> groups{};
  std::string footer{};

  // The group of this title, made where there is none yet.
  Group& group(const std::string& title);
};

// No line is longer than `width`.
std::string render(const HelpPage& page, size_t width);

// Columns for help on standard output: those of the terminal, 100 where it is none, 40 at least.
size_t help_width();

}  // namespace aimodel
