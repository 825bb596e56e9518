#include "csv/dress_units.h"

#include <algorithm>
#include <array>
#include <map>

#include "base/blanks.h"

namespace aimodel {

namespace {

// Signs and codes of currencies, and what else stands beside numbers.
constexpr std::array<std::string_view, 53> kUnits = {
    "$",   "€",   "£",   "¥",   "₹",   "₽", "₩",   "₺",   "₪",   "฿",   "₫",
    "₴",   "₱",   "₦",   "%",   "‰",   "°",   "°C",  "°F",  "R$",  "US$", "C$",
    "A$",  "kr",  "kr.", "zł",  "Kč",  "Ft",  "Fr.", "lei", "Rs",  "Rs.", "USD",
    "EUR", "GBP", "CHF", "JPY", "CNY", "INR", "BRL", "CAD", "AUD", "SEK", "NOK",
    "DKK", "PLN", "CZK", "HUF", "RUB", "MXN", "KRW", "TRY", "ZAR"};

// What also stands right behind a number without being a code.
constexpr std::array<std::string_view, 25> kMeasures = {
    "kg", "mg",  "lb",  "lbs", "oz", "km",  "cm",  "mm", "ft", "ml", "ha", "ms", "min",
    "Hz", "kHz", "MHz", "GHz", "kW", "kWh", "mph", "kB", "KB", "MB", "GB", "TB"};

}  // namespace

std::string_view unit_of(std::string_view text) {
  const size_t last = text.find_last_of("0123456789");
  if (last == std::string_view::npos) return "";
  std::string_view found;
  for (const std::string_view unit : kUnits) {
    if (unit.size() > found.size() && text.find(unit) != std::string_view::npos) found = unit;
  }
  if (!found.empty()) return found;
  const std::string_view behind = text.substr(last + 1);
  const std::string_view word = trimmed(behind);
  if (std::ranges::find(kMeasures, word) != kMeasures.end()) return word;
  constexpr size_t kLongest = 8;
  const bool letters =
      !word.empty() && word.size() < behind.size() && word.size() <= kLongest &&
      std::ranges::none_of(word, [](char c) {
        return std::string_view(" \t.,;:'\"()+-=").find(c) != std::string_view::npos;
      });
  return letters ? word : "";
}

std::vector<std::string> units_of(std::span<const DressCell> cells) {
  std::map<std::string_view, int64_t> counts;
  for (const DressCell& cell : cells) {
    if (const std::string_view unit = unit_of(cell.text); !unit.empty()) counts[unit] += cell.count;
  }
  std::vector<std::string> units;
  for (const auto& [unit, count] : counts) units.emplace_back(unit);
  std::ranges::stable_sort(
      units, [&](const std::string& a, const std::string& b) { return counts[a] > counts[b]; });
  return units;
}

}  // namespace aimodel
