#include "data/split.h"

#include <algorithm>
#include <map>
#include <set>

#include <doctest/doctest.h>

#include "column_support.h"
#include "spec/spec.h"

using namespace aimodel;

namespace {

using Rows = std::vector<uint32_t>;

Spec make_spec(const std::string& training,
               const std::string& output = R"({"column": "y", "type": "category"})") {
  return Spec::parse("{\"inputs\": [{\"column\": \"x\", \"type\": \"number\"}], \"outputs\": [" +
                         output + "],\n\"training\": {" + training + "}}",
                     "spec.json");
}

// Rows of class a, b, c in shares of 1/2, 3/10, 1/5; of groups of 4; of a part "t", "v" or "".
Frame make_frame(int count) {
  std::string text = "x,y,who,part\n";
  for (int i = 0; i < count; ++i) {
    const char* label = i % 10 < 5 ? "a" : i % 10 < 8 ? "b" : "c";
    const char* part = i % 5 == 0 ? " t" : i % 5 == 1 ? "NA" : "";
    text += std::to_string(i) + "," + label + ",p" + std::to_string(i * 7 % (count / 4)) + "," +
            part + "\n";
  }
  return read_text(text, {{"x", CellKind::number},
                          {"y", CellKind::text, true},
                          {"who", CellKind::text, true},
                          {"part", CellKind::verbatim}});
}

// Parts do not overlap, and together are all rows, in order.
void check_complete(const Split& split, size_t count) {
  Rows all;
  for (const Rows* rows : {&split.train, &split.validation, &split.test}) {
    CHECK(std::ranges::is_sorted(*rows));
    all.insert(all.end(), rows->begin(), rows->end());
  }
  std::ranges::sort(all);
  REQUIRE(all.size() == count);
  for (uint32_t i = 0; i < count; ++i) REQUIRE(all[i] == i);
}

std::map<std::string, int> class_counts(const Frame& frame, const Rows& rows) {
  std::map<std::string, int> counts;
  for (const uint32_t row : rows) ++counts[frame.column("y").text(row)];
  return counts;
}

std::string split_error(const std::string& training, const Frame& frame) {
  return error_text([&] { split_rows(make_spec(training), frame); });
}

}  // namespace

TEST_CASE("without parts all rows are for training") {
  const Split split = split_rows(make_spec(""), make_frame(20));
  check_complete(split, 20);
  CHECK(split.train.size() == 20);
}

TEST_CASE("shares are of all rows, drawn at random, the same for the same seed") {
  const Frame frame = make_frame(1000);
  const std::string training = R"("seed": 7, "validation": 0.2, "test": 0.25)";
  const Split split = split_rows(make_spec(training), frame);
  check_complete(split, 1000);
  CHECK(split.validation.size() == 200);
  CHECK(split.test.size() == 250);
  const Split again = split_rows(make_spec(training), frame);
  CHECK(again.validation == split.validation);
  CHECK(again.test == split.test);
  const Split other = split_rows(make_spec(R"("seed": 8, "validation": 0.2, "test": 0.25)"), frame);
  CHECK(other.validation != split.validation);
  // Some 50 of the first 200 rows are test rows; 6 deviations of the hypergeometric law are 32.
  const auto early = std::ranges::count_if(split.test, [](uint32_t row) { return row < 200; });
  CHECK(early > 18);
  CHECK(early < 82);
  // Test rows stay where they are when validation is asked for besides.
  CHECK(split_rows(make_spec(R"("seed": 7, "test": 0.25)"), frame).test == split.test);
  CHECK(split_rows(make_spec(R"("seed": 7, "validation": 0.2,
                             "test": {"type": "share", "share": 0.25})"),
                   frame)
            .test == split.test);
}

TEST_CASE("sizes are rounded, and at least one row") {
  const Frame frame = make_frame(12);
  CHECK(split_rows(make_spec(R"("validation": 0.2)"), frame).validation.size() == 2);   // 2.4
  CHECK(split_rows(make_spec(R"("validation": 0.21)"), frame).validation.size() == 3);  // 2.52
  CHECK(split_rows(make_spec(R"("validation": 0.001)"), frame).validation.size() == 1);
}

TEST_CASE("stratified: each class gives its share") {
  const Frame frame = make_frame(100);  // 50 a, 30 b, 20 c
  const Split split =
      split_rows(make_spec(R"("validation": {"type": "share", "share": 0.1, "stratify": true},
                   "test": {"type": "share", "share": 0.25, "stratify": true})"),
                 frame);
  check_complete(split, 100);
  // Of 25: 12.5, 7.5 and 5; the one left over goes to the first of the equal remainders.
  CHECK(class_counts(frame, split.test) ==
        std::map<std::string, int>{{"a", 13}, {"b", 7}, {"c", 5}});
  // Of 10 from 37, 23 and 15: 4.93, 3.07 and 2.
  CHECK(class_counts(frame, split.validation) ==
        std::map<std::string, int>{{"a", 5}, {"b", 3}, {"c", 2}});
  const Split other = split_rows(
      make_spec(R"("seed": 2, "test": {"type": "share", "share": 0.25, "stratify": true})"), frame);
  CHECK(other.test != split.test);
}

