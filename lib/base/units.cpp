#include "base/units.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <span>

#include <fmt/format.h>

#include "base/numbers.h"

namespace aimodel {

std::optional<uint64_t> parse_bytes(std::string_view text) {
  constexpr double kMost = 1e18;
  const size_t end = std::min(text.size(), text.find_first_not_of("0123456789.+-e"));
  std::string unit(text.substr(end));
  std::ranges::transform(unit, unit.begin(), [](unsigned char c) { return std::tolower(c); });
  double factor = 0;
  for (const double power : {0, 1, 2, 3, 4}) {
    const std::string letter =
        power == 0 ? "" : std::string(1, "kmgt"[static_cast<int>(power) - 1]);
    const bool whole = power > 0 && unit == letter + "ib";
    if (unit == letter || unit == letter + "b" || whole) factor = std::pow(1024, power);
  }
  const auto number = parse_number(text.substr(0, end));
  if (!number || !(*number > 0) || factor == 0 || *number * factor > kMost) return std::nullopt;
  return static_cast<uint64_t>(*number * factor);
}

namespace {

// Three significant digits and a unit; what would round up to a whole next unit takes that one.
std::string scaled(double value, double base, std::span<const char* const> units) {
  const auto decimals = [](double x) { return x < 9.995 ? 2 : x < 99.95 ? 1 : 0; };
  size_t unit = 0;
  while (unit + 1 < units.size() && value >= base - 0.5) {
    value /= base;
    ++unit;
  }
  if (unit == 0) return fmt::format("{:.0f} {}", value, units[0]);
  std::string number = fmt::format("{:.{}f}", value, decimals(value));
  if (number.find('.') != std::string::npos) {
    number.resize(number.find_last_not_of('0') + 1);
    if (number.ends_with('.')) number.pop_back();
  }
  return number + ' ' + units[unit];
}

}  // namespace

std::string human_bytes(double bytes) {
  static constexpr const char* kUnits[] = {"B", "KiB", "MiB", "GiB", "TiB"};
  return scaled(bytes, 1024, kUnits);
}

std::string human_count(double count) {
  static constexpr const char* kUnits[] = {"", "K", "M", "G", "T", "P"};
  std::string text = scaled(count, 1000, kUnits);
  if (text.ends_with(' ')) text.pop_back();
  return text;
}

std::string human_duration(double seconds) {
  if (!(seconds >= 0) || seconds > 1e9) return "?";
  if (seconds < 0.9995) return fmt::format("{:.0f} ms", seconds * 1e3);
  if (seconds < 59.95) return fmt::format("{:.1f} s", seconds);
  const auto whole = static_cast<int64_t>(std::llround(seconds));
  if (whole < 3600) return fmt::format("{}m {:02}s", whole / 60, whole % 60);
  return fmt::format("{}h {:02}m", whole / 3600, whole / 60 % 60);
}

}  // namespace aimodel
