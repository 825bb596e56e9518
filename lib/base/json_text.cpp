#include "base/json_text.h"

#include <cmath>

#include "base/json.h"
#include "base/numbers.h"
#include "base/terminal.h"

namespace aimodel {

namespace {

// What is not UTF-8, the name of a file or of a column, would make the whole unreadable: U+FFFD
// stands for it.
std::string plain(const Json& value) {
  return printable_json(value.dump(-1, ' ', false, Json::error_handler_t::replace));
}

void write(const Json& value, int indent, int level, std::string& result) {
  const bool list = value.is_array();
  if (value.is_number_float()) {
    if (!std::isfinite(value.get<double>())) {  // JSON has no word for it
      result += "null";
      return;
    }
    std::string number = shortest(value.get<double>());
    // So that it is read back as a floating-point number.
    if (number.find_first_of(".en") == std::string::npos) number += ".0";
    result += number;
    return;
  }
  if ((!list && !value.is_object()) || value.empty()) {
    result += plain(value);
    return;
  }
  if (indent >= 0 && level > 0) {  // short parts go on one line
    constexpr size_t kLongest = 80;
    std::string row;
    write(value, -1, 0, row);
    if (row.size() <= kLongest) {
      result += row;
      return;
    }
  }
  const auto new_line = [&](int depth) {
    if (indent < 0) return;
    result += '\n';
    result.append(static_cast<size_t>(indent) * static_cast<size_t>(depth), ' ');
  };
  result += list ? '[' : '{';
  bool first = true;
  for (const auto& [key, each] : value.items()) {
    if (!first) result += indent < 0 ? ", " : ",";
    first = false;
    new_line(level + 1);
    if (!list) result += plain(key) + ": ";
    write(each, indent, level + 1, result);
  }
  new_line(level);
  result += list ? ']' : '}';
}

}  // namespace

std::string json_text(const Json& value, int indent) {
  std::string result;
  write(value, indent, 0, result);
  return result;
}

}  // namespace aimodel
