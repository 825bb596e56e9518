#pragma once

#include <array>
#include <string_view>

namespace aimodel {

// Blanks of all kinds: also without a break, narrow, thin.
inline constexpr std::array<std::string_view, 5> kBlanks = {" ", "\t", "\u00A0", "\u202F",
                                                            "\u2009"};

// Takes them from around a number or its unit.
inline void strip_blanks(std::string_view& text) {
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view blank : kBlanks) {
      if (text.starts_with(blank)) {
        text.remove_prefix(blank.size());
        again = true;
      }
      if (text.ends_with(blank)) {
        text.remove_suffix(blank.size());
        again = true;
      }
    }
  }
}

}  // namespace aimodel
