#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace aimodel {

// "text" with quotes; control characters and quotes inside escaped, cut after 60 characters.
std::string quote(std::string_view text);

// The known name nearest to a misspelt one, if one is near enough to be what was meant.
std::optional<std::string> nearest(std::string_view name, std::span<const std::string> known);

// A hint for an unknown name: `did you mean "x"?`, else the known names when they are few, else "".
std::string suggest(std::string_view name, std::span<const std::string> known);

// Shell-like match of a whole text: * any run of characters, ? any one.
bool matches_glob(std::string_view pattern, std::string_view text);
bool is_glob(std::string_view pattern);
// An order of all texts in which numbers stand by their size: a2 before a10.
bool natural_less(const std::string& a, const std::string& b);

}  // namespace aimodel
