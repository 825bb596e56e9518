#include "rows/split.h"

#include <algorithm>
#include <map>
#include <set>

#include <doctest/doctest.h>

#include "columns/column_support.h"
#include "spec/spec.h"

using namespace aimodel;

namespace {

using Rows = std::vector<uint32_t>;

Spec spec_with_training(const std::string& training,
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
  return error_text([&] { split_rows(spec_with_training(training), frame); });
}

}  // namespace

TEST_CASE("without parts all rows are for training") {
  const Split split = split_rows(spec_with_training(""), make_frame(20));
  check_complete(split, 20);
  CHECK(split.train.size() == 20);
}

TEST_CASE("shares are of all rows, drawn at random, the same for the same seed") {
  const Frame frame = make_frame(1000);
  const std::string training = R"("validation": 0.2, "test": 0.25)";
  const Split split = split_rows(spec_with_training(training), frame);
  check_complete(split, 1000);
  CHECK(split.validation.size() == 200);
  CHECK(split.test.size() == 250);
  const Split again = split_rows(spec_with_training(training), frame);
  CHECK(again.validation == split.validation);
  CHECK(again.test == split.test);
  const Split other =
      split_rows(spec_with_training(R"("validation": {"type": "share", "share": 0.2, "seed": 2},
                              "test": {"type": "share", "share": 0.25, "seed": 2})"),
                 frame);
  check_complete(other, 1000);
  CHECK(other.validation != split.validation);
  CHECK(other.test != split.test);
  // The seed of the training has no part in it.
  const Split trained_otherwise =
      split_rows(spec_with_training(R"("seed": 7, "validation": 0.2, "test": 0.25)"), frame);
  CHECK(trained_otherwise.validation == split.validation);
  CHECK(trained_otherwise.test == split.test);
  // Some 50 of the first 200 rows are test rows; 6 deviations of the hypergeometric law are 32.
  const auto early = std::ranges::count_if(split.test, [](uint32_t row) { return row < 200; });
  CHECK(early > 18);
  CHECK(early < 82);
  // Test rows stay where they are when validation is asked for besides.
  CHECK(split_rows(spec_with_training(R"("test": 0.25)"), frame).test == split.test);
  CHECK(split_rows(
            spec_with_training(R"("validation": 0.2, "test": {"type": "share", "share": 0.25})"),
            frame)
            .test == split.test);
}

TEST_CASE("sizes are rounded, and at least one row") {
  const Frame frame = make_frame(12);
  CHECK(split_rows(spec_with_training(R"("validation": 0.2)"), frame).validation.size() ==
        2);  // 2.4
  CHECK(split_rows(spec_with_training(R"("validation": 0.21)"), frame).validation.size() ==
        3);  // 2.52
  CHECK(split_rows(spec_with_training(R"("validation": 0.001)"), frame).validation.size() == 1);
}

TEST_CASE("stratified: each class gives its share") {
  const Frame frame = make_frame(100);  // 50 a, 30 b, 20 c
  const Split split = split_rows(
      spec_with_training(R"("validation": {"type": "share", "share": 0.1, "stratify": true},
                   "test": {"type": "share", "share": 0.25, "stratify": true})"),
      frame);
  check_complete(split, 100);
  // Of 25: 12.5, 7.5 and 5; the one left over goes to the first of the equal remainders.
  CHECK(class_counts(frame, split.test) ==
        std::map<std::string, int>{{"a", 13}, {"b", 7}, {"c", 5}});
  // Of 10 from 37, 23 and 15: 4.93, 3.07 and 2.
  CHECK(class_counts(frame, split.validation) ==
        std::map<std::string, int>{{"a", 5}, {"b", 3}, {"c", 2}});
  const Split other =
      split_rows(spec_with_training(
                     R"("test": {"type": "share", "share": 0.25, "stratify": true, "seed": 2})"),
                 frame);
  CHECK(other.test != split.test);
}

