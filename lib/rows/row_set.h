#pragma once

#include <cstdint>
#include <vector>

#include "base/random.h"
#include "base/random_order.h"
#include "rows/dataset.h"
#include "tensor/batch.h"
#include "tensor/buffer.h"

namespace aimodel {

// What batches of a dataset are made in: memory that is kept from one batch to the next. For one
// thread at a time.
class BatchMemory {
 public:
  const Batch& batch() const { return batch_; }  // the one that was made last

 private:
  friend class RowSet;
  void reserve(const Dataset& data, int64_t rows);
  struct Group {
    Buffer kept, expanded;  // of inputs and targets, then: of inputs that expand
    std::vector<int32_t> lengths;
  };
  int64_t room_ = 0;  // rows
  std::vector<Group> groups_;
  std::vector<std::vector<double>> truths_;
  std::vector<uint32_t> rows_;
  std::vector<real> weights_;
  std::vector<real> packed_;  // rows as they stand in a file
  Batch batch_;
};

// Rows by number: those of a dataset as they stand, or the first ones of an order. Batches are made
// here and nowhere else, wherever rows are kept and whatever has to be done with them first.
class RowSet {
 public:
  explicit RowSet(const Dataset& all) : data_(all), rows_(all.rows) {}
  // With `augmentation` rows that expand are changed at random, each by the branch of its number in
  // the dataset.
  RowSet(const Dataset& of, const RandomOrder& in, int64_t rows,
         const Random* augmentation = nullptr)
      : data_(of), order_(&in), rows_(rows), augmentation_(augmentation) {}

  int64_t rows() const { return rows_; }
  const Dataset& data() const { return data_; }

  // Makes room for so many rows: what fetch() does then needs no more memory.
  void reserve(BatchMemory& memory, int64_t rows) const;
  // Rows first .. first + count - 1, by the team's threads. Those that stand in memory as they are
  // wanted are not copied. The batch lasts until the memory is used again.
  const Batch& fetch(int64_t first, int64_t count, BatchMemory& memory) const;

 private:
  // Whether rows stand in memory as they are wanted.
  bool in_place() const { return !data_.file && order_ == nullptr; }
  void gather(BatchMemory& memory, int64_t count) const;
  void read(BatchMemory& memory, int64_t first, int64_t count) const;
  void expand(BatchMemory& memory, size_t input) const;

  const Dataset& data_;
  const RandomOrder* order_ = nullptr;
  int64_t rows_;
  const Random* augmentation_ = nullptr;
};

}  // namespace aimodel
