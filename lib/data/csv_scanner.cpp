#include "data/csv_scanner.h"

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

// At the CR or LF that ends a record.
CsvScanner::Found CsvScanner::end_record(const char* data, size_t size) {
  end_cell(place_);
  const bool carriage_return = data[place_++] == '\r';
  ++line_breaks_;
  if (carriage_return && place_ < size && data[place_] == '\n') {
    ++place_;
  } else if (carriage_return && place_ == size) {
    skip_line_feed_ = true;
  }
  return Found::record;
}

CsvScanner::Found CsvScanner::scan(const char* data, size_t size, bool at_end) {
  if (state_ == State::start) {
    if (size == 0) return at_end ? Found::end : Found::more;
    if (skip_line_feed_ && data[0] == '\n') place_ = 1;
    skip_line_feed_ = false;
    if (place_ == size && at_end) return Found::end;
    current_ = {};
    current_.begin = static_cast<uint32_t>(place_);
    state_ = State::cell;
  }
  while (place_ < size) {
    const char byte = data[place_];
    switch (state_) {
      case State::start:
      case State::cell:
        if (byte == '"') {
          open_line_ = line_breaks_;
          current_.quoted = true;
          current_.begin = static_cast<uint32_t>(++place_);
          state_ = State::quoted;
          break;
        }
        state_ = State::plain;
        [[fallthrough]];
      case State::plain:
        if (byte == delimiter_) {
          end_cell(place_++);
        } else if (byte == '\n' || byte == '\r') {
          return end_record(data, size);
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
        } else if (byte == delimiter_) {
          end_cell(place_++);
        } else if (byte == '\n' || byte == '\r') {
          return end_record(data, size);
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
  end_cell(place_);
  return Found::record;
}

}  // namespace aimodel
