#pragma once

#include <optional>
#include <string_view>

namespace aimodel {

// The character between cells, found out from the start of a file: of , ; tab | the only one in the
// first record outside quotes; where there are several, the one that stands equally often in most
// of the first 20 records, of equals the more frequent, of those the first in this order; where
// there is none, the comma; but the blank, for runs of blanks, where the header has three words or
// more, and the first row as many or one more (R's row names), two of them at least numbers; or
// where its words stand in quotes, as R writes them, and so do the row names of a header of one.
// Nothing where more bytes are needed to tell. What it says depends on the file alone, not on how
// its bytes arrive, and a header with one kind of delimiter is enough. Lines that begin with
// `comment`, if it is not "", are no records.
std::optional<char> find_delimiter(std::string_view start, bool at_end,
                                   std::string_view comment = {});

}  // namespace aimodel
