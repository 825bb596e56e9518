#include "rows/frame_store.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "base/json.h"
#include "base/random.h"
#include "base/random_access_file.h"
#include "columns/column_support.h"
#include "rows/preprocessing.h"
#include "rows/reading_plan.h"
#include "rows/row_file_writer.h"
#include "rows/split.h"
#include "spec/spec.h"

using namespace aimodel;

namespace {

constexpr uint64_t kPlenty = uint64_t{1} << 30;
constexpr int kRows = 50'000;

Spec spec_with(const std::string& training) {
  return Spec::parse(R"({
    "inputs": [{"column": "a", "type": "number", "scaling": "robust"},
               {"column": "b", "type": "number", "missing_indicator": true},
               {"column": "c", "type": "category", "encoding": "one_hot"},
               {"column": "d", "type": "category", "minimum_count": 5}],
    "outputs": [{"column": "kind", "type": "category"}, {"column": "size", "type": "number"}],
    "training": {)" + training +
                         "}}",
                     "spec.json");
}

// Every kind of cell: numbers, missing ones, texts that are frequent and that are not.
const std::string& rows_text() {
  static const std::string text = [] {
    std::string lines = "a,b,c,d,kind,size,w,part,group\n";
    for (uint64_t i = 0; i < kRows; ++i) {
      const auto number = [&](const char* name, int below) {
        return static_cast<int>(Random(7).branch(name).uniform(i) * below);
      };
      lines += fmt::format("{},{},c{},d{},{},{},{},{},g{}\n", number("a", 1000) / 7.0,
                           number("b", 10) == 0 ? "" : std::to_string(number("b", 100)),
                           number("c", 5), number("d", 20'000), number("kind", 3),
                           number("size", 100), 1 + number("w", 3),
                           number("part", 8) == 0 ? "validation" : "train", number("group", 200));
    }
    return lines;
  }();
  return text;
}

FrameStore::Limits limits_of(uint64_t rows, const std::string& directory) {
  return {rows, kPlenty, directory, "make room"};
}

// The rows of a file, read for a spec.
struct OpenStore {
  FrameStore store;
  OpenStore(const Spec& spec, const TemporaryFile& file, uint64_t rows)
      : OpenStore(spec, file, rows, CsvReader(file.path(), {})) {}

 private:
  OpenStore(const Spec& spec, const TemporaryFile& file, uint64_t rows, CsvReader reader)
      : OpenStore(plan_reading(spec, plan_columns(spec, reader), ReadFor::training), file, rows,
                  reader) {}
  OpenStore(const ReadingPlan& plan, const TemporaryFile& file, uint64_t rows, CsvReader& reader)
      : store(limits_of(rows, file.directory()), plan.kept) {
    reader.select(plan.columns);
    CHECK(store.read(reader));
  }
};

bool same(const Dataset& a, const Dataset& b) {
  bool same = a.rows == b.rows && a.weights == b.weights && a.inputs.size() == b.inputs.size() &&
              a.targets.size() == b.targets.size();
  for (size_t i = 0; same && i < a.inputs.size(); ++i) {
    same = a.inputs[i].values == b.inputs[i].values;
  }
  for (size_t i = 0; same && i < a.targets.size(); ++i) {
    same = a.targets[i].values == b.targets[i].values && a.truths[i].values == b.truths[i].values;
  }
  return same;
}

}  // namespace

TEST_CASE("rows in a file become what rows in memory become") {
  const char* training = "";
  SUBCASE("a share") {
    training = R"("validation": 0.2, "test": 0.1)";
  }
  SUBCASE("a stratified share, weights") {
    training = R"("validation": {"type": "share", "share": 0.2, "stratify": true},
                  "sample_weight": "w")";
  }
  SUBCASE("groups stay together") {
    training = R"("validation": {"type": "share", "share": 0.2, "group": "group"})";
  }
  SUBCASE("equal rows stay together") {
    training = R"("validation": {"type": "share", "share": 0.2, "group": "equal_rows"})";
  }
  SUBCASE("the last rows of a column's order") {
    training = R"("validation": {"type": "last", "by": "w", "share": 0.2},
                  "test": {"type": "last", "by": "w", "share": 0.1})";
  }
  SUBCASE("a column names the part") {
    training = R"("validation": {"type": "column", "column": "part", "value": "validation"})";
  }
  const Spec spec = spec_with(training);
  const TemporaryFile file(rows_text());
  const OpenStore memory(spec, file, kPlenty), disk(spec, file, 100'000);
  CHECK(memory.store.in_memory());
  CHECK_FALSE(disk.store.in_memory());
  REQUIRE(disk.store.rows() == kRows);
  int64_t chunks = 0, next = 0;
  disk.store.each([&](const Frame& chunk, int64_t first) {
    ++chunks;
    CHECK(first == next);
    next += chunk.rows();
  });
  CHECK(chunks > 1);
  CHECK(next == kRows);

  const RowSplit split = split_rows(spec, memory.store.kept(), kRows, StoredFrames(memory.store));
  const RowSplit again = split_rows(spec, disk.store.kept(), kRows, StoredFrames(disk.store));
  const PartRows training_rows(memory.store, split, SplitPart::train);
  const Preprocessing preprocessing = Preprocessing::fit(spec, training_rows);
  const Preprocessing same_preprocessing =
      Preprocessing::fit(spec, PartRows(disk.store, again, SplitPart::train));
  REQUIRE(preprocessing.state().dump() == same_preprocessing.state().dump());

  // Encoded into a file, part by part.
  RowFileWriter writer(preprocessing, std::make_shared<RandomAccessFile>(file.directory(), "rows"),
                       100);
  for (const SplitPart part : {SplitPart::train, SplitPart::validation, SplitPart::test}) {
    Dataset expected;
    PartRows(memory.store, split, part)
        .each([&](const Frame& frame, std::span<const uint32_t> rows) {
          expected = preprocessing.encode(frame, rows, true);
        });
    const Dataset in_file =
        writer.add("part", PartRows(disk.store, again, part), again.count(part));
    CHECK(in_file.rows == split.count(part));
    CHECK(in_file.file != nullptr);
    CHECK(same(load(in_file), expected));
  }
  CHECK(writer.sections().size() == 3);
  CHECK(writer.end() ==
        100 + kRows * static_cast<uint64_t>(preprocessing.layout().size()) * sizeof(real));
}