TEST_CASE("grouped: equal values stay on one side") {
  const Frame frame = make_frame(400);
  const Split split =
      split_rows(make_spec(R"("validation": {"type": "share", "share": 0.1, "group": "who"},
                   "test": {"type": "share", "share": 0.3, "group": "who"})"),
                 frame);
  check_complete(split, 400);
  std::map<std::string, std::set<const Rows*>> sides;
  for (const Rows* rows : {&split.train, &split.validation, &split.test}) {
    for (const uint32_t row : *rows) sides[frame.column("who").text(row)].insert(rows);
  }
  CHECK(sides.size() == 100);
  for (const auto& [who, parts] : sides) CHECK(parts.size() == 1);
  CHECK(split.test.size() == 120);  // groups of 4
  CHECK(split.validation.size() == 40);
  const Split again = split_rows(
      make_spec(R"("seed": 2, "test": {"type": "share", "share": 0.3, "group": "who"})"), frame);
  CHECK(again.test != split.test);
}

TEST_CASE("a column names the split; its texts are taken as they stand, outer spaces aside") {
  const Frame frame = make_frame(20);
  const Split split =
      split_rows(make_spec(R"("test": {"type": "column", "column": "part", "value": "t"},
                   "validation": {"type": "column", "column": "part", "value": "NA"})"),
                 frame);
  check_complete(split, 20);
  CHECK(split.test == Rows{0, 5, 10, 15});
  CHECK(split.validation == Rows{1, 6, 11, 16});
  const Split mixed = split_rows(
      make_spec(R"("test": {"type": "column", "column": "part", "value": "t"}, "validation": 0.2)"),
      frame);
  check_complete(mixed, 20);
  CHECK(mixed.test == Rows{0, 5, 10, 15});
  CHECK(mixed.validation.size() == 4);  // a fifth of all 20
}

TEST_CASE("a separate file takes no rows here") {
  const Split split =
      split_rows(make_spec(R"("test": {"type": "file", "path": "other.csv"})"), make_frame(20));
  CHECK(split.train.size() == 20);
}

TEST_CASE("the columns that splitting needs") {
  const auto columns =
      split_columns(make_spec(R"("test": {"type": "column", "column": "part", "value": "t"},
                                                "validation": {"type": "share", "share": 0.5, "group": "who"})"));
  REQUIRE(columns.size() == 2);
  CHECK(columns[0].name == "who");
  CHECK(columns[0].required);
  CHECK(columns[1].name == "part");
  CHECK(columns[1].kind == CellKind::verbatim);
  CHECK(split_columns(make_spec(R"("validation": 0.1)")).empty());
}

TEST_CASE("parts that would be empty") {
  const Frame frame = make_frame(20);
  CHECK(split_error(R"("test": {"type": "column", "column": "part", "value": "tt"})", frame) ==
        "rows.csv: no row is left for test: column \"part\" never holds \"tt\"\n  hint: did you "
        "mean \"t\"?");
  CHECK(split_error(R"("test": 0.5, "validation": 0.5)", frame) ==
        "rows.csv: no row is left for training\n  hint: validation takes 10 rows, test 10");
  CHECK(split_error(R"("test": 0.9, "validation": 0.001)", make_frame(4)) ==
        "rows.csv: no row is left for validation\n  hint: there are 4 rows in all");
  CHECK(split_error(R"("validation": {"type": "share", "share": 0.1, "group": "who"})",
                    make_frame(4)) ==
        "rows.csv: no row is left for training\n  hint: validation takes 4 rows, test 0");
}

TEST_CASE("parts that do not go together") {
  const Frame frame = make_frame(20);
  const auto is_spec_error = [&](const Spec& spec, const std::string& end) {
    const auto call = [&] { split_rows(spec, frame); };
    CHECK(error_code(call) == Exit::spec);
    CHECK(error_text(call).starts_with("spec.json:2:"));
    CHECK(error_text(call).ends_with(end));
  };
  is_spec_error(
      make_spec(R"("test": {"type": "share", "share": 0.1, "group": "who", "stratify": true})"),
      ": \"stratify\" cannot be combined with \"group\"");
  is_spec_error(make_spec(R"("test": {"type": "share", "share": 0.1, "group": "who"},
                             "validation": {"type": "share", "share": 0.1, "group": "x"})"),
                ": validation is grouped by \"x\", test by \"who\"; only one column can keep its "
                "values together");
  is_spec_error(make_spec(R"("test": {"type": "share", "share": 0.1, "stratify": true})",
                          R"({"column": "y", "type": "number"})"),
                ": there is no category or binary output to stratify by");
}
