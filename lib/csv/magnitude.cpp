#include "csv/magnitude.h"

#include <algorithm>
#include <array>
#include <string>

namespace aimodel {

namespace {

// MM is a million only in capitals: mm is a millimetre.
constexpr std::array<Magnitude, 16> kMagnitudes = {{{"k", "e3"},
                                                    {"K", "e3"},
                                                    {"M", "e6"},
                                                    {"m", "e6", false},
                                                    {"MM", "e6"},
                                                    {"mn", "e6"},
                                                    {"mln", "e6"},
                                                    {"mio", "e6"},
                                                    {"million", "e6"},
                                                    {"B", "e9", false},
                                                    {"b", "e9", false},
                                                    {"bn", "e9"},
                                                    {"bln", "e9"},
                                                    {"mrd", "e9"},
                                                    {"tn", "e12"},
                                                    {"trn", "e12"}}};

const Magnitude* find_exactly(std::string_view word) {
  const auto* found = std::ranges::find(kMagnitudes, word, &Magnitude::word);
  return found == kMagnitudes.end() ? nullptr : found;
}

}  // namespace

const Magnitude* find_magnitude(std::string_view word) {
  constexpr size_t kLongest = 8;
  if (word.empty() || word.size() > kLongest) return nullptr;
  const Magnitude* exact = find_exactly(word);
  if (exact != nullptr || word.size() == 1) return exact;
  if (word.ends_with('.')) word.remove_suffix(1);
  std::string small;
  for (const char c : word) small += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return small.size() > 1 ? find_exactly(small) : nullptr;
}

}  // namespace aimodel
