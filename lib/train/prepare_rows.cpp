#include "train/prepare_rows.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <malloc.h>

#include "base/file.h"
#include "base/names.h"
#include "base/numbers.h"
#include "base/output_place.h"
#include "base/random_access_file.h"
#include "columns/open_rows.h"
#include "csv/reading_notes.h"
#include "model/evaluation_sample.h"
#include "model/target_check.h"
#include "rows/frame_store.h"
#include "rows/reading_plan.h"
#include "rows/row_file_writer.h"
#include "rows/split.h"
#include "tensor/parallel.h"
#include "train/fine_tune.h"
#include "train/memory_budget.h"
#include "train/row_cache.h"

namespace aimodel {

namespace {

// With --cache rows that take more than this stay in the file.
constexpr uint64_t kWorthMemory = 16 << 20;

// Reads and encodes the rows of one training.
class Preparation {
 public:
  Preparation(const Spec& spec, Model* base, const PrepareOptions& options, OutputPlan& outputs,
              const Messages& messages)
      : options_(options),
        files_(options.files),
        spec_(spec),
        base_(base),
        outputs_(outputs),
        messages_(messages),
        memory_(options.memory_limit, options.threads) {}

  TrainRows run() {
    if (options_.cache.empty()) {
      make();
    } else {
      run_cached();
    }
    for (const Dataset* part : {&rows_.train, &rows_.validation, &rows_.test}) {
      (part->file ? rows_.plan.in_file : rows_.plan.rows) += bytes_of(part->rows);
    }
    return std::move(rows_);
  }

 private:
  void run_cached() {
    std::vector<std::string> files{files_.data};
    for (const std::string& own : {files_.validation, files_.test}) {
      if (!own.empty()) files.push_back(own);
    }
    const Json key = cache_key(spec_, options_.reading, files_.initial, files);
    const RowCache cache(options_.cache, files_.data, key);
    const RandomAccessFile trial(options_.cache, options_.cache, limits().hint);
    const OutputPlace place = outputs_.writes("--cache", cache.path(), true);
    std::string reason;
    if (std::optional<CachedRows> stored =
            cache.find(spec_, base_ == nullptr ? nullptr : &base_->preprocessing, reason)) {
      take(std::move(*stored));
      messages_.debug(cache.path() + ": read");
    } else {
      if (!reason.empty()) messages_.info(reason + "; it is made anew");
      make();
      check_key(key, files);
      cache.keep(*file_, *writer_, rows_.preprocessing, rows_.record, place);
      messages_.debug(cache.path() + ": written");
    }
    const double all = bytes_of(rows_.train.rows + rows_.validation.rows + rows_.test.rows);
    if (all > static_cast<double>(kWorthMemory) || !fits(all)) return;
    for (Dataset* part : {&rows_.train, &rows_.validation, &rows_.test}) {
      if (part->file) *part = load(*part);
    }
  }

  void take(CachedRows stored) {
    rows_.preprocessing = base_ != nullptr ? take_preprocessing(*base_, spec_, files_.initial)
                                           : std::move(stored.preprocessing);
    rows_.record = std::move(stored.record);
    rows_.train = stored.parts["train"];
    rows_.validation = stored.parts["validation"];
    rows_.test = stored.parts["test"];
    for (Dataset* part : {&rows_.train, &rows_.validation, &rows_.test}) {
      part->expanding = rows_.preprocessing.expanding();
    }
    make_plan();
  }

  // From the CSV files.
  void make() {
    std::string hash;
    {
      CsvReader reader = open_rows(files_.data, spec_, options_.reading);
      // What a model to start from was fitted to is what it is given, whatever a "*" matches here.
      if (base_ != nullptr) rows_.preprocessing = take_preprocessing(*base_, spec_, files_.initial);
      const ColumnPlan names =
          base_ != nullptr ? rows_.preprocessing.column_plan() : plan_columns(spec_, reader);
      const ReadingPlan plan = plan_reading(spec_, names, ReadFor::training);
      FrameStore store(limits(), plan.kept);
      hash = read_into(store, reader, plan, "");
      note_doubtful_points(messages_, reader);
      const RowSplit split = split_rows(spec_, store.kept(), store.rows(), StoredFrames(store));
      const auto part = [&](SplitPart which) { return PartRows(store, split, which); };
      if (base_ == nullptr) rows_.preprocessing = Preprocessing::fit(spec_, part(SplitPart::train));
      rows_.train.rows = split.count(SplitPart::train);
      rows_.validation.rows = split.count(SplitPart::validation);
      rows_.test.rows = split.count(SplitPart::test);
      make_plan();
      rows_.train = encode("train", store, part(SplitPart::train), rows_.train.rows);
      rows_.validation =
          encode("validation", store, part(SplitPart::validation), rows_.validation.rows);
      rows_.test = encode("test", store, part(SplitPart::test), rows_.test.rows);
    }
    Json validation = Json::object(), test = Json::object();
    if (!files_.validation.empty()) {
      rows_.validation = read_part("validation", files_.validation, validation);
    }
    if (!files_.test.empty()) rows_.test = read_part("test", files_.test, test);
    make_plan();
    validation["rows"] = rows_.validation.rows;
    test["rows"] = rows_.test.rows;
    rows_.record = {{"train", {{"rows", rows_.train.rows}}},
                    {"validation", validation},
                    {"test", test},
                    {"hash", hash}};
    ::malloc_trim(0);  // what reading took is for training now
  }

