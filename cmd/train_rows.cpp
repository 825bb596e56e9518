#include "train_rows.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <malloc.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/output_place.h"
#include "base/random_access_file.h"
#include "base/text.h"
#include "fine_tune.h"
#include "model/measured_rows.h"
#include "model/target_check.h"
#include "row_cache.h"
#include "rows.h"
#include "rows/frame_store.h"
#include "rows/split.h"
#include "tensor/parallel.h"

namespace aimodel {

namespace {

// With --cache rows that take more than this stay in the file.
constexpr uint64_t kWorthMemory = 16 << 20;

// How much memory there is for a training, and how much of it rows may take.
class Memory {
 public:
  explicit Memory(const TrainCommand& command) : threads_(static_cast<int>(command.threads)) {
    if (command.memory_limit.empty()) {
      constexpr double kShare = 0.8;  // others take memory too
      most_ = kShare * static_cast<double>(available_memory());
      return;
    }
    const auto limit = parse_bytes(command.memory_limit);
    if (!limit) {
      throw Error(Exit::usage, "",
                  fmt::format("--memory-limit: expected a size such as 500M or 2G ({})",
                              command.memory_limit));
    }
    most_ = static_cast<double>(*limit);
    limited_ = true;
  }

  // While rows are read beside `taken` bytes: half of what is left, since encoded rows are made
  // beside them.
  uint64_t for_reading(double taken) const {
    constexpr double kLeast = 1 << 20;
    return static_cast<uint64_t>(std::max(kLeast, (most_ - program() - taken) / 2));
  }

  // Throws where the network alone takes more than was allowed.
  void check(const Spec& spec, const MemoryPlan& plan, const Network& network, int64_t rows) const {
    if (!limited_ || plan.without_rows() <= most_) return;
    const int64_t wanted = spec.training().integer("batch_size"), batch = std::min(wanted, rows);
    std::string hint = fmt::format(
        "{} of it is for the program, {} for {} parameters and their optimizer, {} for batches of "
        "{} rows: give it more",
        human_bytes(plan.program), human_bytes(plan.parameters()),
        with_commas(plan.network.parameters), human_bytes(plan.passes() + plan.batches),
        with_commas(batch));
    // Smaller batches whose gradients are added up, where no layer looks at a batch as a whole.
    for (int64_t parts = 2; network.mixes_rows() == nullptr && parts <= batch; parts *= 2) {
      const int64_t part = (batch + parts - 1) / parts;
      if (part * parts != wanted && wanted < rows) break;
      const double saved =
          plan.passes() * (1 - static_cast<double>(part) / static_cast<double>(batch));
      if (plan.without_rows() - saved > most_) continue;
      hint = fmt::format(
          "with training.batch_size {} and training.accumulate {} it fits, and the steps stay the "
          "same",
          part, parts * spec.training().integer("accumulate"));
      break;
    }
    throw Error(Exit::limit, "",
                fmt::format("--memory-limit {}: training takes {} beside the rows",
                            human_bytes(most_), human_bytes(plan.without_rows())),
                hint);
  }

  double most() const { return most_; }
  double program() const { return program_memory(threads_); }

 private:
  int threads_;
  double most_ = 0;
  bool limited_ = false;
};

// Reads and encodes the rows of one training.
class Preparation {
 public:
  Preparation(const TrainCommand& command, const Spec& spec, const std::string& path, Model* base,
              OutputPlan& outputs)
      : command_(command),
        spec_(spec),
        base_(base),
        outputs_(outputs),
        memory_(command),
        data_(path),
        validation_(part_file(command, spec, "validation")),
        test_(part_file(command, spec, "test")) {}

