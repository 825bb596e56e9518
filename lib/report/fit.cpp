#include "report/fit.h"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "report/cells.h"

namespace aimodel {

namespace {

// Where character `index` of UTF-8 text begins.
size_t byte_of(std::string_view text, size_t index) {
  size_t byte = 0;
  for (; byte < text.size(); ++byte) {
    const bool begins = (static_cast<unsigned char>(text[byte]) & 0xC0) != 0x80;
    if (begins && index-- == 0) break;
  }
  return byte;
}

constexpr std::string_view kDots = "...";

// Its first `front` characters and as many of the last ones as fit into `most` with dots between.
std::string middle_cut(const std::string& text, size_t most, size_t front) {
  const size_t size = display_width(text);
  if (size <= most) return text;
  return text.substr(0, byte_of(text, front)) + std::string(kDots) +
         text.substr(byte_of(text, size - (most - kDots.size() - front)));
}

// Names of `most` characters at most. They are cut in the middle, or where more of them stay apart:
// "..._number_17_of_many".
std::vector<std::string> cut_names(const std::vector<std::string>& names, size_t most) {
  const size_t kept = most - kDots.size();
  std::vector<std::string> best;
  size_t apart = 0;
  for (size_t i = 0; i <= kept; ++i) {  // from the middle outwards
    const size_t middle = (kept + 1) / 2;
    const size_t front = i % 2 == 0 ? middle - i / 2 : std::min(kept, middle + (i + 1) / 2);
    std::vector<std::string> cut;
    for (const std::string& name : names) cut.push_back(middle_cut(name, most, front));
    const size_t distinct = std::unordered_set<std::string>(cut.begin(), cut.end()).size();
    if (distinct <= apart) continue;
    apart = distinct;
    best = std::move(cut);
    if (apart == names.size()) break;
  }
  return best;
}

size_t width_of(Table table) {
  table.title.clear();
  table.rest.clear();
  size_t width = 0;
  for (const std::string& line : split(render(table, Format::text), '\n')) {
    width = std::max(width, display_width(line));
  }
  return width;
}

// Lines that a terminal takes for a text.
size_t lines_of(const std::string& text, size_t width) {
  size_t lines = 0;
  for (const std::string& line : split(text, '\n')) {
    lines += std::max<size_t>(1, (display_width(line) + width - 1) / width);
  }
  return lines;  // the last one, which is empty, is for the prompt
}

Report with_rows(Report report, size_t most, size_t width) {
  for (Table& table : report.tables) {
    if (table.rows.size() > most + 1) keep_telling(table, most);  // to count one takes its line
    shorten_names(table, width);
  }
  return report;
}

}  // namespace

void keep_telling(Table& table, size_t most) {
  const size_t all = table.rows.size();
  if (all <= most) return;
  std::vector<size_t> chosen = table.telling;
  if (chosen.size() != all) {
    chosen.resize(all);
    std::iota(chosen.begin(), chosen.end(), size_t{0});
  }
  chosen.resize(most);
  std::ranges::sort(chosen);
  std::vector<std::vector<Value>> rows;
  for (const size_t row : chosen) rows.push_back(std::move(table.rows[row]));
  table.rows = std::move(rows);
  table.telling.clear();
  table.rest = fmt::format("... and {} more; --top {} shows all", all - most, all);
}

void shorten_names(Table& table, size_t width) {
  constexpr size_t kLeast = 16;
  const size_t wide = width_of(table);
  if (wide <= width || table.rows.empty()) return;
  std::vector<std::string> names;
  size_t longest = 0;
  for (const auto& row : table.rows) {
    const auto* name = row.empty() ? nullptr : std::get_if<std::string>(&row[0]);
    if (name == nullptr) return;
    names.push_back(*name);
    longest = std::max(longest, display_width(*name));
  }
  const size_t excess = wide - width;
  names = cut_names(names, longest > excess + kLeast ? longest - excess : kLeast);
  for (size_t i = 0; i < names.size(); ++i) table.rows[i][0] = std::move(names[i]);
}

void fit_screen(Report& report, size_t width, size_t height) {
  constexpr size_t kLeast = 3;
  size_t most = kLeast;
  for (const Table& table : report.tables) most = std::max(most, table.rows.size());
  const auto fits = [&](size_t rows) {
    return lines_of(render(with_rows(report, rows, width), Format::text), width) <= height;
  };
  size_t fit = most;
  if (!fits(most)) {
    fit = kLeast;
    for (size_t too_many = most; too_many - fit > 1;) {
      const size_t middle = fit + (too_many - fit) / 2;
      (fits(middle) ? fit : too_many) = middle;
    }
  }
  report = with_rows(std::move(report), fit, width);
}

}  // namespace aimodel
