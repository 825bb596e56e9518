#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "profile/profile.h"

namespace aimodel {

// One word that stands beside numbers or dates, in however many cells.
struct StrayWord {
  std::vector<FrequentValue>
      texts;           // in capitals and in small letters; none where there is no such
  std::string beside;  // "numbers", "numbers with a decimal comma (17,01)", "dates (...)"
};

// Of a column of texts: where all that have no digits are one word, and the other cells, ten at
// least, hold several numbers or dates. Few different numbers beside a word are names.
StrayWord find_stray_word(const FrameColumn& cells, std::span<const int64_t> counts,
                          char delimiter);

}  // namespace aimodel
