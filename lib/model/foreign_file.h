#pragma once

#include <string>
#include <string_view>

namespace aimodel {

// A hint for a file that was given as a model and is none: what it looks like, and what to do about
// it.
std::string foreign_file_hint(std::string_view bytes);

}  // namespace aimodel
