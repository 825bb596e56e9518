#include "spec/wording.h"

#include <cmath>

#include "base/json_text.h"
#include "base/names.h"
#include "base/text.h"

namespace aimodel {

std::string json_type(const Json& value) {
  switch (value.type()) {
    case Json::value_t::null:
      return "null";
    case Json::value_t::boolean:
      return "boolean";
    case Json::value_t::string:
      return "string";
    case Json::value_t::array:
      return "array";
    case Json::value_t::object:
      return "object";
    case Json::value_t::number_float: {
      const double number = value.get<double>();
      return number == std::trunc(number) ? "integer" : "number";
    }
    default:
      return "integer";
  }
}

std::string type_words(std::string_view type) {
  if (type == "integer") return "an integer";
  if (type == "number") return "a number";
  if (type == "string") return "a string";
  if (type == "boolean") return "true or false";
  if (type == "array") return "a list";
  if (type == "object") return "an object";
  return "null";
}

std::string short_value(const Json& value) {
  if (value.is_string()) return quote(value.get_ref<const std::string&>());
  if (value.is_array()) return "a list";
  if (value.is_object()) return "an object";
  return json_text(value, -1);
}

std::string value_words(const Json& value) {
  std::string text = short_value(value);
  const std::string type = json_type(value);
  if (type == "string") return "a string (" + text + ")";
  if (type == "integer") return "an integer (" + text + ")";
  if (type == "number") return "a fraction (" + text + ")";
  return text;
}

std::string either(std::span<const std::string> words) {
  if (words.size() < 2) return join(words, "");
  return join(words.first(words.size() - 1), ", ") + " or " + words.back();
}

}  // namespace aimodel
