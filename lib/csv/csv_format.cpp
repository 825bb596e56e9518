#include "csv/csv_format.h"

#include <string_view>

#include "base/json.h"

namespace aimodel {

Json data_json(const CsvFormat& format) {
  return {{"delimiter", delimiter_word(format)},
          {"header", format.header},
          {"comment", format.comment.empty() ? Json() : Json(format.comment)},
          {"skip_lines", format.skip_lines},
          {"missing", format.missing},
          {"missing_target", format.skip_missing_targets ? "skip" : "fail"}};
}

std::string delimiter_word(const CsvFormat& format) {
  if (format.blanks) return "blanks";
  return format.delimiter == 0 ? "auto" : std::string(1, format.delimiter);
}

bool set_delimiter(CsvFormat& format, const std::string& word) {
  const std::string one = word == "auto"     ? std::string(1, '\0')
                          : word == "tab"    ? "\t"
                          : word == "\\t"    ? "\t"
                          : word == "blanks" ? " "
                                             : word;
  // As schemas/data.json lists them; 0 where it is found out.
  using namespace std::string_view_literals;
  constexpr std::string_view kDelimiters = "\0,;\t| :^~!#&*/=@$%_\x01\x1F"sv;
  if (one.size() != 1 || kDelimiters.find(one[0]) == std::string_view::npos) return false;
  format.delimiter = one[0];
  format.blanks = word == "blanks";
  return true;
}

}  // namespace aimodel
