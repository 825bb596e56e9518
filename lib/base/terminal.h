#pragma once

#include <string>
#include <string_view>

namespace aimodel {

// What files, names and cells hold is not to steer a terminal, nor to look like what it is not:
// control characters, C1 controls, controls of the writing direction, separators of lines, and bytes
// that are not UTF-8 are spelled out, as \n, \x1b, \u202e.
std::string printable(std::string_view text);
// Spells out what could steer a terminal in lines of our own, whose line breaks stay.
std::string printable_lines(std::string_view text);

// Valid JSON in which strings spell out the same with JSON's own escapes: it means the same.
std::string printable_json(std::string json);

// Appends one character, spelled out where it must be, or one byte that is not UTF-8. Returns how
// many bytes it took.
size_t append_printable(std::string& result, std::string_view text);

}  // namespace aimodel