TEST_CASE("a directory in which there is no file") {
  const Spec spec = spec_with("");
  const TemporaryFile file(rows_text());
  FrameStore store(limits_of(1000, file.directory() + "/none"));
  CsvReader reader(file.path(), {});
  reader.select(plan_reading(spec, plan_columns(spec, reader), ReadFor::evaluation).columns);
  const std::string said = error_text([&] { store.read(reader); });
  CHECK(said.find("none: cannot write: No such file") != std::string::npos);
}

TEST_CASE("texts that are nearly all different are refused before they fill the memory") {
  const TemporaryFile file(rows_text());
  FrameStore::Limits few = limits_of(kPlenty, file.directory());
  few.texts = 100'000;
  FrameStore store(few);
  CsvReader reader(file.path(), {});
  reader.select({{"d", CellKind::text}});
  const std::string said = error_text([&] { store.read(reader); });
  CHECK(said.find("column \"d\": its ") != std::string::npos);
  CHECK(said.find("different texts take more memory") != std::string::npos);
}

TEST_CASE("a row in a file that holds what cannot be is refused") {
  const Spec spec = spec_with("");
  const TemporaryFile file(rows_text());
  const OpenStore memory(spec, file, kPlenty);
  const Preprocessing preprocessing = Preprocessing::fit(spec, StoredFrames(memory.store));
  const auto rows = std::make_shared<RandomAccessFile>(file.directory(), "rows");
  RowFileWriter writer(preprocessing, rows, 0);
  const Dataset data = writer.add("train", StoredFrames(memory.store), kRows);
  std::vector<real> row(static_cast<size_t>(preprocessing.layout().size()));
  data.file->read(10, 1, row.data());
  // The places of one-hot values are below how many values there are.
  const auto& limits = preprocessing.layout().limits;
  const auto place = std::ranges::find_if(limits, [](int64_t limit) { return limit > 0; });
  REQUIRE(place != limits.end());
  row[static_cast<size_t>(place - limits.begin())] = static_cast<real>(*place);
  rows->write(10 * data.file->bytes_per_row(),
              {reinterpret_cast<const char*>(row.data()), row.size() * sizeof(real)});
  CHECK(error_text([&] { data.file->read(10, 1, row.data()); }).find("damaged") !=
        std::string::npos);
  CHECK(error_text([&] { data.file->read(kRows, 1, row.data()); }).find("ends early") !=
        std::string::npos);
}
