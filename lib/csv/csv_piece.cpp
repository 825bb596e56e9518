#include "csv/csv_piece.h"

#include <algorithm>
#include <cstring>

#include "tensor/parallel.h"

namespace aimodel {

namespace {

bool is_blank(std::string_view text) {
  return trimmed(text).empty();
}

// Goes through the records of one piece.
class Converter {
 public:
  Converter(CsvPiece& piece, const CsvRules& rules)
      : piece_(piece),
        rules_(rules),
        text_(piece.bytes),
        width_(rules.cells),
        scanner_(rules.dialect, rules.cells),
        line_(piece.line) {}

  void run() {
    if (rules_.json) return run_json();
    piece_.marks.find(text_, rules_.dialect.delimiter);
    // Each row ends with a break, but for the last.
    piece_.cells->set_rows(piece_.frame, piece_.marks.breaks + 1);
    while (place_ < text_.size() && !piece_.error) {
      if (!plain_record()) any_record();
    }
    if (piece_.end == CsvPiece::End::nul && !piece_.error) {
      piece_.error = nul_error(rules_.file, line_);
    }
    piece_.cells->set_rows(piece_.frame, rows_);
  }

 private:
  // A record of the right number of cells, none in quotes, each of which can be read; or a blank
  // line. Else nothing is done.
  bool plain_record() {
    const CsvMarks& marks = piece_.marks;
    if (mark_ + width_ > marks.count || rules_.dialect.blanks) return false;
    if (rules_.dialect.begins_comment(text_.substr(place_))) return false;
    const uint32_t* places = marks.places.data() + mark_;
    if ((places[0] & CsvMarks::kBreak) != 0 && blank_line(places[0] & ~CsvMarks::kBreak)) {
      return true;
    }
    uint32_t inner = 0;
    for (size_t i = 0; i + 1 < width_; ++i) inner |= places[i];
    const uint32_t last = places[width_ - 1];
    if ((inner & CsvMarks::kBreak) != 0 || (last & CsvMarks::kBreak) == 0) return false;
    const size_t end = last & ~CsvMarks::kBreak;
    if (text_[end] == '"') return false;
    for (size_t column = 0; column < rules_.sources.size(); ++column) {
      const size_t cell = rules_.sources[column].cell;
      const size_t from = cell == 0 ? place_ : places[cell - 1] + size_t{1};
      const size_t to = cell + 1 == width_ ? end : places[cell];
      const std::string_view text = text_.substr(from, to - from);
      if (piece_.cells->add(text, column, rows_) != CsvProblem::none) return false;
    }
    piece_.frame.lines[rows_++] = line_;
    pass_break(end, width_);
    return true;
  }

  bool blank_line(size_t end) {
    if (text_[end] == '"' || !is_blank(text_.substr(place_, end - place_))) return false;
    pass_break(end, 1);
    return true;
  }

  // Goes on behind the line break at `end`, the last of so many marks.
  void pass_break(size_t end, size_t marks) {
    mark_ += marks;
    place_ = end + 1;
    ++line_;
    if (text_[end] == '\r' && place_ < text_.size() && text_[place_] == '\n') {
      ++place_;
      ++mark_;
    }
  }

  void any_record() {
    scanner_.next();
    const char* record = text_.data() + place_;
    const bool at_end = piece_.end == CsvPiece::End::record || piece_.end == CsvPiece::End::file;
    const CsvScanner::Found found = scanner_.scan(record, text_.size() - place_, at_end);
    if (found == CsvScanner::Found::end || found == CsvScanner::Found::more) {
      if (found == CsvScanner::Found::more) piece_.error = unfinished_record();
      place_ = text_.size();
      return;
    }
    const bool empty = scanner_.cell_count() == 1 && !scanner_.cells()[0].quoted &&
                       is_blank(piece_.cells->text_of(record, scanner_.cells()[0]));
    const bool blank = found == CsvScanner::Found::comment || empty;
    if (!blank) {
      settle(
          piece_.cells->add(record, scanner_, rows_),
          [&] { piece_.cells->mark(record, scanner_, rows_); },
          [&](CsvProblem problem) {
            return piece_.cells->error(problem, record, scanner_, line_);
          });
    }
    line_ += scanner_.line_breaks();
    place_ += scanner_.size();
    const CsvMarks& marks = piece_.marks;
    while (mark_ < marks.count && (marks.places[mark_] & ~CsvMarks::kBreak) < place_) ++mark_;
  }

