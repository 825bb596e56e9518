// Files of many columns: whatever looks columns up does so in time that grows with their number.
#include <algorithm>
#include <ctime>
#include <functional>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "columns/column_support.h"
#include "csv/column_finder.h"
#include "csv/support.h"
#include "profile/drift.h"
#include "profile/profile_csv.h"
#include "profile/starter_spec.h"
#include "rows/column_plan.h"
#include "rows/preprocessing.h"
#include "rows/reading_plan.h"

using namespace aimodel;

namespace {

std::vector<std::string> names_of(const char* start, size_t count) {
  std::vector<std::string> names;
  for (size_t i = 0; i < count; ++i) names.push_back(start + std::to_string(i));
  return names;
}

// A frame of so many columns of numbers and as many of texts, with the same names.
Frame wide_frame(size_t columns) {
  Frame frame;
  frame.file = "wide.csv";
  frame.lines = {2, 3};
  for (const CellKind kind : {CellKind::number, CellKind::text}) {
    for (const std::string& name : names_of("c", columns)) {
      FrameColumn column;
      column.name = name;
      column.kind = kind;
      column.numbers = {1, 2};
      column.ids = {1, 2};
      column.texts = {"", "a", "b"};
      frame.columns.push_back(column);
    }
  }
  return frame;
}

// How many times as long the work takes for 8 times as many columns: 8, and 64 where each column is
// looked for among all. Times of the processor, the least of some.
double growth(const std::function<std::function<void()>(size_t columns)>& prepare) {
  const auto seconds = [&](size_t columns) {
    const std::function<void()> work = prepare(columns);
    double least = std::numeric_limits<double>::infinity();
    for (int repeat = 0; repeat < 3; ++repeat) {
      const std::clock_t start = std::clock();
      work();
      least = std::min(least, static_cast<double>(std::clock() - start));
    }
    return std::max(1.0, least);
  };
  return seconds(24000) / seconds(3000);
}
constexpr double kStraight = 40;  // memory is slower than the caches

}  // namespace

TEST_CASE("a column is found by name and kind, in any order") {
  const Frame frame = wide_frame(3);
  ColumnFinder finder(frame);
  CHECK(finder.index("c0", CellKind::number) == 0);
  CHECK(finder.index("c1", CellKind::number) == 1);
  CHECK(finder.index("c2", CellKind::text) == 5);
  CHECK(finder.index("c0", CellKind::text) == 3);
  for (int round = 0; round < 3; ++round) {  // with the index too
    CHECK(finder.index("c2", CellKind::number) == 2);
    CHECK(finder.index("c1", CellKind::text) == 4);
    CHECK(finder.index("c1", CellKind::number) == 1);
    CHECK(&finder.find("c1", CellKind::text) == &frame.columns[4]);
  }
  CHECK_THROWS_AS(finder.index("c3", CellKind::text), std::logic_error);
  CHECK_THROWS_AS(finder.index("c1", CellKind::verbatim), std::logic_error);
  const Frame empty;
  ColumnFinder none(empty);
  CHECK_THROWS_AS(none.index("c0", CellKind::text), std::logic_error);
}

TEST_CASE("columns are found in a time that grows with their number, backwards too") {
  for (const bool forwards : {true, false}) {
    CHECK(growth([&](size_t count) {
            std::vector<std::string> names = names_of("c", count);
            if (!forwards) std::ranges::reverse(names);
            return [names, frame = wide_frame(count)] {
              ColumnFinder finder(frame);
              for (const std::string& name : names) finder.find(name, CellKind::text);
            };
          }) < kStraight);
  }
}

TEST_CASE("many input groups, of names and globs, are planned in a straight line") {
  for (const char* ending : {"x", "*"}) {
    CHECK(growth([&](size_t count) {
            std::string inputs;
            for (size_t i = 0; i < count / 8; ++i) {
              if (i > 0) inputs += ", ";
              inputs += fmt::format(R"({{"columns": ["c{}_{}"], "type": "number"}})", i, ending);
            }
            const Spec spec = Spec::parse(
                "{\"inputs\": [" + inputs + R"(], "outputs": [{"column": "y", "type": "number"}]})",
                "spec.json");
            std::vector<std::string> names;
            for (size_t i = 0; i < count; ++i) names.push_back(fmt::format("c{}_x", i));
            names.push_back("y");
            return [spec, names] { plan_columns(spec, {names, names}, "wide.csv:1"); };
          }) < kStraight);
  }
}

namespace {

std::string wide_text(size_t count) {
  std::string text = "y";
  for (const std::string& name : names_of("c", count)) text += "," + name;
  for (size_t row = 0; row < 4; ++row) {
    text += row % 2 == 0 ? "\na" : "\nb";
    for (size_t i = 0; i < count; ++i) text += fmt::format(",{}", (row * 7 + i) % 10);
  }
  return text + "\n";
}

}  // namespace

TEST_CASE("a wide file is learnt from and encoded in a straight line") {
  const Spec spec = Spec::parse(R"({"inputs": [{"columns": ["c*"], "type": "number"}],
                                    "outputs": [{"column": "y", "type": "category"}]})",
                                "spec.json");
  CHECK(growth([&](size_t count) {
          const TemporaryFile file(wide_text(count));
          CsvReader reader(file.path(), {});
          reader.select(
              plan_reading(spec, plan_columns(spec, reader), ReadFor::evaluation).columns);
          Frame frame;
          reader.read(frame, kAll);
          return [&spec, frame] {
            Preprocessing::fit(spec, frame, all_rows(frame)).encode(frame, true);
          };
        }) < kStraight);
}

TEST_CASE("a wide file is profiled and compared in a straight line") {
  CHECK(growth([&](size_t count) {
          const TemporaryFile file(wide_text(count));
          const Profile profile = profile_csv(file.path(), {}, {.target = "y"});
          return [profile] {
            compare(profile, profile);
            starter_spec(profile, "y", {});
          };
        }) < kStraight);
  CHECK(growth([&](size_t count) {
          const auto file = std::make_shared<TemporaryFile>(wide_text(count));
          return [file] { profile_csv(file->path(), {}, {.target = "y"}); };
        }) < kStraight);
}
