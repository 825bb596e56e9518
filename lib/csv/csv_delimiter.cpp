#include "csv/csv_delimiter.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "csv/csv_cell.h"
#include "csv/csv_records.h"

namespace aimodel {

namespace {

constexpr std::string_view kCandidates = ",;\t|";
constexpr size_t kComparedRecords = 20;

using Counts = std::array<uint64_t, kCandidates.size()>;  // of each candidate in one record

// Counts outside quotes in the first records; a record that may go on is left out.
std::vector<Counts> count_records(std::string_view start, bool at_end, std::string_view comment) {
  std::vector<Counts> records;
  Counts counts{};
  bool in_quotes = false, at_cell_start = true, blank = true, at_start = true, in_comment = false;
  for (size_t i = 0; i < start.size(); ++i) {
    const char byte = start[i];
    if (at_start) in_comment = !comment.empty() && start.substr(i).starts_with(comment);
    at_start = !in_quotes && (byte == '\n' || byte == '\r');
    if (in_comment && !at_start) continue;
    const bool cell_start = at_cell_start;
    at_cell_start = false;
    if (byte == '"' && (in_quotes || cell_start)) {
      in_quotes = !in_quotes;
      at_cell_start = !in_quotes;  // a quote right behind is the second one of a doubled quote
      blank = false;
    } else if (in_quotes) {
      continue;
    } else if (byte == '\n' || byte == '\r') {
      if (!blank) records.push_back(counts);
      if (records.size() == kComparedRecords) return records;
      counts = {};
      blank = at_cell_start = true;
    } else {
      const size_t which = kCandidates.find(byte);
      if (which != std::string_view::npos) {
        ++counts[which];
        at_cell_start = true;
      }
      if (byte != ' ') blank = false;
    }
  }
  if (at_end && !blank) records.push_back(counts);
  return records;
}

// How many records agree with the count that most records have, and that count.
struct Agreement {
  uint64_t records = 0, count = 0;
  bool operator<(const Agreement& other) const {
    return records != other.records ? records < other.records : count < other.count;
  }
};

Agreement agreement(const std::vector<Counts>& records, size_t candidate) {
  Agreement best;
  for (const Counts& counts : records) {
    const uint64_t count = counts[candidate];
    if (count == 0) continue;
    const auto same = static_cast<uint64_t>(
        std::ranges::count_if(records, [&](const Counts& c) { return c[candidate] == count; }));
    best = std::max(best, Agreement{same, count});
  }
  return best;
}

// Where the first record has none of the candidates.
std::optional<char> blanks_or_comma(std::string_view start, bool at_end, std::string_view comment) {
  constexpr size_t kWords = 3, kNumbers = 2;
  const CsvDialect blanks{' ', true, std::string(comment)};
  const CsvRecords header = first_records(start, at_end, blanks, 1);
  if (header.list.empty()) return ',';
  // Behind a closing quote commas leave nothing but the end of the line.
  const bool quoted = std::ranges::all_of(
      header.list[0], [](const std::string& cell) { return cell.starts_with('"'); });
  if (header.list[0].size() < kWords && !quoted) return ',';
  const CsvRecords records = first_records(start, at_end, blanks, 2);
  if (records.list.size() < 2) return records.complete ? std::optional(',') : std::nullopt;
  const CsvRecord &names = records.list[0], &row = records.list[1];
  double number = 0;
  const auto numbers = static_cast<size_t>(std::ranges::count_if(
      row, [&](const std::string& cell) { return read_number(cell, number); }));
  const bool one_more = row.size() == names.size() + 1;
  if (quoted && one_more && row[0].starts_with('"')) return ' ';
  const bool fits = row.size() == names.size() || one_more;
  const bool words = quoted ? names.size() > 1 : numbers >= kNumbers;
  return fits && words ? ' ' : ',';
}

}  // namespace

std::optional<char> find_delimiter(std::string_view start, bool at_end, std::string_view comment) {
  const std::vector<Counts> records = count_records(start, at_end, comment);
  if (records.empty()) return at_end ? std::optional(',') : std::nullopt;
  std::vector<size_t> present;
  for (size_t i = 0; i < kCandidates.size(); ++i) {
    if (records[0][i] > 0) present.push_back(i);
  }
  if (present.empty()) return blanks_or_comma(start, at_end, comment);
  if (present.size() == 1) return kCandidates[present[0]];
  if (records.size() < kComparedRecords && !at_end) return std::nullopt;
  size_t best = present[0];
  for (const size_t candidate : present) {
    if (agreement(records, best) < agreement(records, candidate)) best = candidate;
  }
  return kCandidates[best];
}

}  // namespace aimodel