TEST_CASE("grouped: equal values stay on one side") {
  const Frame frame = make_frame(400);
  const Split split = split_rows(
      spec_with_training(R"("validation": {"type": "share", "share": 0.1, "group": "who"},
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
      spec_with_training(R"("test": {"type": "share", "share": 0.3, "group": "who", "seed": 2})"),
      frame);
  CHECK(again.test != split.test);
}

TEST_CASE("a column names the split; its texts are taken as they stand, outer spaces aside") {
  const Frame frame = make_frame(20);
  const Split split =
      split_rows(spec_with_training(R"("test": {"type": "column", "column": "part", "value": "t"},
                   "validation": {"type": "column", "column": "part", "value": "NA"})"),
                 frame);
  check_complete(split, 20);
  CHECK(split.test == Rows{0, 5, 10, 15});
  CHECK(split.validation == Rows{1, 6, 11, 16});
  const Split mixed = split_rows(
      spec_with_training(
          R"("test": {"type": "column", "column": "part", "value": "t"}, "validation": 0.2)"),
      frame);
  check_complete(mixed, 20);
  CHECK(mixed.test == Rows{0, 5, 10, 15});
  CHECK(mixed.validation.size() == 4);  // a fifth of all 20
}

TEST_CASE("each part has a seed of its own; lists and computed orders draw alike") {
  for (const int count : {1000, 70'000}) {
    CAPTURE(count);
    const Frame frame = make_frame(count);
    const auto cut = [&](const std::string& validation, const std::string& test) {
      const std::string share = R"({"type": "share", "share": 0.2, "seed": )";
      return split_rows(spec_with_training("\"validation\": " + share + validation +
                                           "}, \"test\": " + share + test + "}"),
                        frame);
    };
    const Split split = cut("1", "1"), other = cut("2", "1");
    check_complete(split, static_cast<size_t>(count));
    check_complete(other, static_cast<size_t>(count));
    const auto fifth = static_cast<size_t>(count / 5);
    CHECK(split.test.size() == fifth);
    CHECK(split.validation.size() == fifth);
    CHECK(other.validation.size() == fifth);
    CHECK(other.test == split.test);
    CHECK(other.validation != split.validation);
  }
}

TEST_CASE("training sees every class: of each the last two rows of the order are not drawn") {
  for (const int count : {30, 70'000}) {  // lists, computed orders
    CAPTURE(count);
    std::string text = "x,y\n";
    for (int i = 0; i < count; ++i) {
      const char* label = i == 7 ? "one" : i == 3 || i == 11 ? "two" : i % 2 == 0 ? "a" : "b";
      text += std::to_string(i) + "," + label + "\n";
    }
    const Frame frame = read_text(text, {{"x", CellKind::number}, {"y", CellKind::text, true}});
    for (int seed = 1; seed <= 8; ++seed) {
      for (const char* stratify : {"true", "false"}) {
        const std::string share = R"({"type": "share", "share": 0.35, "stratify": )" +
                                  std::string(stratify) + ", \"seed\": " + std::to_string(seed) +
                                  "}";
        const Split split = split_rows(
            spec_with_training("\"validation\": " + share + ", \"test\": " + share), frame);
        check_complete(split, static_cast<size_t>(count));
        std::map<std::string, int> counts = class_counts(frame, split.train);
        CHECK(counts["one"] == 1);
        CHECK(counts["two"] == 2);
        CHECK(counts["a"] > 0);
        CHECK(counts["b"] > 0);
      }
    }
  }
}

TEST_CASE("where no others are left, a class of two rows gives one") {
  const Frame frame = read_text("x,y\n1,a\n2,a\n3,b\n4,b\n",
                                {{"x", CellKind::number}, {"y", CellKind::text, true}});
  const Split split = split_rows(spec_with_training(R"("validation": 0.25)"), frame);
  CHECK(split.validation.size() == 1);
  CHECK(class_counts(frame, split.train).size() == 2);
  CHECK(split_error(R"("validation": 0.25)",
                    read_text("x,y\n1,a\n2,b\n3,c\n4,d\n",
                              {{"x", CellKind::number}, {"y", CellKind::text, true}})) ==
        "rows.csv: no row is left for validation\n  hint: there are 4 rows in all, and one of each "
        "class stays in training");
}

TEST_CASE("equal rows stay on one side") {
  // Each row three times, its target another one each time.
  std::string text = "x,color,y\n";
  for (int i = 0; i < 300; ++i) {
    const int row = i % 100;
    text += std::to_string(row / 2) + (i < 100 ? "" : ".0") + "," +
            (row % 2 == 0 ? "red"
             : i < 200    ? "blue"
                          : " blue ") +
            "," + (i < 150 ? "a" : "b") + "\n";
  }
  const Frame frame = read_text(
      text, {{"x", CellKind::number}, {"color", CellKind::text}, {"y", CellKind::text, true}});
  const Spec spec = Spec::parse(
      R"({"inputs": [{"column": "x", "type": "number"}, {"column": "color", "type": "category"}],
          "outputs": [{"column": "y", "type": "category"}], "training": {
          "validation": {"type": "share", "share": 0.1, "group": "equal_rows"},
          "test": {"type": "share", "share": 0.3, "group": "equal_rows"}}})",
      "spec.json");
  const Split split = split_rows(spec, frame);
  check_complete(split, 300);
  CHECK(split.test.size() == 90);
  CHECK(split.validation.size() == 30);
  std::set<uint32_t> first;
  for (const Rows* rows : {&split.train, &split.validation, &split.test}) {
    std::set<uint32_t> side;
    for (const uint32_t row : *rows) side.insert(row % 100);
    CHECK(side.size() * 3 == rows->size());
    first.insert(side.begin(), side.end());
  }
  CHECK(first.size() == 100);
}

TEST_CASE("the last rows by the order of a column; equal values stay together") {
  const auto cut = [](const std::string& values, const std::string& training) {
    const Frame frame = read_text(
        "x,y,at\n" + values,
        {{"x", CellKind::number}, {"y", CellKind::text, true}, {"at", CellKind::text, false}});
    const Split split = split_rows(spec_with_training(training), frame);
    check_complete(split, static_cast<size_t>(frame.rows()));
    return split;
  };
  const std::string test = R"("test": {"type": "last", "by": "at", "share": 0.2})";
  const std::string both = test + R"(, "validation": {"type": "last", "by": "at", "share": 0.2})";
  SUBCASE("numbers, by their size") {
    const Split split =
        cut("1,a,9\n2,b,10\n3,a,-1\n4,b,\n5,a,100\n6,b,2\n7,a,3\n8,b,4\n9,a,5\n10,b,6\n", both);
    CHECK(split.test == Rows{1, 4});
    CHECK(split.validation == Rows{0, 9});
  }
  SUBCASE("dates and times, by the clock") {
    const Split split =
        cut("1,a,2024-02-29T12:30+02:00\n2,b,2024-02-29 11:00Z\n3,a,2023-12-31\n4,b,2024-01-31\n"
            "5,a,2024-02-29 10:45:00.5\n",
            both);
    CHECK(split.test == Rows{1});
    CHECK(split.validation == Rows{4});
  }
  SUBCASE("dates in a national order that their days tell") {
    const Split split = cut(
        "1,a,03/04/2024\n2,b,28/03/2024\n3,a,01/05/2024\n4,b,30/04/2024\n5,a,02/05/2023\n", both);
    CHECK(split.test == Rows{2});
    CHECK(split.validation == Rows{3});
  }
  SUBCASE("ties are taken whole") {
    const Split split = cut("1,a,1\n2,b,2\n3,a,2\n4,b,2\n5,a,0\n", test);
    CHECK(split.test == Rows{1, 2, 3});
  }
  SUBCASE("beside a random share, which takes the others") {
    const Split split =
        cut("1,a,5\n2,b,4\n3,a,3\n4,b,2\n5,a,1\n6,b,0\n", test + R"(, "validation": 0.2)");
    CHECK(split.test == Rows{0});
    CHECK(split.validation.size() == 1);
  }
  SUBCASE("texts that have no order") {
    const auto error = [&](const std::string& values) {
      return error_text([&] { cut(values, test); });
    };
    CHECK(
        error("1,a,spring\n2,b,autumn\n") ==
        "rows.csv: column \"at\": rows cannot be put in order by \"spring\"\n  hint: the last rows "
        "are found by numbers, or by dates and times");
    CHECK(
        error("1,a,03/04/2024\n2,b,04/05/2024\n") ==
        "rows.csv: column \"at\": rows cannot be put in order by \"03/04/2024\": its dates do not "
        "tell their order\n  hint: write them as 2024-03-31");
    CHECK(error("1,a,2024-02-30\n2,b,2024-12-31\n")
              .starts_with("rows.csv: column \"at\": rows cannot"));
    CHECK(error("1,a,2024-02-03\n2,b,17\n") ==
          "rows.csv: column \"at\": rows cannot be put in order by \"17\" and \"2024-02-03\" "
          "together");
    CHECK(error("1,a,7\n2,b,7\n") ==
          "rows.csv: no row is left for training\n  hint: validation takes 0 rows, test 2");
  }
}

TEST_CASE("a separate file takes no rows here") {
  const Split split = split_rows(
      spec_with_training(R"("test": {"type": "file", "path": "other.csv"})"), make_frame(20));
  CHECK(split.train.size() == 20);
}

TEST_CASE("the columns that splitting needs") {
  const auto ordered =
      split_columns(spec_with_training(R"("test": {"type": "last", "by": "at", "share": 0.2},
                   "validation": {"type": "share", "share": 0.5, "group": "equal_rows"})"));
  REQUIRE(ordered.size() == 1);
  CHECK(ordered[0].name == "at");
  const auto columns = split_columns(
      spec_with_training(R"("test": {"type": "column", "column": "part", "value": "t"},
                                                "validation": {"type": "share", "share": 0.5, "group": "who"})"));
  REQUIRE(columns.size() == 2);
  CHECK(columns[0].name == "who");
  CHECK(columns[0].required);
  CHECK(columns[1].name == "part");
  CHECK(columns[1].kind == CellKind::verbatim);
  CHECK(split_columns(spec_with_training(R"("validation": 0.1)")).empty());
}

TEST_CASE("parts that would be empty") {
  const Frame frame = make_frame(20);
  CHECK(split_error(R"("test": {"type": "column", "column": "part", "value": "tt"})", frame) ==
        "rows.csv: no row is left for test: column \"part\" never holds \"tt\"\n  hint: did you "
        "mean \"t\"?");
  CHECK(split_error(R"("test": 0.5, "validation": 0.5)", frame) ==
        "rows.csv: no row is left for training\n  hint: validation takes 10 rows, test 10");
  CHECK(split_error(R"("test": 0.9, "validation": 0.001)", make_frame(4)) ==
        "rows.csv: no row is left for validation\n  hint: there are 4 rows in all, and one of each "
        "class stays in training");
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
  is_spec_error(spec_with_training(
                    R"("test": {"type": "share", "share": 0.1, "group": "who", "stratify": true})"),
                ": \"stratify\" cannot be combined with \"group\"");
  is_spec_error(spec_with_training(R"("test": {"type": "share", "share": 0.1, "group": "who"},
                             "validation": {"type": "share", "share": 0.1, "group": "x"})"),
                ": validation is grouped by \"x\", test by \"who\"; only one column can keep its "
                "values together");
  is_spec_error(
      spec_with_training(R"("test": {"type": "share", "share": 0.1, "group": "equal_rows"},
                             "validation": {"type": "share", "share": 0.1, "group": "x"})"),
      ": validation is grouped by \"x\", test by equal rows; only one column can keep its "
      "values together");
  is_spec_error(spec_with_training(R"("test": {"type": "share", "share": 0.1, "stratify": true})",
                                   R"({"column": "y", "type": "number"})"),
                ": there is no category or binary output to stratify by");
}