  TrainRows run() {
    if (command_.cache.empty()) {
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
    std::vector<std::string> files{data_};
    for (const std::string& own : {validation_, test_}) {
      if (!own.empty()) files.push_back(own);
    }
    const Json key = cache_key(command_, spec_, files);
    const RowCache cache(command_.cache, data_, key);
    const RandomAccessFile trial(command_.cache, command_.cache, limits().hint);
    const OutputPlace place = outputs_.writes("--cache", cache.path(), true);
    std::string reason;
    if (std::optional<CachedRows> stored =
            cache.find(spec_, base_ == nullptr ? nullptr : &base_->encoding, reason)) {
      take(std::move(*stored));
      say(cache.path() + ": read");
    } else {
      if (!reason.empty()) note(command_.verbosity, reason + "; it is made anew");
      make();
      check_key(key, files);
      cache.keep(*file_, *writer_, rows_.encoding, rows_.record, place);
      say(cache.path() + ": written");
    }
    const double all = bytes_of(rows_.train.rows + rows_.validation.rows + rows_.test.rows);
    if (all > static_cast<double>(kWorthMemory) || !fits(all)) return;
    for (Dataset* part : {&rows_.train, &rows_.validation, &rows_.test}) {
      if (part->file) *part = load(*part);
    }
  }

  void take(CachedRows stored) {
    rows_.encoding = base_ != nullptr ? take_encoding(*base_, spec_, command_.initial)
                                      : std::move(stored.encoding);
    rows_.record = std::move(stored.record);
    rows_.train = stored.parts["train"];
    rows_.validation = stored.parts["validation"];
    rows_.test = stored.parts["test"];
    make_plan();
  }

  // From the CSV files.
  void make() {
    std::string hash;
    {
      CsvReader reader = open_rows(data_, spec_, command_.data_options);
      // What a model to start from was fitted to is what it is given, whatever a "*" matches here.
      if (base_ != nullptr) rows_.encoding = take_encoding(*base_, spec_, command_.initial);
      std::vector<WantedColumn> columns =
          base_ != nullptr
              ? rows_.encoding.wanted(true)
              : Encoding::wanted(spec_, reader.header(), reader.file(), true, reader.unnamed());
      for (const WantedColumn& column : split_columns(spec_)) columns.push_back(column);
      FrameStore store(limits(), split_needs(spec_));
      hash = read_into(store, reader, columns, "");
      note_doubtful_points(command_.verbosity, reader);
      const RowSplit split = split_rows(spec_, store.kept(), store.rows(), StoredFrames(store));
      const auto part = [&](SplitPart which) { return PartRows(store, split, which); };
      if (base_ == nullptr) rows_.encoding = Encoding::fit(spec_, part(SplitPart::train));
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
    if (!validation_.empty()) rows_.validation = read_part("validation", validation_, validation);
    if (!test_.empty()) rows_.test = read_part("test", test_, test);
    make_plan();
    validation["rows"] = rows_.validation.rows;
    test["rows"] = rows_.test.rows;
    rows_.record = {{"train", {{"rows", rows_.train.rows}}},
                    {"validation", validation},
                    {"test", test},
                    {"hash", hash}};
    ::malloc_trim(0);  // what reading took is for training now
  }

  // The rows of a file of their own, with the columns that the encoding knows.
  Dataset read_part(const char* name, const std::string& path, Json& record) {
    CsvReader reader = open_rows(path, spec_, command_.data_options);
    FrameStore store(limits());
    record["hash"] =
        read_into(store, reader, rows_.encoding.wanted(true), "the training rows have it");
    return encode(name, store, StoredFrames(store), store.rows());
  }

  // Returns the hash of the file's content.
  std::string read_into(FrameStore& store, CsvReader& reader,
                        const std::vector<WantedColumn>& columns, const std::string& what_for) {
    reader.want(columns, what_for);
    if (!store.read(reader)) throw reader.no_rows();
    note_reading(command_.verbosity, reader, store.rows());
    return reader.content_hash();
  }

  Dataset encode(const char* name, const FrameStore& store, const RowSource& rows, int64_t count) {
    if (count == 0) return {};
    const Network network(spec_, rows_.encoding.inputs(), rows_.encoding.outputs());
    TargetCheck check(rows_.encoding, network);
    Dataset part = encode_checked(
        name, store, CheckedRows(rows, check, name == std::string_view("train")), count);
    if (check.beyond() > 0) {
      note(command_.verbosity,
           fmt::format("{}: {} {} out of the output's reach; the first is {}", name,
                       with_commas(check.beyond()),
                       check.beyond() == 1 ? "target is" : "targets are", check.first()));
    }
    return part;
  }

  Dataset encode_checked(const char* name, const FrameStore& store, const RowSource& source,
                         int64_t count) {
    const double bytes = bytes_of(count);
    if (command_.cache.empty() && store.in_memory() && fits(in_memory_ + bytes) &&
        memory_.program() + in_memory_ + bytes + static_cast<double>(store.bytes()) <=
            memory_.most()) {
      in_memory_ += bytes;
      Dataset part;
      source.each([&](const Frame& frame, std::span<const uint32_t> rows) {
        part = rows_.encoding.encode(frame, rows, true);
      });
      return part;
    }
    if (!writer_) {
      const FrameStore::Limits place = limits();
      file_ = std::make_shared<RandomAccessFile>(place.directory, place.directory, place.hint);
      if (command_.cache.empty()) file_->stay_nameless();
      writer_.emplace(rows_.encoding, file_, RowCache::kRowsBegin);
    }
    return writer_->add(name, source, count);
  }

  FrameStore::Limits limits() const {
    const uint64_t most = memory_.for_reading(in_memory_);
    if (!command_.cache.empty()) {
      return {std::min<uint64_t>(most, kWorthMemory), most, command_.cache,
              "let --cache name a directory that is there, may be written to, and has room"};
    }
    return {most, most, temporary_directory(),
            "rows that do not fit in memory are put there: let TMPDIR name a directory that may be "
            "written to and has room, or give more memory"};
  }

  void make_plan() {
    const Network network(spec_, rows_.encoding.inputs(), rows_.encoding.outputs());
    if (const Network::Row* layer = network.mixes_rows();
        layer != nullptr && rows_.train.rows < 2) {
      throw Error(Exit::data, data_,
                  fmt::format("there is one training row, and layer {} ({}) learns nothing from "
                              "batches of one row",
                              quote(layer->path), layer->type),
                  "give more rows, or keep fewer of them back");
    }
    rows_.plan = plan_memory(spec_, rows_.encoding, network,
                             {rows_.train.rows, rows_.validation.rows, rows_.test.rows},
                             static_cast<int>(command_.threads));
    if (command_.checkpoints.resume) {
      const int64_t size = file_size(checkpoint_path(command_.output));
      rows_.plan.resuming = static_cast<double>(std::max<int64_t>(0, size));
    }
    memory_.check(spec_, rows_.plan, network, rows_.train.rows);
  }

  double bytes_of(int64_t rows) const {
    return static_cast<double>(rows * rows_.encoding.layout().size()) * sizeof(real);
  }
  bool fits(double bytes) const { return rows_.plan.without_rows() + bytes <= memory_.most(); }

  void say(const std::string& line) const {
    if (command_.verbosity.verbose) print_error(line + "\n");
  }

  const TrainCommand& command_;
  const Spec& spec_;
  Model* base_;
  OutputPlan& outputs_;
  Memory memory_;
  std::string data_, validation_, test_;  // files; the last two may be ""
  TrainRows rows_;
  double in_memory_ = 0;  // bytes of rows so far
  std::shared_ptr<RandomAccessFile> file_;
  std::optional<RowFileWriter> writer_;
};

}  // namespace

std::string part_file(const TrainCommand& command, const Spec& spec, const char* part) {
  const bool test = std::string_view(part) == "test";
  const std::string& from_command_line = test ? command.test : command.validation;
  if (!from_command_line.empty()) return from_command_line;
  const Options options = spec.training()[part];
  if (!options.json().is_object() || options.type() != "file") return "";
  return resolve(options.text("path"), spec.file());
}

TrainRows prepare_rows(const TrainCommand& command, const Spec& spec, const std::string& path,
                       Model* base, OutputPlan& outputs) {
  TrainRows rows;
  with_team(static_cast<int>(command.threads),
            [&] { rows = Preparation(command, spec, path, base, outputs).run(); });
  return rows;
}

}  // namespace aimodel
