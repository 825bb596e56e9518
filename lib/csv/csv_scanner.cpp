#include "csv/csv_scanner.h"

namespace aimodel {

void CsvScanner::next() {
  state_ = State::start;
  cells_.clear();
  cell_count_ = 0;
  offset_ = 0;
  line_breaks_ = 0;
  stray_cell_ = kNone;
}

void CsvScanner::end_cell(size_t end) {
  if (cell_count_ < most_cells_) {
    if (state_ != State::closed) current_.size = static_cast<uint32_t>(end - current_.begin);
    cells_.push_back(current_);
  }
  ++cell_count_;
  current_ = {};
  current_.begin = static_cast<uint32_t>(end + 1);
  state_ = State::cell;
}

// Where a record ends. Blanks at its end are no delimiter before a further cell.
void CsvScanner::end_last_cell() {
  if (!dialect_.blanks || state_ != State::cell || cell_count_ == 0) end_cell(offset_);
}

// Goes behind the CR or LF that ends a record.
void CsvScanner::pass_break(const char* data, size_t size) {
  const bool carriage_return = data[offset_++] == '\r';
  ++line_breaks_;
  if (carriage_return && offset_ < size && data[offset_] == '\n') {
    ++offset_;
  } else if (carriage_return && offset_ == size) {
    skip_line_feed_ = true;
  }
}

CsvScanner::Found CsvScanner::ended(const char* data) const {
  const bool blank = cell_count_ == 1 && !cells_.empty() && !cells_[0].quoted &&
                     is_blank({data + cells_[0].begin, cells_[0].size});
  return blank ? Found::blank : Found::record;
}

CsvScanner::Found CsvScanner::scan(const char* data, size_t size, bool at_end) {
  if (state_ == State::start) {
    if (size == 0) return at_end ? Found::end : Found::more;
    if (skip_line_feed_ && data[0] == '\n') offset_ = 1;
    skip_line_feed_ = false;
    if (offset_ == size && at_end) return Found::end;
    if (!dialect_.comment.empty()) {
      const std::string_view seen(data + offset_, size - offset_);
      const bool may_be = seen.size() < dialect_.comment.size() && !at_end;
      if (may_be && dialect_.comment.starts_with(seen)) return Found::more;
    }
    current_ = {};
    current_.begin = static_cast<uint32_t>(offset_);
    const bool comment = dialect_.begins_comment({data + offset_, size - offset_});
    state_ = comment ? State::comment : State::cell;
  }
  while (offset_ < size) {
    const char byte = data[offset_];
    switch (state_) {
      case State::comment:
        if (byte == '\n' || byte == '\r') {
          pass_break(data, size);
          return Found::blank;
        }
        ++offset_;
        break;
      case State::start:
      case State::cell:
        if (dialect_.blanks && (byte == ' ' || byte == '\t')) {
          current_.begin = static_cast<uint32_t>(++offset_);
          break;
        }
        if (byte == '"') {
          open_line_ = line_breaks_;
          current_.quoted = true;
          current_.begin = static_cast<uint32_t>(++offset_);
          state_ = State::quoted;
          break;
        }
        if (byte == '\n' || byte == '\r') {
          end_last_cell();
          pass_break(data, size);
          return ended(data);
        }
        state_ = State::plain;
        [[fallthrough]];
      case State::plain:
        if (dialect_.separates(byte)) {
          end_cell(offset_++);
        } else if (byte == '\n' || byte == '\r') {
          end_cell(offset_);
          pass_break(data, size);
          return ended(data);
        } else {
          ++offset_;
        }
        break;
      case State::quoted:
        if (byte == '"') {
          current_.size = static_cast<uint32_t>(offset_ - current_.begin);
          state_ = State::closed;
        } else if (byte == '\r' || (byte == '\n' && data[offset_ - 1] != '\r')) {
          ++line_breaks_;
        }
        ++offset_;
        break;
      case State::closed:
        if (byte == '"') {
          current_.doubled = true;
          state_ = State::quoted;
          ++offset_;
        } else if (dialect_.separates(byte)) {
          end_cell(offset_++);
        } else if (byte == '\n' || byte == '\r') {
          end_cell(offset_);
          pass_break(data, size);
          return ended(data);
        } else {
          if (stray_cell_ == kNone) {
            stray_cell_ = cell_count_;
            stray_offset_ = offset_;
          }
          state_ = State::plain;
        }
        break;
    }
  }
  if (!at_end || state_ == State::quoted) return Found::more;
  if (state_ == State::comment) return Found::blank;
  end_last_cell();
  return ended(data);
}

}  // namespace aimodel
