#include "csv/csv_start.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "base/names.h"
#include "base/text.h"
#include "csv/csv_cell.h"
#include "csv/csv_records.h"

namespace aimodel {

namespace {

// Behind the line that begins at `from`; nothing where its end is not there yet.
std::optional<size_t> line_end(std::string_view text, size_t from, bool at_end) {
  const size_t end = text.find_first_of("\r\n", from);
  if (end == std::string_view::npos) return at_end ? std::optional(text.size()) : std::nullopt;
  if (text[end] == '\n') return end + 1;
  if (end + 1 == text.size()) return at_end ? std::optional(end + 1) : std::nullopt;
  return text[end + 1] == '\n' ? end + 2 : end + 1;
}

constexpr std::string_view kWord = "sep=", kCapitals = "SEP=";

// Whether a line that begins so may be one.
bool may_name_delimiter(std::string_view start) {
  if (start.starts_with('"')) start.remove_prefix(1);
  start = start.substr(0, kWord.size());
  return kWord.starts_with(start) || kCapitals.starts_with(start);
}

// The delimiter that a line "sep=;" names, or 0.
char named_delimiter(std::string_view line) {
  line = line.substr(0, line.find_first_of("\r\n"));
  if (line.size() > 1 && line.front() == '"' && line.back() == '"') {
    line = line.substr(1, line.size() - 2);
  }
  if (line.size() != kWord.size() + 1) return 0;
  if (!line.starts_with(kWord) && !line.starts_with(kCapitals)) return 0;
  CsvFormat format;
  return set_delimiter(format, std::string(line.substr(kWord.size()))) ? format.delimiter : '\0';
}

bool is_number(std::string_view text, double& number) {
  return read_number(text, number) && std::isfinite(number);
}

// Whether the first cells number the rows or name them. Names count in quotes, or where blanks stand
// between cells: else they may be a part of a text with a delimiter that is not in quotes.
bool names_rows(const std::vector<CsvRecord>& records, const CsvDialect& dialect) {
  std::set<std::string> different;
  bool counts = records.size() > 1, names = true;
  double before = 0;
  for (size_t i = 0; i < records.size(); ++i) {
    const std::string& cell = records[i][0];
    const bool quoted = cell.starts_with('"');
    double number = 0;
    const bool is = is_number(std::string_view(cell).substr(quoted ? 1 : 0), number);
    counts = counts && is && number == std::floor(number) && (i == 0 || number == before + 1);
    names = names && (quoted ? cell.size() > 1 : dialect.blanks && !is);
    before = number;
    different.insert(cell);
  }
  return different.size() == records.size() && (counts || names);
}

// Lines up to one of several cells that are all full, which may be the header, beside the first; 0
// where there is none.
size_t lines_of_title(std::string_view following, const CsvDialect& dialect) {
  constexpr size_t kMost = 20;
  for (size_t lines = 1; lines <= kMost; ++lines) {
    const auto end = line_end(following, 0, false);
    if (!end) return 0;
    const CsvRecords records = first_records(following.substr(0, *end), true, dialect, 1);
    const auto empty = [](const std::string& cell) { return cell.empty(); };
    if (!records.list.empty() && records.list[0].size() > 1 &&
        std::ranges::none_of(records.list[0], empty)) {
      return lines;
    }
    following.remove_prefix(*end);
  }
  return 0;
}

}  // namespace

std::optional<CsvPreamble> find_preamble(std::string_view start, bool at_end, int64_t skip_lines) {
  CsvPreamble preamble;
  for (int64_t i = 0; i < skip_lines && (preamble.bytes < start.size() || !at_end); ++i) {
    const auto end = line_end(start, preamble.bytes, at_end);
    if (!end) return std::nullopt;
    preamble.bytes = *end;
    ++preamble.lines;
  }
  const auto end = line_end(start, preamble.bytes, at_end);
  if (!end) {
    const bool open = !at_end && may_name_delimiter(start.substr(preamble.bytes));
    return open ? std::nullopt : std::optional(preamble);
  }
  preamble.delimiter = named_delimiter(start.substr(preamble.bytes, *end - preamble.bytes));
  if (preamble.delimiter == 0) return preamble;
  preamble.bytes = *end;
  ++preamble.lines;
  return preamble;
}

std::optional<CsvShape> find_shape(std::string_view rows, bool at_end, const CsvDialect& dialect,
                                   const std::vector<std::string>& names) {
  constexpr size_t kRecords = 20;
  const CsvShape as_named{names.size(), 0, false};
  const CsvRecords one = first_records(rows, at_end, dialect, 1);
  if (one.list.empty()) return one.complete ? std::optional(as_named) : std::nullopt;
  const size_t cells = one.list[0].size();
  const bool more = cells == names.size() + 1;
  if (!more && (cells + 1 != names.size() || !names.back().empty())) return as_named;
  const CsvRecords some = first_records(rows, at_end, dialect, kRecords);
  if (!some.complete) return std::nullopt;
  const auto all = [&](auto holds) { return std::ranges::all_of(some.list, holds); };
  if (!all([&](const CsvRecord& record) { return record.size() == cells; })) return as_named;
  if (!more) return CsvShape{cells, 0, true};
  if (all([](const CsvRecord& record) { return record.back().empty(); })) return CsvShape{cells, 0};
  return names_rows(some.list, dialect) ? CsvShape{cells, 1} : as_named;
}

bool looks_like_values(const std::vector<std::string>& names) {
  std::vector<double> numbers;
  for (const std::string& name : names) {
    double number = 0;
    if (is_number(name, number)) numbers.push_back(number);
  }
  if (numbers.empty()) return false;
  const bool fractions =
      std::ranges::any_of(numbers, [](double number) { return number != std::floor(number); });
  if (fractions || numbers.size() == 1) return fractions || names.size() > 1;
  for (size_t i = 1; i < numbers.size(); ++i) {
    if (numbers[i] != numbers[i - 1] + 1) return true;
  }
  return false;
}

std::string header_doubt(const std::vector<std::string>& names, std::string_view following,
                         const CsvDialect& dialect) {
  static constexpr std::array<std::string_view, 6> kComments = {"#", "//", "%", "--", "!", "*"};
  const std::string& first = names[0];
  for (const std::string_view mark : kComments) {
    if (!first.starts_with(mark)) continue;
    return fmt::format("the first line looks like a comment ({}): --comment '{}' passes over such",
                       quote(first), mark);
  }
  const bool quoted = std::ranges::all_of(names, [](const std::string& name) {
    return name.size() > 1 && name.front() == '\'' && name.back() == '\'';
  });
  if (quoted) {
    return "the names stand in single quotes, which are no quotes in CSV: tr \"'\" '\"' < FILE | "
           "aimodel ... -";
  }
  const auto named = std::ranges::count_if(names, [](const auto& name) { return !name.empty(); });
  if (named == 1 && !first.empty() && names.size() != 2) {
    if (const size_t lines = lines_of_title(following, dialect)) {
      return fmt::format("the first line looks like a title ({}): --skip-lines {} leaves it out",
                         quote(first), lines);
    }
  }
  if (names.size() == 1 && dialect.delimiter != ' ') {
    CsvDialect blanks{' ', true, dialect.comment};
    const std::vector<CsvRecord> words = first_records(first + "\n", true, blanks, 1).list;
    const std::vector<CsvRecord> rows = first_records(following, false, blanks, 1).list;
    if (words.size() == 1 && words[0].size() > 1 && !rows.empty() &&
        rows[0].size() == words[0].size()) {
      return fmt::format("the first line is one cell, {}: --delimiter blanks takes the words apart",
                         quote(first));
    }
  }
  return "";
}

std::string values_hint(const std::vector<std::string>& names) {
  if (looks_like_values(names)) {
    std::vector<std::string> shown;
    for (size_t i = 0; i < names.size() && i < 3; ++i) shown.push_back(quote(names[i]));
    return fmt::format(
        "the first line looks like values ({}{}): --no-header reads it as a row, and the columns "
        "are column_1, column_2, ...",
        join(shown, ", "), names.size() > 3 ? ", ..." : "");
  }
  return "";
}

}  // namespace aimodel
