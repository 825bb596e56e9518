#include "profile/starter_notes.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/names.h"
#include "base/text.h"

namespace aimodel {

namespace {

bool many_words(const ColumnProfile& column) {
  constexpr double kMany = 4;
  double blanks = 0, rows = 0;
  for (const FrequentValue& value : column.values) {
    const auto count = static_cast<double>(value.count);
    blanks += count * static_cast<double>(std::ranges::count(value.value, ' '));
    rows += count;
  }
  return blanks + rows >= kMany * rows;
}

// Numbers that a word among them makes texts of, or "".
std::string strays_of(const ColumnProfile& column) {
  if (column.strays.empty() || !column.odd.empty()) return "";
  const auto mixed = std::ranges::find(column.suspicions, "mixed", &Suspicion::kind);
  if (mixed == column.suspicions.end()) return "";
  std::vector<std::string> texts;
  for (const FrequentValue& stray : column.strays) texts.push_back(quote(stray.value));
  return fmt::format("{}; \"missing\": [{}] of a group that reads the others takes it for none",
                     mixed->text, join(texts, ", "));
}

// What the spec says of how a column is written, and what that leaves open.
void note_dress(const ColumnProfile& column, std::vector<std::string>& notes) {
  const Dress& dress = column.dress;
  if (dress.looks.empty() || column.type == ColumnType::constant) return;
  std::string note = fmt::format("column {} looks like {}", quote(column.name), dress.looks);
  const bool names = dress.kind == Dress::Kind::codes || dress.kind == Dress::Kind::plain;
  if (names) note += ": taken as names, not as numbers";
  if (!dress.open.empty()) note += "; " + dress.open;
  notes.push_back(std::move(note));
}

}  // namespace

bool is_readable(const ColumnProfile& column) {
  return column.type != ColumnType::text && column.type != ColumnType::constant &&
         column.type != ColumnType::empty && column.type != ColumnType::identifier;
}

std::string leak_of(const ColumnProfile& column) {
  for (const Suspicion& suspicion : column.suspicions) {
    if (suspicion.kind == "leakage") return suspicion.text;
  }
  return "";
}

std::string reason_to_leave_out(const ColumnProfile& column) {
  if (column.type == ColumnType::text) {
    if (!column.dress.looks.empty()) return "looks like " + column.dress.looks;
    if (std::string strays = strays_of(column); !strays.empty()) return strays;
    return many_words(column) ? "holds texts of many words, which no input type reads"
                              : "holds texts that hardly ever come twice";
  }
  if (!is_readable(column)) return column.suspicions.at(0).text;
  return leak_of(column);
}

void note_writing(const ColumnProfile& column, std::vector<std::string>& notes) {
  note_dress(column, notes);
  if (const std::string strays = strays_of(column); !strays.empty()) {
    notes.push_back(fmt::format("column {} {}", quote(column.name), strays));
  }
}

}  // namespace aimodel
