#include "base/names.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "base/terminal.h"
#include "base/text.h"

namespace aimodel {

std::string quote(std::string_view text) {
  constexpr size_t kLongest = 60;
  std::string result = "\"";
  for (size_t characters = 0; !text.empty(); ++characters) {
    if (characters == kLongest) return result + "...\"";
    if (text[0] == '"' || text[0] == '\\') result += '\\';
    text.remove_prefix(append_printable(result, text));
  }
  return result + '"';
}

namespace {

// Edits (insert, delete, replace, swap of neighbours) between two names, letters' case ignored.
size_t edit_distance(std::string_view a, std::string_view b) {
  const auto low = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  std::vector<size_t> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) above[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const bool same = low(a[i - 1]) == low(b[j - 1]);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (same ? 0 : 1)});
      if (i > 1 && j > 1 && low(a[i - 1]) == low(b[j - 2]) && low(a[i - 2]) == low(b[j - 1])) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    before.swap(above);
    above.swap(row);
  }
  return above[b.size()];
}

}  // namespace

std::optional<std::string> nearest(std::string_view name, std::span<const std::string> known) {
  constexpr size_t kLongest = 200;  // a name past this is no misspelling, and would cost its square
  const std::string* best = nullptr;
  size_t best_distance = std::max<size_t>(1, name.size() / 3) + 1;
  if (name.size() > kLongest) return std::nullopt;
  for (const std::string& candidate : known) {
    if (candidate.size() > kLongest) continue;
    size_t distance = edit_distance(name, candidate);
    const bool prefix = name.size() >= 3 && candidate.starts_with(name);
    if (prefix) distance = std::min<size_t>(distance, 1);
    if (distance < best_distance && distance < name.size()) {  // something must be the same
      best_distance = distance;
      best = &candidate;
    }
  }
  if (best == nullptr) return std::nullopt;
  return *best;
}

std::string suggest(std::string_view name, std::span<const std::string> known) {
  constexpr size_t kFew = 24;
  if (const auto near = nearest(name, known)) return "did you mean " + quote(*near) + "?";
  if (known.empty() || known.size() > kFew) return "";
  return "known: " + join(known, ", ");
}

bool matches_glob(std::string_view pattern, std::string_view text) {
  size_t p = 0, t = 0, star = std::string_view::npos, resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
      const bool any = pattern[p++] == '?';
      ++t;
      while (any && t < text.size() && (text[t] & 0xC0) == 0x80) ++t;  // a whole UTF-8 character
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

bool is_glob(std::string_view pattern) {
  return pattern.find_first_of("*?") != std::string_view::npos;
}

bool natural_less(const std::string& a, const std::string& b) {
  const int order = ::strverscmp(a.c_str(), b.c_str());
  return order != 0 ? order < 0 : a < b;
}

}  // namespace aimodel
