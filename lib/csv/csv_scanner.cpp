#include "csv/csv_scanner.h"

namespace aimodel {

void CsvScanner::next() {
  state_ = State::start;
  cells_.clear();
  cell_count_ = 0;
  place_ = 0;
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
  if (!dialect_.blanks || state_ != State::cell || cell_count_ == 0) end_cell(place_);
}

// Goes behind the CR or LF that ends a record.
void CsvScanner::pass_break(const char* data, size_t size) {
  const bool carriage_return = data[place_++] == '\r';
  ++line_breaks_;
  if (carriage_return && place_ < size && data[place_] == '\n') {
    ++place_;
  } else if (carriage_return && place_ == size) {
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
    if (skip_line_feed_ && data[0] == '\n') place_ = 1;
    skip_line_feed_ = false;
    if (place_ == size && at_end) return Found::end;
    if (!dialect_.comment.empty()) {
      const std::string_view seen(data + place_, size - place_);
      const bool may_be = seen.size() < dialect_.comment.size() && !at_end;
      if (may_be && dialect_.comment.starts_with(seen)) return Found::more;
    }
    current_ = {};
    current_.begin = static_cast<uint32_t>(place_);
    const bool comment = dialect_.begins_comment({data + place_, size - place_});
    state_ = comment ? State::comment : State::cell;
  }
  while (place_ < size) {
    const char byte = data[place_];
    switch (state_) {
      case State::comment:
        if (byte == '\n' || byte == '\r') {
          pass_break(data, size);
          return Found::blank;
        }
        ++place_;
        break;
      case State::start:
      case State::cell:
        if (dialect_.blanks && (byte == ' ' || byte == '\t')) {
          current_.begin = static_cast<uint32_t>(++place_);
          break;
        }
        if (byte == '"') {
          open_line_ = line_breaks_;
          current_.quoted = true;
          current_.begin = static_cast<uint32_t>(++place_);
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
          end_cell(place_++);
        } else if (byte == '\n' || byte == '\r') {
          end_cell(place_);
          pass_break(data, size);
          return ended(data);
        } else {
          ++place_;
        }
        break;
      case State::quoted:
        if (byte == '"') {
          current_.size = static_cast<uint32_t>(place_ - current_.begin);
          state_ = State::closed;
        } else if (byte == '\r' || (byte == '\n' && data[place_ - 1] != '\r')) {
          ++line_breaks_;
        }
        ++place_;
        break;
      case State::closed:
        if (byte == '"') {
          current_.doubled = true;
          state_ = State::quoted;
          ++place_;
        } else if (dialect_.separates(byte)) {
          end_cell(place_++);
        } else if (byte == '\n' || byte == '\r') {
          end_cell(place_);
          pass_break(data, size);
          return ended(data);
        } else {
          if (stray_cell_ == kNone) {
            stray_cell_ = cell_count_;
            stray_place_ = place_;
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
