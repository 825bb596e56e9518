#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace aimodel {

// Where the characters stand that give a CSV text its shape, in order: delimiters, and with kBreak
// set line feeds, carriage returns and quotes. Every 16 to 64 bytes of the text are looked at in
// one go.
struct CsvMarks {
  static constexpr uint32_t kBreak = uint32_t{1} << 31;

  std::vector<uint32_t> offsets;  // `count` of them are valid
  size_t count = 0;
  size_t breaks = 0;

  void find(std::string_view text, char delimiter);  // a text of at most 1 GiB
};

// How many lines end in a text: at LF, CR, or both together.
uint64_t count_line_breaks(std::string_view text);

}  // namespace aimodel
