#pragma once

#include <string>
#include <string_view>

namespace aimodel {

// Files that hold rows, or something else, but are no text in UTF-8: told by their first bytes.
// Throws Error (data), which names the format and, where there is one, a command line that makes CSV
// of it. `path` is "-" for standard input.
void refuse_foreign_data(std::string_view start, const std::string& path);

// Whether more than these first bytes are needed to tell.
bool may_be_foreign_data(std::string_view start);

}  // namespace aimodel
