#include "profile/column_type.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace aimodel {

namespace {

std::string lower(std::string_view text) {
  std::string result;
  for (const char c : text) {
    result += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c == '_' || c == '-' ? ' ' : c;
  }
  const size_t first = result.find_first_not_of(' ');
  if (first == std::string::npos) return "";
  return result.substr(first, result.find_last_not_of(' ') - first + 1);
}

// Scales that people write in words.
const std::vector<std::vector<std::string>>& scales() {
  static const std::vector<std::vector<std::string>> kScales = {
      {"none", "very low", "low", "medium low", "medium", "medium high", "high", "very high",
       "extreme"},
      {"none", "low", "moderate", "high", "severe", "critical"},
      {"none", "minimal", "mild", "moderate", "severe", "very severe"},
      {"xxs", "xs", "s", "m", "l", "xl", "xxl", "xxxl"},
      {"tiny", "very small", "small", "medium", "large", "very large", "huge"},
      {"never", "rarely", "seldom", "sometimes", "often", "usually", "always"},
      {"very poor", "poor", "fair", "average", "good", "very good", "excellent"},
      {"very bad", "bad", "neutral", "good", "very good"},
      {"strongly disagree", "disagree", "neutral", "neither agree nor disagree", "agree",
       "strongly agree"},
      {"very dissatisfied", "dissatisfied", "neutral", "satisfied", "very satisfied"},
      {"very unlikely", "unlikely", "neutral", "likely", "very likely"},
      {"first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
       "tenth"},
      {"bronze", "silver", "gold", "platinum", "diamond"},
      {"novice", "beginner", "intermediate", "advanced", "expert"},
      {"easy", "medium", "hard", "very hard"},
      {"slow", "medium", "fast", "very fast"},
      {"cold", "cool", "mild", "warm", "hot"},
  };
  return kScales;
}

// The values in the order of the scale that holds all of them; at least three, no two of them the
// same step.
std::vector<std::string> order_of(const std::vector<std::string>& values) {
  constexpr size_t kLongest = 12;
  if (values.size() < 3 || values.size() > kLongest) return {};
  for (const std::vector<std::string>& scale : scales()) {
    std::vector<std::string> order(scale.size());
    const bool all = std::ranges::all_of(values, [&](const std::string& value) {
      const auto step = std::ranges::find(scale, lower(value));
      if (step == scale.end()) return false;
      std::string& slot = order[static_cast<size_t>(step - scale.begin())];
      if (!slot.empty()) return false;
      slot = value;
      return true;
    });
    if (!all) continue;
    std::erase(order, "");
    return order;
  }
  return {};
}

bool named_like_identifier(const std::string& name) {
  const std::string plain = lower(name);
  static constexpr std::array kNames = {"id",  "uuid",       "guid", "index",
                                        "row", "row number", "key",  "unnamed: 0"};
  return std::ranges::find(kNames, plain) != kNames.end() || plain.ends_with(" id") ||
         plain.ends_with(" uuid") || name.ends_with("Id") || name.ends_with("ID");
}

// Mean length and words of the texts, each as often as it occurs.
struct Wording {
  double length = 0, words = 0;
};
Wording wording(const FrameColumn& cells, std::span<const int64_t> counts, int64_t total) {
  Wording result;
  for (size_t id = 1; id < counts.size(); ++id) {
    const std::string& text = cells.texts[id];
    const auto spaces = static_cast<double>(std::ranges::count(text, ' '));
    const double share = static_cast<double>(counts[id]) / static_cast<double>(total);
    result.length += share * static_cast<double>(text.size());
    result.words += share * (spaces + 1);
  }
  return result;
}

// Nearly every number once: a sequence with hardly a gap, or whole numbers under a name that says
// what they are for. Others may well be amounts.
bool numbers_rows(const ColumnProfile& column, int64_t total) {
  constexpr int64_t kFew = 10;
  constexpr double kNearlyAll = 0.9, kGaps = 1.2;
  const NumberSummary& numbers = *column.numbers;
  const auto distinct = static_cast<double>(column.distinct);
  if (!numbers.whole || column.dress.counts_days || total < 2 ||
      distinct <= kNearlyAll * static_cast<double>(total)) {
    return false;
  }
  // Of a sample only so many of a sequence are there.
  const double all = distinct * static_cast<double>(numbers.count) / static_cast<double>(total);
  const bool sequence = numbers.maximum - numbers.minimum + 1 <= kGaps * all;
  return (sequence && total >= kFew) || named_like_identifier(column.name);
}

ColumnType text_type(const ColumnProfile& column, const Wording& words, int64_t total,
                     bool is_target) {
  constexpr int64_t kFew = 10, kMany = 1000;
  constexpr double kSentence = 4;
  const int64_t distinct = column.distinct;
  const bool repeats = distinct * 2 <= total || (distinct <= kFew && distinct < total);
  if (repeats && (distinct <= kMany || words.words < kSentence)) return ColumnType::category;
  const bool named = column.dress.kind == Dress::Kind::plain && !column.dress.looks.empty();
  if (words.words >= kSentence || named || !column.strays.empty()) return ColumnType::text;
  if (!is_target &&
      (distinct == total || static_cast<double>(distinct) > 0.9 * static_cast<double>(total))) {
    return total >= kFew || named_like_identifier(column.name) ? ColumnType::identifier
                                                               : ColumnType::text;
  }
  return ColumnType::text;
}

}  // namespace

bool names_codes(const std::string& name) {
  const std::string plain = lower(name);
  static constexpr std::array kNames = {"zip",  "zipcode",   "postcode", "postal code",
                                        "plz",  "area code", "fips",     "sku",
                                        "code", "pincode"};
  if (named_like_identifier(name)) return true;
  return std::ranges::any_of(kNames, [&](const char* known) {
    return plain == known || plain.ends_with(std::string(" ") + known);
  });
}

void infer_type(ColumnProfile& column, const FrameColumn& cells, std::span<const int64_t> counts,
                bool is_target) {
  const int64_t total = std::accumulate(counts.begin() + 1, counts.end(), int64_t{0});
  if (total == 0) {
    column.type = ColumnType::empty;
  } else if (column.distinct == 1) {
    column.type = ColumnType::constant;
  } else if (column.dress.kind == Dress::Kind::dates) {
    column.type = ColumnType::date;
  } else if (!is_target && column.numbers && numbers_rows(column, total)) {
    column.type = ColumnType::identifier;
  } else if (column.distinct == 2) {
    column.type = ColumnType::binary;
  } else if (column.numbers) {
    column.type = ColumnType::number;
  } else if (column.dress.kind == Dress::Kind::codes) {
    const bool names = text_type(column, {}, total, is_target) == ColumnType::identifier;
    column.type = names ? ColumnType::identifier : ColumnType::category;
  } else {
    std::vector<std::string> texts;
    for (size_t id = 1; id < counts.size() && texts.size() < 100; ++id) {
      if (counts[id] > 0) texts.push_back(cells.texts[id]);
    }
    column.order = order_of(texts);
    column.type = column.order.empty()
                      ? text_type(column, wording(cells, counts, total), total, is_target)
                      : ColumnType::ordinal;
  }
}

}  // namespace aimodel
