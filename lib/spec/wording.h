#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/json.h"

namespace aimodel {

// JSON Schema's name for the type of a value; "integer" for a number without a fraction.
std::string json_type(const Json& value);

// "an integer", "a list", ...
std::string type_words(std::string_view type);

// A value as a message shows it: `a string ("64")`, `true`, `a list`.
std::string value_words(const Json& value);

// A value in brackets behind a message: `"64"`, `1.5`.
std::string short_value(const Json& value);

// "a, b or c"
std::string either(std::span<const std::string> words);

}  // namespace aimodel
