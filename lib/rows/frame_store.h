#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/random_access_file.h"
#include "csv/csv.h"
#include "rows/row_source.h"
#include "rows/split.h"

namespace aimodel {

// All rows of a file, in its order, as often as they are asked for. They are held in memory while
// they take no more than a budget; beyond that they go to a file without a name, chunk by chunk,
// and memory no longer grows with them. Its const members may bring a chunk back into memory: one
// thread at a time.
class FrameStore {
 public:
  struct Limits {
    uint64_t rows = 0;      // bytes that rows may take in memory
    uint64_t texts = 0;     // bytes that the different texts may take, which are always there
    std::string directory;  // of the file
    std::string hint;       // what to do where there is no room in it
  };
  // `kept` are columns that are held in memory of all rows in any case.
  explicit FrameStore(Limits limits, std::vector<CsvColumn> kept = {});

  // Reads what is left of a file, whose columns were chosen, by the team's threads. False where
  // there is no row. Throws Error (limit) where there are more texts than there may be.
  bool read(CsvReader& reader);

  int64_t rows() const { return rows_; }
  bool in_memory() const { return !file_; }
  uint64_t bytes() const;  // that it takes in memory
  // Names, kinds and all texts; the rows, where they are in memory.
  const Frame& columns() const { return frame_; }
  // The kept columns of all rows, at least.
  const Frame& kept() const { return in_memory() ? frame_ : kept_; }

  // Calls visit(chunk, number of its first row) for each chunk in order. A chunk lasts for the
  // call.
  using Visit = std::function<void(const Frame& chunk, int64_t first)>;
  void each(const Visit& visit) const;

 private:
  struct Chunk {
    uint64_t offset;
    size_t rows;
  };
  void check_texts(const Frame& frame);
  void take(Frame& frame);
  void store(const Frame& frame);
  void load(const Chunk& chunk) const;

  Limits limits_;
  std::vector<CsvColumn> kept_columns_;
  mutable Frame frame_;  // in memory: all; else the chunk at hand
  Frame kept_;
  std::unique_ptr<RandomAccessFile> file_;
  std::vector<Chunk> chunks_;
  uint64_t size_ = 0;  // of the file
  int64_t rows_ = 0;
  std::vector<size_t> counted_;  // of each column's texts
  uint64_t text_bytes_ = 0;      // of those
};

// All rows of a store.
class StoredFrames : public RowSource {
 public:
  explicit StoredFrames(const FrameStore& store) : store_(store) {}
  const Frame& columns() const override { return store_.columns(); }
  void each(const Visit& visit) const override;

 private:
  const FrameStore& store_;
};

// The rows of one part of a split.
class PartRows : public RowSource {
 public:
  PartRows(const FrameStore& store, const RowSplit& split, SplitPart part)
      : store_(store), split_(split), part_(part) {}
  const Frame& columns() const override { return store_.columns(); }
  void each(const Visit& visit) const override;

 private:
  const FrameStore& store_;
  const RowSplit& split_;
  SplitPart part_;
};

}  // namespace aimodel