  // The rows of a file of their own, with the columns that the preprocessing knows.
  Dataset read_part(const char* name, const std::string& path, Json& record) {
    CsvReader reader = open_rows(path, spec_, options_.reading);
    FrameStore store(limits());
    const ReadingPlan plan =
        plan_reading(spec_, rows_.preprocessing.column_plan(), ReadFor::evaluation);
    record["hash"] = read_into(store, reader, plan, "the training rows have it");
    return encode(name, store, StoredFrames(store), store.rows());
  }

  // Returns the hash of the file's content.
  std::string read_into(FrameStore& store, CsvReader& reader, const ReadingPlan& plan,
                        const std::string& what_for) {
    reader.select(plan.columns, what_for);
    if (!store.read(reader)) throw reader.no_rows();
    note_reading(messages_, reader, store.rows());
    return reader.content_hash();
  }

  Dataset encode(const char* name, const FrameStore& store, const RowSource& rows, int64_t count) {
    if (count == 0) return {};
    const Network network(spec_, rows_.preprocessing.inputs(), rows_.preprocessing.heads());
    TargetCheck check(rows_.preprocessing, network);
    Dataset part = encode_checked(
        name, store, CheckedRows(rows, check, name == std::string_view("train")), count);
    if (check.beyond() > 0) {
      messages_.info(from_program(fmt::format(
          "{}: {} {} out of the output's reach; the first is {}", name, with_commas(check.beyond()),
          check.beyond() == 1 ? "target is" : "targets are", check.first())));
    }
    return part;
  }

  Dataset encode_checked(const char* name, const FrameStore& store, const RowSource& source,
                         int64_t count) {
    const double bytes = bytes_of(count);
    if (options_.cache.empty() && store.in_memory() && fits(in_memory_ + bytes) &&
        memory_.program() + in_memory_ + bytes + static_cast<double>(store.bytes()) <=
            memory_.most()) {
      in_memory_ += bytes;
      Dataset part;
      source.each([&](const Frame& frame, std::span<const uint32_t> rows) {
        part = rows_.preprocessing.encode(frame, rows, true);
      });
      return part;
    }
    if (!writer_) {
      const FrameStore::Limits where = limits();
      file_ = std::make_shared<RandomAccessFile>(where.directory, where.directory, where.hint);
      if (options_.cache.empty()) file_->stay_nameless();
      writer_.emplace(rows_.preprocessing, file_, RowCache::kRowsBegin);
    }
    return writer_->add(name, source, count);
  }

  FrameStore::Limits limits() const {
    const uint64_t most = memory_.for_reading(in_memory_);
    if (!options_.cache.empty()) {
      return {std::min<uint64_t>(most, kWorthMemory), most, options_.cache,
              "let --cache name a directory that is there, may be written to, and has room"};
    }
    return {most, most, temporary_directory(),
            "rows that do not fit in memory are put there: let TMPDIR name a directory that may be "
            "written to and has room, or give more memory"};
  }

  void make_plan() {
    const Network network(spec_, rows_.preprocessing.inputs(), rows_.preprocessing.heads());
    if (const LayerSummary* layer = network.mixes_rows();
        layer != nullptr && rows_.train.rows < 2) {
      throw Error(Exit::data, files_.data,
                  fmt::format("there is one training row, and layer {} ({}) learns nothing from "
                              "batches of one row",
                              quote(layer->path), layer->type),
                  "give more rows, or keep fewer of them back");
    }
    rows_.plan =
        plan_memory(spec_, rows_.preprocessing, network,
                    {rows_.train.rows, rows_.validation.rows, rows_.test.rows}, options_.threads);
    if (!options_.checkpoint.empty()) {
      const int64_t size = file_size(options_.checkpoint);
      rows_.plan.resuming = static_cast<double>(std::max<int64_t>(0, size));
    }
    memory_.check(spec_, rows_.plan, network, rows_.train.rows);
  }

  double bytes_of(int64_t rows) const {
    return static_cast<double>(rows * rows_.preprocessing.layout().size()) * sizeof(real);
  }
  bool fits(double bytes) const { return rows_.plan.without_rows() + bytes <= memory_.most(); }

  const PrepareOptions& options_;
  const TrainingFiles& files_;
  const Spec& spec_;
  Model* base_;
  OutputPlan& outputs_;
  const Messages& messages_;
  MemoryBudget memory_;
  TrainRows rows_;
  double in_memory_ = 0;  // bytes of rows so far
  std::shared_ptr<RandomAccessFile> file_;
  std::optional<RowFileWriter> writer_;
};

}  // namespace

TrainRows prepare_rows(const Spec& spec, Model* base, const PrepareOptions& options,
                       OutputPlan& outputs, const Messages& messages) {
  TrainRows rows;
  with_team(options.threads,
            [&] { rows = Preparation(spec, base, options, outputs, messages).run(); });
  return rows;
}

}  // namespace aimodel
