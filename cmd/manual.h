#pragma once

#include <span>
#include <string>

#include "help_page.h"

namespace aimodel {

// The manual page aimodel(1), in the language of troff: the help of all commands and the topics of
// help. `examples` stands below the help of the program.
std::string manual_page(std::span<const HelpPage> commands, const std::string& examples);

}  // namespace aimodel
