#include "csv/dress_unread.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "base/names.h"
#include "base/numbers.h"
#include "base/text.h"
#include "csv/date_cell.h"
#include "csv/dress_dates.h"
#include "csv/magnitude.h"

namespace aimodel {

namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80) != 0;
}

// The words of a text, where it has nothing else but numbers and what stands between those of
// a date.
struct WordsAndNumbers {
  std::vector<std::string_view> words, numbers;
  bool other = false;

  explicit WordsAndNumbers(std::string_view text) {
    while (!text.empty()) {
      const bool digits = is_digit(text[0]);
      const auto same = [&](char c) { return digits ? is_digit(c) : is_letter(c); };
      const auto* end = std::ranges::find_if_not(text, same);
      const auto size = static_cast<size_t>(end - text.begin());
      if (size > 0) (digits ? numbers : words).push_back(text.substr(0, size));
      if (size == 0)
        other = other || std::string_view(" -/.,").find(text[0]) == std::string_view::npos;
      text.remove_prefix(std::max<size_t>(1, size));
    }
  }
};

// "5 stycznia 2024": the word, where a day and a year stand beside it.
std::string_view month_like(std::string_view text) {
  constexpr size_t kLongest = 32, kShortestWord = 3;
  const WordsAndNumbers found(text);
  if (text.size() > kLongest || found.other || found.words.size() != 1 ||
      found.numbers.size() != 2 || found.words[0].size() < kShortestWord) {
    return "";
  }
  const auto day = [](std::string_view digits) {
    return digits.size() == 1 || (digits.size() == 2 && digits <= "31");
  };
  const auto year = [](std::string_view digits) {
    return digits.size() == 4 && digits >= "1800" && digits <= "2199";
  };
  const std::string_view a = found.numbers[0], b = found.numbers[1];
  return (day(a) && year(b)) || (year(a) && day(b)) ? found.words[0] : "";
}

// The letters right behind a number: m of 12m.
std::string_view letters_behind(std::string_view text) {
  const size_t last = text.find_last_of("0123456789");
  constexpr size_t kLongest = 5;
  if (last == std::string_view::npos) return "";
  const std::string_view behind = text.substr(last + 1);
  const bool letters =
      !behind.empty() && behind.size() <= kLongest && std::ranges::all_of(behind, is_letter);
  return letters && is_plain(text.substr(0, last + 1)) ? behind : "";
}

// The texts that `find` finds in the cells; none where it finds none in more than a few.
template <typename Find>
std::set<std::string> texts_found(const DressCells& cells, const Find& find) {
  const auto found = [&](std::string_view text) { return !find(text).empty(); };
  const auto first = first_of(cells);
  if (!rest_of(first, found).is_little(all_cells(first))) return {};
  std::set<std::string> texts;
  for (const DressCell& cell : first) texts.emplace(find(cell.text));
  texts.erase("");
  return texts;
}

// The texts in the cells that are not read as dates.
template <typename Find>
std::set<std::string> texts_not_dates(const DressCells& cells, const Find& find) {
  constexpr std::string_view kRead = "read";
  std::set<std::string> texts = texts_found(cells, [&](std::string_view text) {
    const std::string_view found = find(text);
    return found.empty() && is_date(text) ? kRead : found;
  });
  texts.erase(std::string(kRead));
  return texts;
}

// "a", "b", ...
std::string some_of(const std::set<std::string>& texts) {
  constexpr size_t kShown = 3;
  std::vector<std::string> shown;
  for (const std::string& text : texts) {
    if (shown.size() == kShown) break;
    shown.push_back(quote(text));
  }
  return join(shown, ", ") + (texts.size() > kShown ? ", ..." : "");
}

std::string letters_look(const std::set<std::string>& letters, std::string_view shown) {
  if (letters.size() > 1) {
    return fmt::format("numbers with different letters behind them ({})", some_of(letters));
  }
  const std::string& word = *letters.begin();
  std::string look = fmt::format("numbers with {} behind them ({}): \"unit\": {} leaves it out",
                                 quote(word), shown, quote(word));
  if (find_magnitude(word) != nullptr) look += ", \"magnitudes\": true multiplies by it";
  return look;
}

}  // namespace

std::string unread_look(const DressCells& cells) {
  constexpr size_t kMonths = 2 * 12, kLetters = 8;  // also cut short
  if (const auto zones = texts_not_dates(cells, unread_zone); !zones.empty()) {
    return fmt::format(
        "dates with names of time zones ({}), which are not read as offsets such as +01:00 are",
        some_of(zones));
  }
  if (const auto months = texts_not_dates(cells, month_like);
      months.size() > 1 && months.size() <= kMonths) {
    return fmt::format("dates with names of months that are not read ({})", some_of(months));
  }
  if (const auto letters = texts_found(cells, letters_behind);
      !letters.empty() && letters.size() <= kLetters) {
    return letters_look(letters, cells[0].text);
  }
  return "";
}

}  // namespace aimodel