  Error unfinished_record() const {
    if (piece_.end == CsvPiece::End::nul) {
      return nul_error(rules_.file, line_ + scanner_.line_breaks());
    }
    if (piece_.end == CsvPiece::End::too_long) {
      return long_row_error(rules_.file, line_, kLongestCsvRow);
    }
    return open_quote_error(rules_.file, line_ + scanner_.open_line(),
                            cell_name(rules_.header, scanner_.open_cell()));
  }

  // Objects, a line each.
  void run_json() {
    piece_.cells->set_rows(piece_.frame, static_cast<size_t>(std::ranges::count(text_, '\n')) + 1);
    if (!piece_.json) piece_.json = std::make_unique<JsonRow>(rules_);
    JsonRow& json = *piece_.json;
    for (; place_ < text_.size() && !piece_.error; ++line_) {
      const size_t end = text_.find('\n', place_);
      if (end == std::string_view::npos && piece_.end > CsvPiece::End::file) {
        piece_.error = unfinished_record();
        break;
      }
      const size_t size = std::min(end, text_.size() - 1) + 1 - place_;
      const std::string_view line = text_.substr(place_, size);
      place_ += size;
      if (trimmed_lines(line).empty()) continue;
      CsvProblem problem = json.read(line);
      if (problem == CsvProblem::none) problem = piece_.cells->add(json, rows_);
      settle(
          problem, [&] { piece_.cells->mark(json, rows_); },
          [&](CsvProblem what) { return piece_.cells->error(what, json, line_); });
    }
    if (piece_.end == CsvPiece::End::nul && !piece_.error) {
      piece_.error = nul_error(rules_.file, line_);
    }
    piece_.cells->set_rows(piece_.frame, rows_);
  }

  // A record that became a row, or what is done where it did not.
  template <typename Mark, typename MakeError>
  void settle(CsvProblem problem, const Mark& mark, const MakeError& make_error) {
    if (problem == CsvProblem::none) {
      piece_.frame.lines[rows_++] = line_;
      return;
    }
    switch (what_to_do(*piece_.cells, problem, rules_)) {
      case BadRow::fail:
        piece_.error = make_error(problem);
        break;
      case BadRow::no_target:
        piece_.untargeted.add(line_);
        break;
      case BadRow::skip:
        piece_.bad.add(line_);
        break;
      case BadRow::mark:
        piece_.bad.add(line_);
        mark();
        piece_.frame.unread.push_back(static_cast<uint32_t>(rows_));
        piece_.frame.lines[rows_++] = line_;
        break;
    }
  }

