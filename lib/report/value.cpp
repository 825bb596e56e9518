#include "report/value.h"

#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "base/json.h"

namespace aimodel {

namespace {

template <typename Number>
void append_number(std::string& text, Number value) {
  std::array<char, 32> buffer;
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  text.append(buffer.data(), result.ptr);
}

std::optional<double> real_number(const Value& value) {
  if (const auto* number = std::get_if<double>(&value)) return *number;
  if (const auto* number = std::get_if<float>(&value)) return *number;
  return std::nullopt;
}

// Four significant digits, without exponent where the number is of ordinary size.
std::string four_digits(double value) {
  constexpr double kOrdinary = 1e7;
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  if (value == 0) return "0";
  const double size = std::abs(value);
  if (size < kOrdinary && size >= 9999.5) return fmt::format("{:.0f}", value);
  if (value == std::trunc(value) && size < kOrdinary) return fmt::format("{:.0f}", value);
  return fmt::format("{:.4g}", value);
}

}  // namespace

bool is_number(const Value& value) {
  return std::holds_alternative<int64_t>(value) || real_number(value).has_value();
}

std::string_view not_finite(const Value& value) {
  const auto number = real_number(value);
  if (!number || std::isfinite(*number)) return {};
  if (std::isnan(*number)) return "nan";
  return *number > 0 ? "inf" : "-inf";
}

void append_exact(std::string& text, const Value& value) {
  if (const std::string_view odd = not_finite(value); !odd.empty()) {
    text += odd;
  } else if (const auto* number = std::get_if<double>(&value)) {
    append_number(text, *number);
  } else if (const auto* small = std::get_if<float>(&value)) {
    append_number(text, *small);
  } else if (const auto* integer = std::get_if<int64_t>(&value)) {
    append_number(text, *integer);
  } else if (const auto* flag = std::get_if<bool>(&value)) {
    text += *flag ? "true" : "false";
  } else if (const auto* words = std::get_if<std::string>(&value)) {
    text += *words;
  }
}

std::string to_text(const Value& value) {
  if (std::holds_alternative<std::monostate>(value)) return "-";
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "yes" : "no";
  if (const auto number = real_number(value)) return four_digits(*number);
  return to_exact(value);
}

std::string to_exact(const Value& value) {
  std::string text;
  append_exact(text, value);
  return text;
}

Json to_json(const Value& value) {
  if (const auto* words = std::get_if<std::string>(&value)) return *words;
  if (const auto* flag = std::get_if<bool>(&value)) return *flag;
  if (const auto* integer = std::get_if<int64_t>(&value)) return *integer;
  if (std::holds_alternative<std::monostate>(value) || !not_finite(value).empty()) return nullptr;
  // A float becomes the double that its shortest text names: 0.1f is 0.1, not 0.10000000149011612.
  return Json::parse(to_exact(value));
}

}  // namespace aimodel
