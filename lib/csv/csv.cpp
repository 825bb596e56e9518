#include "csv/csv.h"

#include <algorithm>
#include <exception>
#include <limits>
#include <map>
#include <set>
#include <string_view>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "base/numbers.h"
#include "base/text.h"
#include "csv/csv_cells.h"
#include "csv/csv_file.h"
#include "csv/csv_piece.h"
#include "tensor/parallel.h"

namespace aimodel {

namespace {

constexpr int64_t kMostRows = std::numeric_limits<uint32_t>::max();  // rows are numbered in 32 bits

Error too_many_rows(const Frame& frame) {
  return Error(Exit::data, frame.where(frame.rows() - 1),
               fmt::format("there are more than {} rows", with_commas(kMostRows)));
}

void reserve(Frame& frame, size_t rows) {
  rows = std::min(rows, static_cast<size_t>(kMostRows));
  frame.lines.reserve(rows);
  for (FrameColumn& column : frame.columns) {
    if (column.kind == CellKind::number) {
      column.numbers.reserve(rows);
    } else if (column.kind == CellKind::date) {
      column.dates.reserve(rows);
    } else {
      column.ids.reserve(rows);
    }
  }
}

}  // namespace

void LeftOut::add(const LeftOut& later) {
  count += later.count;
  for (const uint64_t line : later.lines) {
    if (lines.size() < kLines) lines.push_back(line);
  }
}

struct CsvReader::State {
  State(const std::string& path, const CsvFormat& given, OnBadRow on_bad_row, bool at_once)
      : format(given), file(path, given, on_bad_row, at_once) {
    piece.cells = std::make_unique<CsvCells>(file.rules);
  }