  CsvPiece& piece_;
  const CsvRules& rules_;
  std::string_view text_;
  size_t width_;
  CsvScanner scanner_;
  uint64_t line_;
  size_t place_ = 0;  // where the next record begins
  size_t mark_ = 0;   // the first mark from there on
  size_t rows_ = 0;
};

}  // namespace

void convert(CsvPiece& piece, const CsvRules& rules) {
  if (!piece.cells) piece.cells = std::make_unique<CsvCells>(rules);
  piece.cells->begin(piece.frame);
  piece.bad = piece.untargeted = {};
  piece.error.reset();
  Converter(piece, rules).run();
}

void append(std::span<CsvPiece> pieces, Frame& frame, std::vector<TextIndex>& indexes) {
  std::vector<size_t> starts{frame.lines.size()};
  for (const CsvPiece& piece : pieces) {
    for (const uint32_t row : piece.frame.unread) {
      frame.unread.push_back(row + static_cast<uint32_t>(starts.back()));
    }
    starts.push_back(starts.back() + piece.frame.lines.size());
  }
  const size_t added = starts.back() - starts.front();
  const auto columns = static_cast<int64_t>(frame.columns.size());
  const double work = kElementCost * static_cast<double>(added) * static_cast<double>(columns);
  for_pieces(columns + 1, work, [&](int64_t i) {
    if (i == columns) {
      for (const CsvPiece& piece : pieces) {
        frame.lines.insert(frame.lines.end(), piece.frame.lines.begin(), piece.frame.lines.end());
      }
      return;
    }
    const auto place = static_cast<size_t>(i);
    FrameColumn& to = frame.columns[place];
    std::vector<uint32_t> ids;
    for (const CsvPiece& piece : pieces) {
      const FrameColumn& from = piece.frame.columns[place];
      if (to.kind == CellKind::number) {
        to.numbers.insert(to.numbers.end(), from.numbers.begin(), from.numbers.end());
        continue;
      }
      if (to.kind == CellKind::date) {
        to.dates.insert(to.dates.end(), from.dates.begin(), from.dates.end());
        continue;
      }
      // A text's number in the piece becomes its number in the whole.
      ids.assign(from.texts.size(), 0);
      for (size_t text = 1; text < from.texts.size(); ++text) {
        ids[text] = indexes[place].find(from.texts[text], to.texts);
        if (ids[text] == TextIndex::kNone) {
          ids[text] = indexes[place].add(from.texts[text], to.texts);
        }
      }
      for (const uint32_t id : from.ids) to.ids.push_back(ids[id]);
    }
  });
}

namespace {

// The end of the last line that ends within [begin, end) of a text, or 0. A carriage return ends
// one where it is known that no line feed follows.
size_t last_line_end(std::string_view text, size_t begin, size_t end) {
  // The place behind the last such byte of text[begin, until), or 0.
  const auto behind_last = [&](char byte, size_t until) {
    const void* found = ::memrchr(text.data() + begin, byte, until - begin);
    return found == nullptr
               ? 0
               : static_cast<size_t>(static_cast<const char*>(found) - text.data()) + 1;
  };
  size_t last = behind_last('\n', end);
  for (size_t next = behind_last('\r', end); next > last; next = behind_last('\r', next - 1)) {
    if (next < text.size() && text[next] != '\n') return next;
  }
  return last;
}

}  // namespace

// A quote opens a cell where the cell begins with it, and only then; inside quotes the next one
// closes it, unless it is doubled.
// What a line that begins with the comment holds opens nothing.
size_t last_record_end(std::string_view text, size_t limit, const CsvDialect& dialect) {
  limit = std::min(limit, text.size());
  const auto begins_cell = [&](size_t quote) {
    if (quote == 0) return true;
    const char before = text[quote - 1];
    return dialect.separates(before) || before == '\n' || before == '\r';
  };
  const auto in_comment = [&](size_t quote, size_t from) {
    if (dialect.comment.empty()) return false;
    const size_t line = text.substr(from, quote - from).find_last_of("\r\n");
    if (line == std::string_view::npos) return from == 0 && dialect.begins_comment(text);
    return dialect.begins_comment(text.substr(from + line + 1));
  };
  size_t end = 0, outside = 0;  // where the present run outside quotes begins
  for (;;) {
    const std::string_view within = text.substr(0, limit);
    size_t open = within.find('"', outside);
    while (open != std::string_view::npos && (!begins_cell(open) || in_comment(open, outside))) {
      open = within.find('"', open + 1);
    }
    if (const size_t last = last_line_end(text, outside, std::min(open, limit))) end = last;
    if (open == std::string_view::npos) return end;
    size_t close = text.find('"', open + 1);
    while (close != std::string_view::npos && close + 1 < text.size() && text[close + 1] == '"') {
      close = text.find('"', close + 2);
    }
    if (close == std::string_view::npos || close >= limit) return end;
    outside = close + 1;
  }
}

}  // namespace aimodel
