#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "base/json_fwd.h"

namespace aimodel {

// A cell: nothing (a missing value), or a value. Numbers print in text and md with a few
// significant digits, elsewhere so that they read back as the same number.
using Value = std::variant<std::monostate, bool, int64_t, double, float, std::string>;

std::string to_text(const Value& value);   // for people: 0.9532
std::string to_exact(const Value& value);  // for machines: 0.9532108306884766
Json to_json(const Value& value);
void append_exact(std::string& text, const Value& value);  // to_exact(), behind a text

bool is_number(const Value& value);
// "nan", "inf" or "-inf"; empty for everything else.
std::string_view not_finite(const Value& value);

}  // namespace aimodel
