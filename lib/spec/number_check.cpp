#include "spec/number_check.h"

#include <fmt/format.h>

#include "base/json_text.h"
#include "spec/wording.h"

namespace aimodel {

namespace {

bool fits_int64(const Json& value) {
  return value.is_number_integer() &&
         (!value.is_number_unsigned() || value.get<uint64_t>() <= uint64_t{1} << 62);
}

// -1, 0 or 1 as a is below, equal to or above b.
int compare(const Json& a, const Json& b) {
  if (fits_int64(a) && fits_int64(b)) {
    const auto left = a.get<int64_t>(), right = b.get<int64_t>();
    return left < right ? -1 : left > right ? 1 : 0;
  }
  const auto left = a.get<double>(), right = b.get<double>();
  return left < right ? -1 : left > right ? 1 : 0;
}

struct Bound {
  const char* keyword;
  const char* words;
  int side;        // which side of the bound is wrong
  bool exclusive;  // whether the bound is wrong as well
};
constexpr Bound kBounds[] = {{"minimum", "at least", -1, false},
                             {"exclusiveMinimum", "above", -1, true},
                             {"maximum", "at most", 1, false},
                             {"exclusiveMaximum", "below", 1, true}};

}  // namespace

std::vector<std::string> broken_bounds(const SchemaNode& node, const Json& number) {
  std::vector<std::string> result;
  for (const Bound& bound : kBounds) {
    const Json* limit = node.find(bound.keyword);
    if (limit == nullptr) continue;
    const int order = compare(number, *limit);
    if (order != bound.side && !(bound.exclusive && order == 0)) continue;
    result.push_back(fmt::format("{} {}", bound.words, json_text(*limit, -1)));
  }
  return result;
}

void make_canonical(Json& number) {
  constexpr double kLimit = 9007199254740992.0;  // 2^53, up to which every whole number is a double
  if (!number.is_number_float()) return;
  const double value = number.get<double>();
  if (json_type(number) == "integer" && value >= -kLimit && value <= kLimit) {
    number = static_cast<int64_t>(value);
  }
}

}  // namespace aimodel
