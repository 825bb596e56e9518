#include "model/stored_rows.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include "csv/reading_notes.h"
#include "rows/split.h"
#include "tensor/parallel.h"

namespace aimodel {

namespace {

FrameStore::Limits limits() {
  constexpr uint64_t kRows = uint64_t{32} << 20;
  return {kRows, available_memory() / 2, temporary_directory(),
          "rows are put there that take much memory: let TMPDIR name a directory that may be "
          "written to and has room"};
}

}  // namespace

StoredRows::StoredRows(CsvReader& reader, const ReadingPlan& plan, int threads,
                       const Messages& messages, const std::string& what_for)
    : file_(reader.file()), store_(limits(), plan.kept) {
  reader.select(plan.columns, what_for);
  bool any = false;
  with_team(threads, [&] { any = store_.read(reader); });
  if (!any) throw reader.no_rows();
  hash_ = reader.content_hash();
  note_reading(messages, reader, store_.rows());
}

bool StoredRows::trained(const Model& model) const {
  const Json& record = model.record;
  return record.contains("data") && record["data"].value("hash", "") == hash_;
}

std::vector<uint32_t> StoredRows::part(const std::string& name, const Model& model) const {
  if (name.empty()) {
    std::vector<uint32_t> all(static_cast<size_t>(count()));
    std::iota(all.begin(), all.end(), 0U);
    return all;
  }
  if (!trained(model)) {
    throw Error(Exit::data, file_, "is not the file that the model was trained on",
                "--split makes the training's split again and needs the same rows");
  }
  if (model.draws_splits_otherwise) {
    throw Error(Exit::model, "--split " + name,
                "the model is of format version 1, whose splits were drawn otherwise",
                "train the model again, or evaluate it on rows that training did not see");
  }
  const RowSplit split = split_rows(model.spec, store_.kept(), count(), StoredFrames(store_));
  const SplitPart part = name == "train"        ? SplitPart::train
                         : name == "validation" ? SplitPart::validation
                                                : SplitPart::test;
  std::vector<uint32_t> chosen = split.rows(part);
  if (chosen.empty()) {
    throw Error(Exit::data, file_, "training kept no " + name + " rows back",
                fmt::format(R"(set "{}": 0.2 in the spec's training)", name));
  }
  return chosen;
}

void StoredRows::each(std::span<const uint32_t> rows, int64_t most, const Visit& visit) const {
  size_t next = 0;  // of the rows
  std::vector<uint32_t> within;
  store_.each([&](const Frame& chunk, int64_t first) {
    const auto end = static_cast<uint64_t>(first + chunk.rows());
    while (next < rows.size() && rows[next] < end) {
      within.clear();
      const size_t begin = next;
      for (; next < rows.size() && rows[next] < end && static_cast<int64_t>(within.size()) < most;
           ++next) {
        within.push_back(rows[next] - static_cast<uint32_t>(first));
      }
      visit(chunk, within, begin);
    }
  });
}

}  // namespace aimodel
