#pragma once

#include <span>
#include <string>
#include <vector>

#include "command_line.h"
#include "help_page.h"

namespace aimodel {

// Many ways to ask for help, as one of: `--help`, `COMMAND --help`, `help TOPIC`, `help --man`. Other
// command lines are given back as they are. Throws Error (usage) where nothing has the name.
std::vector<std::string> with_help_meant(std::vector<std::string> arguments,
                                         std::span<const Command> commands);

// What --help says of the program.
HelpPage program_page(std::span<const Command> commands, const std::string& footer);

// What can be written behind `help`, and instead of a command.
HelpPage help_page(std::span<const Command> commands);

// What `help TOPIC` prints of a topic that there is.
std::string topic_text(const std::string& name);

std::vector<std::string> command_names(std::span<const Command> commands);

constexpr const char* kProgram = "aimodel: neural networks from JSON specs and CSV data";

}  // namespace aimodel
