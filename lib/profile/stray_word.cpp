#include "profile/stray_word.h"

#include <algorithm>
#include <cmath>

#include "base/blanks.h"

namespace aimodel {

namespace {

std::string small_letters(std::string_view text) {
  std::string small(trimmed(text));
  for (char& c : small) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return small;
}

bool has_digit(std::string_view text) {
  return text.find_first_of("0123456789") != std::string_view::npos;
}

}  // namespace

StrayWord find_stray_word(const FrameColumn& cells, std::span<const int64_t> counts,
                          char delimiter) {
  constexpr int64_t kFewestCells = 10, kFewestDifferent = 4;
  StrayWord found;
  std::string word;
  std::vector<int64_t> rest(counts.begin(), counts.end());
  int64_t left = 0, different = 0;
  for (size_t id = 1; id < counts.size(); ++id) {
    if (counts[id] == 0) continue;
    if (has_digit(cells.texts[id])) {
      left += counts[id];
      ++different;
      continue;
    }
    const std::string small = small_letters(cells.texts[id]);
    if (!word.empty() && small != word) return {};
    word = small;
    found.texts.push_back({cells.texts[id], counts[id]});
    rest[id] = 0;
  }
  if (word.empty() || left < kFewestCells || different < kFewestDifferent) return {};
  const Dress dress = find_dress(cells, rest, delimiter);
  for (size_t id = 1; id < rest.size(); ++id) {
    if (rest[id] > 0 && std::isnan(dress.number_of(cells.texts[id]))) return {};
  }
  found.beside = dress.looks.empty() ? "numbers" : dress.looks;
  return found;
}

}  // namespace aimodel
