#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "base/blanks.h"
#include "csv/csv_format.h"

namespace aimodel {

// Where a cell stands: from the start of what was scanned, without its quotes.
struct CsvCell {
  uint32_t begin = 0;
  uint32_t size = 0;
  bool quoted = false;
  bool doubled = false;  // doubled quotes inside are still doubled
};

// Finds the cells of one record after the other. It knows nothing of columns, kinds and messages,
// and keeps its offset, so that a record that comes in many pieces is looked at once.
class CsvScanner {
 public:
  enum class Found { record, blank, more, end };

  CsvScanner(CsvDialect dialect, size_t most_cells)
      : dialect_(std::move(dialect)), most_cells_(most_cells) {}
  void set_most_cells(size_t most_cells) { most_cells_ = most_cells; }

  // Looks on for the end of the record at `data`. blank: it is a line with nothing or only spaces on
  // it, or a comment, and no row. more: the same bytes and some behind them are needed. end: there
  // is no further record.
  Found scan(const char* data, size_t size, bool at_end);
  // Whether a line of these bytes would be a blank one.
  static bool is_blank(std::string_view line) { return trimmed(line).empty(); }
  // Forgets the record; the next scan() begins behind its size() bytes.
  void next();

  // Whether the bytes behind the record before begin with the line feed of its carriage return,
  // which was the last byte that was there.
  bool take_line_feed(std::string_view text) {
    return std::exchange(skip_line_feed_, false) && text.starts_with('\n');
  }

  // What stands behind that line feed, or behind the record.
  std::string_view behind_break(std::string_view text) const {
    if (skip_line_feed_ && text.starts_with('\n')) text.remove_prefix(1);
    return text;
  }

  size_t size() const {
    return offset_;
  }  // of the record with its line break, or of what was seen of it
  const std::vector<CsvCell>& cells() const { return cells_; }  // at most `most_cells` of them
  size_t cell_count() const { return cell_count_; }
  uint64_t line_breaks() const { return line_breaks_; }  // in and behind the record

  static constexpr size_t kNone = static_cast<size_t>(-1);
  size_t stray_cell() const {
    return stray_cell_;
  }  // the first with text behind its closing quote, or kNone
  size_t stray_offset() const { return stray_offset_; }
  bool open_quote() const {
    return state_ == State::quoted;
  }  // at the end of all bytes: never closed
  size_t open_cell() const { return cell_count_; }
  uint64_t open_line() const { return open_line_; }  // line breaks before the quote

 private:
  enum class State { start, cell, plain, quoted, closed, comment };
  void end_cell(size_t end);
  void end_last_cell();
  Found ended(const char* data) const;
  void pass_break(const char* data, size_t size);

  CsvDialect dialect_;
  size_t most_cells_;
  State state_ = State::start;
  bool skip_line_feed_ = false;  // the record before ended in CR at the end of what was there
  std::vector<CsvCell> cells_;
  CsvCell current_;
  size_t cell_count_ = 0;
  size_t offset_ = 0;
  uint64_t line_breaks_ = 0;
  uint64_t open_line_ = 0;
  size_t stray_cell_ = kNone;
  size_t stray_offset_ = 0;
};

}  // namespace aimodel
