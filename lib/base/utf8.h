#pragma once

#include <cstddef>
#include <string_view>

namespace aimodel {

// Position of the first byte that is not valid UTF-8 (RFC 3629), or npos.
size_t find_invalid_utf8(std::string_view text);

}  // namespace aimodel
