#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/messages.h"
#include "model/model.h"
#include "rows/frame_store.h"
#include "rows/reading_plan.h"

namespace aimodel {

// The rows of a CSV file that are gone through more than once. They are held in
// memory while they take little of it, else in a file without a name: memory does not grow with
// them.
class StoredRows {
 public:
  // The columns of the plan; part() needs those that are read for training. `what_for` is the hint
  // where one is missing. Throws Error (data) where there are no rows.
  StoredRows(CsvReader& reader, const ReadingPlan& plan, int threads, const Messages& messages,
             const std::string& what_for);

  const std::string& file() const { return file_; }
  int64_t count() const { return store_.rows(); }
  const FrameStore& store() const { return store_; }
  bool trained(const Model& model) const;  // whether it is the file that the model was trained on

  // The rows of a part of the training's split ("train", "validation", "test"; "" for all),
  // ascending: the same split again, which needs the same file. Throws Error (data) where it is
  // another one, or kept no such rows.
  std::vector<uint32_t> part(const std::string& name, const Model& model) const;

  // Goes through some rows, ascending: visit(chunk, which of its rows, the index of the first of
  // them in `rows`), with at most so many rows at once.
  using Visit = std::function<void(const Frame& chunk, std::span<const uint32_t> rows, size_t)>;
  void each(std::span<const uint32_t> rows, int64_t most, const Visit& visit) const;

 private:
  std::string file_, hash_;
  FrameStore store_;
};

}  // namespace aimodel
