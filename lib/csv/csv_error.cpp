#include "csv/csv_error.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include "base/names.h"
#include "base/units.h"
#include "base/utf8.h"
#include "csv/csv_cell.h"
#include "csv/dress.h"

namespace aimodel {

namespace {

std::string at_line(const std::string& file, uint64_t line) {
  return fmt::format("{}:{}", file, line);
}

std::string cells(size_t count) {
  return fmt::format("{} cell{}", count, count == 1 ? "" : "s");
}

std::string name_of(const CsvLocation& location) {
  return location.cell < location.first
             ? "cell 1"
             : cell_name(location.header, location.cell - location.first);
}

Error ragged(const CsvLocation& location) {
  const bool more = location.cell_count > location.wanted_cells;
  std::string hint;
  if (more) {
    hint = fmt::format("a cell that holds {} must stand in quotes",
                       quote(std::string(1, location.delimiter)));
    if (location.record.find('\'') != std::string_view::npos) hint += ", double ones";
  }
  return Error(
      Exit::data, at_line(location.file, location.line),
      fmt::format("expected {}, got {}", cells(location.wanted_cells), location.cell_count), hint);
}

Error stray_text(const CsvLocation& location) {
  return Error(Exit::data, at_line(location.file, location.line),
               fmt::format("{}: there is text behind the closing quote ({})", name_of(location),
                           quote(location.text)),
               "inside quotes a quote is written twice: \"\"");
}

// Names the physical line and the byte in it, which for a cell with line breaks is not where its
// row begins.
Error not_utf8(const CsvLocation& location) {
  const std::string_view cell = location.record.substr(location.cell_begin);
  const size_t bad = location.cell_begin + std::min(find_invalid_utf8(cell), cell.size() - 1);
  uint64_t line = location.line;
  size_t line_begin = 0;
  for (size_t i = 0; i < bad; ++i) {
    const bool pair = location.record[i] == '\r' && location.record[i + 1] == '\n';
    if (pair || (location.record[i] != '\n' && location.record[i] != '\r')) continue;
    if (i > 0) ++line;  // a line feed at 0 belongs to the record before
    line_begin = i + 1;
  }
  return Error(Exit::data, at_line(location.file, line),
               fmt::format("{}: byte {} of the line is not UTF-8 (0x{:02X})", name_of(location),
                           bad - line_begin + 1, static_cast<unsigned char>(location.record[bad])),
               "convert the file, as with `iconv -f latin1 -t utf-8`");
}

bool looks_missing(std::string_view text) {
  static constexpr std::array<std::string_view, 24> kUsual = {
      "",     "NA",   "N/A",     "NaN",     "nan",  "null", "NULL", "?",
      "-",    "--",   ".",       "na",      "n/a",  "n.a.", "NAN",  "Null",
      "none", "None", "missing", "Missing", "#N/A", "nil",  "NONE", "<NA>"};
  return std::ranges::find(kUsual, text) != kUsual.end();
}

Error not_a_number(const CsvLocation& location) {
  const std::string_view text = trimmed(location.text);
  std::string hint = dress_hint(text, location.style);
  if (looks_missing(text)) {
    hint = fmt::format(
        "if it stands for a missing value, --missing '{}', or \"missing\" in the column's group, "
        "says so",
        text);
  } else if (location.line == location.first_row) {
    hint =
        "the file is read without a header: if its first line holds names, --skip-lines 1 leaves "
        "it out";
  } else if (hint.empty()) {
    hint = "declare the column as \"category\" or correct the file";
  }
  return Error(Exit::data, at_line(location.file, location.line),
               fmt::format("{}: expected a number, got {}", name_of(location), quote(text)), hint);
}

// A cell without a value where there must be one.
Error missing(const CsvLocation& location) {
  const std::string_view text = trimmed(location.text);
  std::string what = name_of(location) + ": the value is missing", hint;
  if (!text.empty()) {
    what += fmt::format(" ({})", quote(text));
    hint =
        fmt::format("if {} is a value, --missing-only '' says that the empty cell alone is missing",
                    quote(text));
  }
  if (location.is_target) {
    hint += hint.empty() ? "" : "; else ";
    hint += "--missing-target skip passes over rows without a target";
  }
  return Error(Exit::data, at_line(location.file, location.line), what, hint);
}

// What looks like a date, but for a day that no month has, is told from other texts.
Error not_a_date(const CsvLocation& location) {
  const std::string_view text = trimmed(location.text);
  const bool digits = std::ranges::count_if(text, [](char c) { return c >= '0' && c <= '9'; }) > 3;
  std::string hint = "declare the column as \"category\" or correct the file";
  if (std::string zone = zone_hint(text); !zone.empty()) {
    hint = std::move(zone);
  } else if (looks_missing(text)) {
    hint = "if it stands for a missing value, list it in \"missing\" of the spec's \"data\"";
  } else if (digits) {
    hint = "dates are written as 2024-12-31, 31.12.2024 or 31 Dec 2024, times as 13:55 or 1:55 PM";
  }
  return Error(Exit::data, at_line(location.file, location.line),
               fmt::format("{}: expected a date or a time, got {}",
                           cell_name(location.header, location.cell), quote(text)),
               hint);
}

}  // namespace

std::string cell_name(const std::vector<std::string>& header, size_t cell) {
  if (cell < header.size() && !header[cell].empty()) return "column " + quote(header[cell]);
  return fmt::format("cell {}", cell + 1);
}

Error csv_error(CsvProblem problem, const CsvLocation& location) {
  const auto error = [&](const std::string& what) {
    return Error(Exit::data, at_line(location.file, location.line),
                 name_of(location) + ": " + what);
  };
  switch (problem) {
    case CsvProblem::none:
      break;
    case CsvProblem::ragged:
      return ragged(location);
    case CsvProblem::stray_text:
      return stray_text(location);
    case CsvProblem::not_utf8:
      return not_utf8(location);
    case CsvProblem::not_a_number:
      return find_invalid_utf8(location.text) == std::string_view::npos ? not_a_number(location)
                                                                        : not_utf8(location);
    case CsvProblem::not_a_date:
      return find_invalid_utf8(location.text) == std::string_view::npos ? not_a_date(location)
                                                                        : not_utf8(location);
    case CsvProblem::not_finite:
      return error(fmt::format("{} is not finite", quote(trimmed(location.text))));
    case CsvProblem::missing:
      return missing(location);
    case CsvProblem::broken_json:
      break;
    case CsvProblem::nested:
      return Error(Exit::data, at_line(location.file, location.line),
                   fmt::format("{}: expected one value, got {}", name_of(location), location.text),
                   "a column holds a text, a number, true, false or null; jq can take it apart");
  }
  return error("the cell cannot be read");
}

Error open_quote_error(const std::string& file, uint64_t line, const std::string& cell) {
  return Error(Exit::data, at_line(file, line),
               cell + ": the quote that opens here is never closed",
               "inside quotes a quote is written twice: \"\"");
}

Error long_row_error(const std::string& file, uint64_t line, uint64_t limit) {
  return Error(Exit::data, at_line(file, line),
               "the row is longer than the limit of " + human_bytes(static_cast<double>(limit)),
               "is there a quote that is not closed?");
}

Error nul_error(const std::string& file, uint64_t line) {
  return Error(Exit::data, at_line(file, line), "there is a NUL byte, which no text holds",
               "the file must be CSV in UTF-8, plain or compressed with gzip");
}

void check_header(const std::string& file, uint64_t line, const std::vector<std::string>& header,
                  const HeaderHint& header_hint) {
  std::unordered_map<std::string_view, size_t> seen;
  for (size_t i = 0; i < header.size(); ++i) {
    if (header[i].empty()) continue;
    const auto [first, added] = seen.try_emplace(header[i], i);
    if (added) continue;
    throw Error(Exit::data, at_line(file, line),
                fmt::format("column {} appears twice (columns {} and {})", quote(header[i]),
                            first->second + 1, i + 1),
                header_hint ? header_hint() : "");
  }
}

void check_wanted(const std::string& file, uint64_t line, const std::vector<std::string>& header,
                  const std::vector<std::string>& wanted, const std::string& what_for,
                  const HeaderHint& header_hint) {
  constexpr size_t kMost = 5;  // messages
  const std::unordered_set<std::string_view> known(header.begin(), header.end());
  std::unordered_set<std::string_view> told;
  std::vector<std::pair<std::string, std::string>> found;  // what is wrong, and its hint
  std::string better;
  for (const std::string& name : wanted) {
    if (!name.empty() && known.contains(name)) continue;
    if (!told.insert(name).second || told.size() > kMost) continue;
    if (told.size() == 1 && header_hint) better = header_hint();
    std::string hint = what_for;
    if (!better.empty()) {
      hint = better;
    } else if (header.size() == 1 && header[0].find_first_of(",;\t| :") != std::string::npos) {
      hint = "the first line is one cell, " + quote(header[0]) + ": is --delimiter right?";
    } else if (const auto near = nearest(name, header)) {
      hint = "did you mean " + quote(*near) + "?";
    } else if (hint.empty()) {
      hint = suggest(name, header);
    }
    found.emplace_back(fmt::format("column {} is missing", quote(name)), hint);
  }
  std::vector<Error> errors;
  for (size_t i = 0; i < found.size(); ++i) {
    const bool said_below = i + 1 < found.size() && found[i].second == found[i + 1].second;
    errors.emplace_back(Exit::data, at_line(file, line), found[i].first,
                        said_below ? "" : found[i].second);
  }
  if (told.size() > kMost) {
    errors.emplace_back(Exit::data, at_line(file, line),
                        fmt::format("and {} more columns are missing", told.size() - kMost));
  }
  if (!errors.empty()) throw Error::all(errors);
}

}  // namespace aimodel
