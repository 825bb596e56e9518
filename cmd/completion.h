#pragma once

#include <span>
#include <string>

#include "help_page.h"

namespace aimodel {

// A script for bash, zsh or fish that completes commands, options and values that are known; all
// else is the name of a file.
std::string bash_completion(std::span<const HelpPage> commands);
std::string zsh_completion(std::span<const HelpPage> commands);
std::string fish_completion(std::span<const HelpPage> commands);

// "--output" and "-o" of "-o,--output"
std::vector<std::string> option_names(const HelpPage::Entry& option);

// The words that may stand as an argument without a name, in place of a file's name.
std::vector<std::string> argument_words(const HelpPage& command);

// What a shell shows beside an option: its help up to the first comment on it.
std::string brief(const std::string& text);

}  // namespace aimodel
