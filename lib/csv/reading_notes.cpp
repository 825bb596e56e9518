#include "csv/reading_notes.h"

#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/names.h"
#include "base/numbers.h"
#include "base/text.h"

namespace aimodel {

namespace {

// "rows.csv: 3 rows could not be read and were skipped (lines 4, 9, 12)"
std::string left_out(const CsvReader& reader, const LeftOut& rows, const std::string& why) {
  std::vector<std::string> lines;
  for (const uint64_t line : rows.lines) lines.push_back(std::to_string(line));
  if (rows.count > static_cast<int64_t>(lines.size())) lines.push_back("...");
  const bool one = rows.count == 1;
  const char* done = reader.marks_bad_rows() ? "have no prediction"
                     : one                   ? "was skipped"
                                             : "were skipped";
  if (one && reader.marks_bad_rows()) done = "has no prediction";
  return fmt::format("{}: {} {} {} and {} ({} {})", reader.file(), with_commas(rows.count),
                     one ? "row" : "rows", why, done, one ? "line" : "lines", join(lines, ", "));
}

}  // namespace

void note_reading(const Messages& messages, const CsvReader& reader, int64_t rows) {
  for (const std::string& remark : reader.remarks()) {
    messages.info(reader.file() + ": " + remark);
  }
  if (reader.bad_rows().count > 0) {
    messages.info(left_out(reader, reader.bad_rows(), "could not be read"));
  }
  if (reader.rows_without_target().count > 0) {
    messages.info(left_out(reader, reader.rows_without_target(), "had no target"));
  }
  const std::string form = reader.json_lines() ? "of JSON Lines"
                           : reader.format().blanks
                               ? "separated by blanks"
                               : "separated by " + quote(delimiter_word(reader.format()));
  messages.debug(fmt::format("{}: {} rows of {} columns, {}; content {}", reader.file(),
                             with_commas(rows), reader.header().size(), form,
                             reader.content_hash()));
}

void note_doubtful_points(const Messages& messages, const CsvReader& reader) {
  for (const auto& [column, number] : reader.doubtful_points()) {
    messages.info(fmt::format(
        "{}: column {}: the point in {} is read as one before decimals, and three follow it "
        "wherever it stands; if it is one between thousands, \"thousands\": \".\" with "
        "\"decimal\": \",\" in its group says so",
        reader.file(), quote(column), quote(number)));
  }
}

}  // namespace aimodel
