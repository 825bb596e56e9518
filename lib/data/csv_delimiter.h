#pragma once

#include <optional>
#include <string_view>

namespace aimodel {

// The character between cells, found out from the start of a file: of , ; tab | the only one in the
// first record outside quotes; where there are several, the one that stands equally often in most
// of the first 20 records, of equals the more frequent, of those the first in this order; where
// there is none, the comma. Nothing where more bytes are needed to tell. What it says depends on
// the file alone, not on how its bytes arrive, and a header with one kind of delimiter is enough.
std::optional<char> find_delimiter(std::string_view start, bool at_end);

}  // namespace aimodel
