#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace aimodel {

// Each line of an ASCII text broken into lines of at most `width` characters.
//   What goes on stands below what it belongs to: behind the last two blanks next to each other in a
//   line ("  --top N   Show the N most ..."), else as far in as the line begins.
//   Another indented line that begins with "aimodel ", or pipes into it, is a command: it goes on
//   behind a backslash, as a shell reads it.
//   A word that is too long is broken, behind a | or , where it has one.
std::string wrap(std::string_view text, size_t width);

}  // namespace aimodel
