// The file of a store holds chunks one behind the other. A chunk holds the lines of its rows, 8
// bytes each, then each column: numbers of 8 bytes, dates of 16, or of texts their numbers in the
// list of all texts, 4 bytes. All are as they stand in memory; nobody else reads them.
#include "rows/frame_store.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "base/error.h"
#include "base/names.h"
#include "base/numbers.h"

namespace aimodel {

namespace {

constexpr uint64_t kChunkBytes = uint64_t{1} << 20;

template <typename T>
std::string_view bytes_of(const std::vector<T>& values, size_t first, size_t count) {
  return {reinterpret_cast<const char*>(values.data() + first), count * sizeof(T)};
}

template <typename T>
void read_into(const RandomAccessFile& file, uint64_t& offset, size_t rows,
               std::vector<T>& values) {
  values.resize(rows);
  file.read(offset, reinterpret_cast<char*>(values.data()), rows * sizeof(T));
  offset += rows * sizeof(T);
}

uint64_t bytes_of_rows(const Frame& frame) {
  return bytes_per_row(frame) * static_cast<uint64_t>(frame.rows());
}

}  // namespace

FrameStore::FrameStore(Limits limits, std::vector<CsvColumn> kept)
    : limits_(std::move(limits)), kept_columns_(std::move(kept)) {}

uint64_t FrameStore::bytes() const {
  return text_bytes_ + bytes_of_rows(frame_);
}

bool FrameStore::read(CsvReader& reader) {
  const bool any = reader.read_chunks(frame_, limits_.rows, [&](Frame& frame) { take(frame); });
  if (file_ && frame_.rows() > 0) store(frame_);
  if (in_memory()) rows_ = frame_.rows();
  for (FrameColumn& column : kept_.columns) {
    column.texts = frame_.column(column.name, column.kind).texts;
  }
  return any;
}

// A text takes what it holds, its object, and its entry in the index.
void FrameStore::check_texts(const Frame& frame) {
  constexpr size_t kIndexed = 16;
  counted_.resize(frame.columns.size());
  for (size_t i = 0; i < frame.columns.size(); ++i) {
    const std::vector<std::string>& texts = frame.columns[i].texts;
    for (size_t& next = counted_[i]; next < texts.size(); ++next) {
      text_bytes_ += sizeof(std::string) + kIndexed + texts[next].capacity();
    }
    if (text_bytes_ <= limits_.texts) continue;
    throw Error(
        Exit::limit, frame.file,
        fmt::format("column {}: its {} different texts take more memory than there may be",
                    quote(frame.columns[i].name), with_commas(static_cast<int64_t>(texts.size()))),
        "a column of ids or free text is no category: leave it out");
  }
}

// Sees what came so far; once it is too much, it is taken out of the frame from then on.
void FrameStore::take(Frame& frame) {
  check_texts(frame);
  const uint64_t bytes = bytes_of_rows(frame);
  if (!file_ && bytes > limits_.rows) {
    file_ = std::make_unique<RandomAccessFile>(limits_.directory, limits_.directory, limits_.hint);
    file_->stay_nameless();
    for (const CsvColumn& wanted : kept_columns_) {
      FrameColumn column;
      column.name = wanted.name;
      column.kind = wanted.kind;
      kept_.columns.push_back(std::move(column));
    }
    kept_.file = frame.file;
  }
  if (file_ && bytes >= kChunkBytes) store(frame);
}

void FrameStore::store(const Frame& frame) {
  const auto all = static_cast<size_t>(frame.rows());
  const size_t most = std::max<size_t>(1, kChunkBytes / bytes_per_row(frame));
  for (FrameColumn& column : kept_.columns) {
    const FrameColumn& from = frame.column(column.name, column.kind);
    column.ids.insert(column.ids.end(), from.ids.begin(), from.ids.end());
    column.numbers.insert(column.numbers.end(), from.numbers.begin(), from.numbers.end());
    column.dates.insert(column.dates.end(), from.dates.begin(), from.dates.end());
  }
  for (size_t first = 0; first < all; first += most) {
    const size_t rows = std::min(most, all - first);
    chunks_.push_back({size_, rows});
    const auto write = [&](std::string_view bytes) {
      file_->write(size_, bytes);
      size_ += bytes.size();
    };
    write(bytes_of(frame.lines, first, rows));
    for (const FrameColumn& column : frame.columns) {
      write(column.kind == CellKind::number ? bytes_of(column.numbers, first, rows)
            : column.kind == CellKind::date ? bytes_of(column.dates, first, rows)
                                            : bytes_of(column.ids, first, rows));
    }
    rows_ += static_cast<int64_t>(rows);
  }
  // What a chunk takes is kept for the next one, what all took before is not.
  const bool large = bytes_of_rows(frame) > 4 * kChunkBytes;
  const auto clear = [&](auto& values) {
    values.clear();
    if (large) values.shrink_to_fit();
  };
  clear(frame_.lines);
  for (FrameColumn& column : frame_.columns) {
    clear(column.numbers);
    clear(column.dates);
    clear(column.ids);
  }
}

void FrameStore::load(const Chunk& chunk) const {
  uint64_t offset = chunk.offset;
  read_into(*file_, offset, chunk.rows, frame_.lines);
  for (FrameColumn& column : frame_.columns) {
    if (column.kind == CellKind::number) {
      read_into(*file_, offset, chunk.rows, column.numbers);
    } else if (column.kind == CellKind::date) {
      read_into(*file_, offset, chunk.rows, column.dates);
    } else {
      read_into(*file_, offset, chunk.rows, column.ids);
    }
  }
}

void FrameStore::each(const Visit& visit) const {
  if (in_memory()) {
    if (frame_.rows() > 0) visit(frame_, 0);
    return;
  }
  int64_t first = 0;
  for (const Chunk& chunk : chunks_) {
    load(chunk);
    visit(frame_, first);
    first += static_cast<int64_t>(chunk.rows);
  }
}

void StoredFrames::each(const Visit& visit) const {
  std::vector<uint32_t> rows;
  store_.each([&](const Frame& chunk, int64_t) {
    rows.resize(static_cast<size_t>(chunk.rows()));
    std::iota(rows.begin(), rows.end(), 0U);
    visit(chunk, rows);
  });
}

void PartRows::each(const Visit& visit) const {
  std::vector<uint32_t> chosen;
  store_.each([&](const Frame& chunk, int64_t first) {
    chosen.clear();
    const auto rows = static_cast<uint32_t>(chunk.rows());
    for (uint32_t row = 0; row < rows; ++row) {
      if (split_.part(static_cast<uint32_t>(first) + row) == part_) chosen.push_back(row);
    }
    visit(chunk, chosen);
  });
}

}  // namespace aimodel
