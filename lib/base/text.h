#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace aimodel {

std::string join(std::span<const std::string> texts, std::string_view separator);
std::vector<std::string> split(std::string_view text, char separator);
// A word of a command line, quoted where a shell would read it as something else.
std::string shell_word(const std::string& text);

}  // namespace aimodel
