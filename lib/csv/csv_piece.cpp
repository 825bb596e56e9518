#include "csv/csv_piece.h"

#include <algorithm>

#include "tensor/parallel.h"

namespace aimodel {

namespace {

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
    // Each row ends with a break, but the last one need not.
    const bool broken_off = !text_.empty() && text_.back() != '\n' && text_.back() != '\r';
    const size_t most = piece_.marks.breaks + (broken_off ? 1 : 0);
    piece_.cells->set_rows(piece_.frame, most);
    while (offset_ < text_.size() && !piece_.error) {
      if (!plain_record()) any_record();
    }
    if (piece_.end == CsvPiece::End::nul && !piece_.error) {
      piece_.error = nul_error(rules_.file, line_);
    }
    if (rows_ != most) piece_.cells->set_rows(piece_.frame, rows_);
  }

 private:
  // A record of the right number of cells, none in quotes, each of which can be read. Else nothing
  // is done.
  bool plain_record() {
    const CsvMarks& marks = piece_.marks;
    if (mark_ + width_ > marks.count || rules_.dialect.blanks) return false;
    if (rules_.dialect.begins_comment(text_.substr(offset_))) return false;
    const uint32_t* offsets = marks.offsets.data() + mark_;
    uint32_t inner = 0;
    for (size_t i = 0; i + 1 < width_; ++i) inner |= offsets[i];
    const uint32_t last = offsets[width_ - 1];
    if ((inner & CsvMarks::kBreak) != 0 || (last & CsvMarks::kBreak) == 0) return false;
    const size_t end = last & ~CsvMarks::kBreak;
    if (text_[end] == '"') return false;
    if (width_ == 1 && CsvScanner::is_blank(text_.substr(offset_, end - offset_))) return false;
    for (size_t column = 0; column < rules_.columns.size(); ++column) {
      const size_t cell = rules_.cells_of[column];
      const size_t from = cell == 0 ? offset_ : offsets[cell - 1] + size_t{1};
      const size_t to = cell + 1 == width_ ? end : offsets[cell];
      const std::string_view text = text_.substr(from, to - from);
      if (piece_.cells->add(text, column, rows_) != CsvProblem::none) return false;
    }
    piece_.frame.lines[rows_++] = line_;
    mark_ += width_;
    offset_ = end + 1;
    ++line_;
    if (text_[end] == '\r' && offset_ < text_.size() && text_[offset_] == '\n') {
      ++offset_;
      ++mark_;
    }
    return true;
  }

  void any_record() {
    scanner_.next();
    const char* record = text_.data() + offset_;
    const bool at_end = piece_.end == CsvPiece::End::record || piece_.end == CsvPiece::End::file;
    const CsvScanner::Found found = scanner_.scan(record, text_.size() - offset_, at_end);
    if (found == CsvScanner::Found::end || found == CsvScanner::Found::more) {
      if (found == CsvScanner::Found::more) {
        piece_.error = unfinished_record(piece_.end, rules_, scanner_, line_);
      }
      offset_ = text_.size();
      return;
    }
    if (found == CsvScanner::Found::record) {
      settle(
          piece_.cells->add(record, scanner_, rows_),
          [&] { piece_.cells->mark(record, scanner_, rows_); },
          [&](CsvProblem problem) {
            return piece_.cells->error(problem, record, scanner_, line_);
          });
    }
    line_ += scanner_.line_breaks();
    offset_ += scanner_.size();
    const CsvMarks& marks = piece_.marks;
    while (mark_ < marks.count && (marks.offsets[mark_] & ~CsvMarks::kBreak) < offset_) ++mark_;
  }

  // Objects, a line each.
  void run_json() {
    piece_.cells->set_rows(piece_.frame, static_cast<size_t>(std::ranges::count(text_, '\n')) + 1);
    if (!piece_.json) piece_.json = std::make_unique<JsonRow>(rules_);
    JsonRow& json = *piece_.json;
    for (; offset_ < text_.size() && !piece_.error; ++line_) {
      const size_t end = text_.find('\n', offset_);
      if (end == std::string_view::npos && piece_.end > CsvPiece::End::file) {
        piece_.error = unfinished_record(piece_.end, rules_, scanner_, line_);
        break;
      }
      const size_t size = std::min(end, text_.size() - 1) + 1 - offset_;
      const std::string_view line = text_.substr(offset_, size);
      offset_ += size;
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
  size_t offset_ = 0;  // where the next record begins
  size_t mark_ = 0;    // the first mark from there on
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

Error unfinished_record(CsvPiece::End end, const CsvRules& rules, const CsvScanner& scanner,
                        uint64_t line) {
  if (end == CsvPiece::End::nul) return nul_error(rules.file, line + scanner.line_breaks());
  if (end == CsvPiece::End::too_long) return long_row_error(rules.file, line, kLongestCsvRow);
  return open_quote_error(rules.file, line + scanner.open_line(),
                          cell_name(rules.header, scanner.open_cell()));
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
    const auto column = static_cast<size_t>(i);
    FrameColumn& to = frame.columns[column];
    std::vector<uint32_t> ids;
    for (const CsvPiece& piece : pieces) {
      const FrameColumn& from = piece.frame.columns[column];
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
        ids[text] = indexes[column].find(from.texts[text], to.texts);
        if (ids[text] == TextIndex::kNone) {
          ids[text] = indexes[column].add(from.texts[text], to.texts);
        }
      }
      for (const uint32_t id : from.ids) to.ids.push_back(ids[id]);
    }
  });
}

}  // namespace aimodel