  CsvFormat format;
  CsvFile file;
  CsvPiece piece;  // of read(); its cells know what was seen of the points in all numbers
  LeftOut bad, untargeted;
};

CsvReader::CsvReader(const std::string& path, const CsvFormat& format, OnBadRow on_bad_row,
                     bool at_once)
    : state_(std::make_unique<State>(path, format, on_bad_row, at_once)) {}
CsvReader::~CsvReader() = default;
CsvReader::CsvReader(CsvReader&&) noexcept = default;

const std::vector<std::string>& CsvReader::header() const {
  return state_->file.rules.header;
}
const std::string& CsvReader::file() const {
  return state_->file.rules.file;
}
const std::set<std::string>& CsvReader::unnamed() const {
  return state_->file.unnamed;
}
size_t CsvReader::piece_bytes() const {
  constexpr size_t kRows = 32, kCell = 4, kMost = size_t{1} << 20;
  return std::clamp(kRows * kCell * header().size(), kPieceBytes, kMost);
}
const std::vector<std::string>& CsvReader::remarks() const {
  return state_->file.remarks;
}
std::string CsvReader::header_hint() const {
  return state_->file.header_hint();
}
std::string CsvReader::header_doubt() const {
  return state_->file.header_doubt();
}
bool CsvReader::marks_bad_rows() const {
  return state_->file.rules.on_bad_row == OnBadRow::mark;
}
void CsvReader::leave_out(uint64_t line) {
  state_->bad.add(line);
}
void CsvReader::settle() {
  state_->file.settle();
}
const LeftOut& CsvReader::bad_rows() const {
  return state_->bad;
}
const LeftOut& CsvReader::rows_without_target() const {
  return state_->untargeted;
}
std::vector<DoubtfulPoint> CsvReader::doubtful_points() const {
  std::vector<DoubtfulPoint> doubtful;
  if (state_->file.rules.json) return doubtful;  // whose numbers are written in one way
  const std::vector<ThousandsWatch>& watches = state_->piece.cells->thousands();
  for (size_t i = 0; i < watches.size(); ++i) {
    std::string number = watches[i].doubtful();
    if (number.empty()) continue;
    doubtful.push_back({state_->file.rules.columns[i].name, std::move(number)});
  }
  return doubtful;
}
bool CsvReader::json_lines() const {
  return state_->file.rules.json;
}
CsvFormat CsvReader::format() const {
  CsvFormat format = state_->format;
  format.delimiter = state_->file.rules.dialect.delimiter;
  format.blanks = state_->file.rules.dialect.blanks;
  return format;
}
std::string CsvReader::content_hash() const {
  return state_->file.content_hash();
}

void CsvReader::select(const std::vector<CsvColumn>& columns, const std::string& what_for) {
  CsvFile& file = state_->file;
  CsvRules& rules = file.rules;
  std::vector<std::string> names;
  for (const CsvColumn& column : columns) names.push_back(column.name);
  file.check_wanted(names, what_for);
  std::unordered_map<std::string_view, size_t> indexes;
  for (size_t i = 0; i < rules.header.size(); ++i) indexes.emplace(rules.header[i], i);
  std::map<std::pair<size_t, CellKind>, size_t> chosen;
  std::vector<std::set<std::string>> missing;  // of each column
  rules.columns.clear();
  rules.cells_of.clear();
  rules.keys.clear();
  for (const CsvColumn& column : columns) {
    const size_t cell = indexes.at(column.name) + rules.first;
    const auto [same, added] = chosen.try_emplace({cell, column.kind}, rules.columns.size());
    if (added) {
      rules.columns.push_back(column);
      rules.columns.back().unnamed = file.unnamed.contains(column.name);
      rules.cells_of.push_back(cell);
      rules.keys.emplace(column.name, cell);
      missing.emplace_back(file.missing.begin(), file.missing.end());
    }
    rules.columns[same->second].required |= column.required;
    rules.columns[same->second].target |= column.target;
    missing[same->second].insert(column.missing.begin(), column.missing.end());
  }
  std::map<std::set<std::string>, size_t> lists;
  rules.missing.clear();
  rules.missing_of.clear();
  for (const std::set<std::string>& texts : missing) {
    const auto [same, added] = lists.try_emplace(texts, rules.missing.size());
    if (added) rules.missing.emplace_back(texts);
    rules.missing_of.push_back(same->second);
  }
}

bool CsvReader::read(Frame& frame, int64_t most) {
  CsvPiece& piece = state_->piece;
  state_->file.settle();
  do {
    if (!state_->file.cut_rows(piece, most)) {
      state_->piece.cells->begin(frame);
      return false;
    }
    std::swap(piece.frame, frame);  // whose memory is used again
    convert(piece);
    std::swap(piece.frame, frame);
    note(piece);
  } while (frame.rows() == 0);
  return true;
}

size_t CsvReader::cut(std::span<CsvPiece> pieces, size_t piece_bytes) {
  size_t count = 0;
  bool more = true;
  state_->file.settle();
  while (more && count < pieces.size() && state_->file.cut(pieces[count], piece_bytes)) {
    more = pieces[count].end == CsvPiece::End::record;
    ++count;
  }
  return count;
}

void CsvReader::convert(CsvPiece& piece) const {
  aimodel::convert(piece, state_->file.rules);
}

void CsvReader::note(const CsvPiece& piece) {
  state_->bad.add(piece.bad);
  state_->untargeted.add(piece.untargeted);
  CsvCells& all = *state_->piece.cells;
  if (piece.cells && piece.cells.get() != &all) all.join_thousands(*piece.cells);
  if (piece.error) throw *piece.error;
}

bool CsvReader::read_all(Frame& frame, size_t piece_bytes) {
  constexpr uint64_t kAll = std::numeric_limits<uint64_t>::max();
  return read_chunks(
      frame, kAll, [](Frame&) {}, piece_bytes);
}

bool CsvReader::read_chunks(Frame& frame, uint64_t room,
                            const std::function<void(Frame& frame)>& look, size_t piece_bytes) {
  constexpr size_t kPieces = 6;  // at once, while as many more are cut
  state_->piece.cells->begin(frame);
  std::vector<TextIndex> indexes(frame.columns.size());
  std::vector<CsvPiece> pieces(kPieces), next(kPieces);
  size_t count = cut(pieces, piece_bytes);
  int64_t total = 0;
  for (bool first = true; count > 0; first = false) {
    size_t bytes = 0, next_count = 0;
    for (size_t i = 0; i < count; ++i) bytes += pieces[i].bytes.size();
    std::exception_ptr failure;        // to read on
    constexpr double kByteCost = 200;  // of converting one, in multiply-adds
    for_pieces(static_cast<int64_t>(count) + 1, kByteCost * static_cast<double>(bytes),
               [&](int64_t i) {
                 if (i > 0) return convert(pieces[static_cast<size_t>(i - 1)]);
                 try {
                   if (pieces[count - 1].end == CsvPiece::End::record) {
                     next_count = cut(next, piece_bytes);
                   }
                 } catch (...) {
                   failure = std::current_exception();
                 }
               });
    for (size_t i = 0; i < count; ++i) note(pieces[i]);
    if (first) {  // room for about as many rows as there will be
      size_t rows = 0;
      for (size_t i = 0; i < count; ++i) rows += pieces[i].frame.lines.size();
      const double share = static_cast<double>(state_->file.size()) / static_cast<double>(bytes);
      const auto expected = static_cast<size_t>(1.02 * share * static_cast<double>(rows));
      if (share > 1 && expected * bytes_per_row(frame) <= room) reserve(frame, expected);
    }
    const int64_t before = frame.rows();
    append(std::span(pieces).first(count), frame, indexes);
    total += frame.rows() - before;
    if (total > kMostRows) throw too_many_rows(frame);
    if (failure) std::rethrow_exception(failure);
    look(frame);
    pieces.swap(next);
    count = next_count;
  }
  return total > 0;
}

Error CsvReader::no_rows() const {
  const State& state = *state_;
  if (state.bad.count > 0 || state.untargeted.count > 0) {
    std::vector<std::string> why;
    if (state.bad.count > 0) why.push_back(with_commas(state.bad.count) + " cannot be read");
    if (state.untargeted.count > 0) {
      why.push_back(with_commas(state.untargeted.count) + " have no target");
    }
    return Error(Exit::data, file(), "no row is left: " + join(why, ", "));
  }
  if (state.file.rules.json) return Error(Exit::data, file(), "has no rows");
  return Error(Exit::data, file(), "has a header but no rows");
}

}  // namespace aimodel
