#include <limits>

#include <doctest/doctest.h>

#include "base/json.h"
#include "explain/explanation_report.h"
#include "explain/row_report.h"

using namespace aimodel;

namespace {

const double kNan = std::numeric_limits<double>::quiet_NaN();

Explanation permutation() {
  Explanation e;
  e.method = "permutation";
  e.options = {{"metric", "auc"}, {"repeats", 5}};
  e.importance = "drop in auc";
  e.output = "ill";
  e.classes = true;
  e.rows = 1234;
  e.baseline = {{"name", "auc"}, {"value", 0.95}};
  e.columns = {{"age", 0.2, 0.01, 0}, {"pay", 0.05, 0.02, 0}, {"id", -0.01, 0.02, 0}};
  e.notes = {"a note"};
  return e;
}

Explanation gradients() {
  Explanation e;
  e.method = "integrated_gradients";
  e.options = {{"baseline", "zero"}, {"steps", 50}};
  e.importance = "share of the logit of a";
  e.output = "kind";
  e.classes = true;
  e.targets = {"a", "b"};
  e.target = "a";
  e.rows = 2;
  e.has_mean = true;
  e.baseline = {{"name", "zero"}, {"value", 0.5}};
  e.columns = {{"age", 0.75, 0.25, -0.25}, {"pay", 0.1, 0.1, 0.1}};
  e.completeness_gap = CompletenessGap{0.02, 0.01, 0.015};
  e.per_row = {{0, 1, 0.7, 2, 0.5, 0.02, {-1, 0.25}}, {0, 0, 0.9, 3, 0.5, 0, {0.5, kNan}}};
  return e;
}

}  // namespace

TEST_CASE("columns are printed with bars for people, without for machines") {
  CHECK(render(column_table(permutation(), 0, true), Format::text) ==
        "permutation of \"ill\": drop in auc, 1,234 rows\n"
        "column  importance  standard_error\n"
        "------  ----------  --------------  ------------------------\n"
        "age           0.2             0.01  ########################\n"
        "pay           0.05            0.02  ######\n"
        "id           -0.01            0.02\n");
  CHECK(render(column_table(permutation(), 2, false), Format::csv) ==
        "column,importance,standard_error\nage,0.2,0.01\npay,0.05,0.02\n");
  CHECK(render(column_table(gradients(), 0, false), Format::csv) ==
        "column,importance,standard_error,mean\nage,0.75,0.25,-0.25\npay,0.1,0.1,0.1\n");
}

TEST_CASE("a row is printed with its values, ordered by what each adds to it") {
  const RowFormat format{{"id"}, 0};
  const ShownRow first{4, {"x4"}, {39.0, std::string("high")}};
  CHECK(render(row_table(gradients(), 0, first, format), Format::text) ==
        "row 4, id x4: b, probability 0.7; explained of a: 2, at the baseline 0.5\n"
        "column  value  attribution\n"
        "------  -----  -----------  ------------------------\n"
        "age     39           -1     ------------------------\n"
        "pay     high          0.25  ++++++\n");
  Explanation turned = gradients();
  turned.per_row[0].attributions = {0.1, -2};
  const Table table = row_table(turned, 0, first, {{}, 1});
  REQUIRE(table.rows.size() == 2);
  CHECK(to_text(table.rows[0][0]) == "pay");
  CHECK(to_text(table.rows[1][0]) == "(1 more)");
  CHECK(to_text(table.rows[1][2]) == "0.1");
}

TEST_CASE("for programs a line holds a row and one of its columns") {
  const auto lines = [](const Explanation& e, const RowFormat& format) {
    const auto writer = make_row_writer(row_columns(e, format), Format::csv);
    const std::vector<std::string> kept(format.kept.size(), "k");
    write_row(e, 0, {4, kept, {39.0, Value()}}, format, *writer);
    write_row(e, 1, {17, kept, {1.5, std::string("low")}}, format, *writer);
    return writer->text;
  };
  CHECK(lines(gradients(), {{"id"}, 0}) ==
        "row,id,prediction,probability,target,value,baseline,completeness_gap,column,column_value,"
        "attribution\n"
        "4,k,b,0.7,a,2,0.5,0.02,age,39,-1\n"
        "4,k,b,0.7,a,2,0.5,0.02,pay,,0.25\n"
        "17,k,a,0.9,a,3,0.5,0,age,1.5,0.5\n"
        "17,k,a,0.9,a,3,0.5,0,pay,low,\n");
  Explanation numbers = gradients();
  numbers.classes = false;
  numbers.completeness_gap.reset();
  CHECK(lines(numbers, {{}, 1}) ==
        "row,prediction,target,value,column,column_value,attribution\n"
        "4,0.7,a,2,age,39,-1\n17,0.9,a,3,age,1.5,0.5\n");
}

TEST_CASE("sentences tell how far to trust it") {
  CHECK(trust(permutation(), 1) ==
        std::vector<std::string>{
            "2 more columns are not shown",
            "auc 0.95 before shuffling; each column was shuffled 5 times among 1,234 rows",
            "2 of 3 columns are more than 2 standard errors above 0; if none mattered, about 0.1 "
            "would be by chance",
            "a note"});
  CHECK(trust(permutation(), 1, true).size() == 3);
  CHECK(trust(gradients(), 0) ==
        std::vector<std::string>{"the attributions add up to the output's difference from the "
                                 "baseline but for 0.02 in the worst row "
                                 "and 1.5% of it in the mean; --set steps=200 brings it down",
                                 "importance is the mean size over 2 rows; its standard error "
                                 "speaks of the choice of rows"});
  Explanation fine = gradients();
  fine.completeness_gap->share = 0.005;
  CHECK(trust(fine, 0)[0] ==
        "the attributions add up to the output's difference from the baseline but for 0.02 in the "
        "worst row and "
        "0.5% of it in the mean");
}

TEST_CASE("the JSON document has a schema, and null for what is not defined") {
  Explanation e = gradients();
  e.columns[1].mean = kNan;
  const Json document = to_json(e, 0);
  CHECK(document == Json::parse(R"({
    "schema": "aimodel.explain.v1", "method": "integrated_gradients",
    "options": {"baseline": "zero", "steps": 50},
    "output": "kind", "target": "a", "importance": "share of the logit of a", "rows": 2,
    "baseline": {"name": "zero", "value": 0.5},
    "columns": [{"name": "age", "importance": 0.75, "standard_error": 0.25, "mean": -0.25},
                {"name": "pay", "importance": 0.1, "standard_error": 0.1, "mean": null}],
    "columns_total": 2,
    "completeness_gap": {"maximum": 0.02, "mean": 0.01, "share": 0.015},
    "notes": []})"));
  const RowFormat format{{"id"}, 0};
  CHECK(row_json(e, 0, {4, {"x4"}, {39.0, std::string("high")}}, format) == Json::parse(R"(
      {"row": 4, "keep": {"id": "x4"}, "prediction": "b", "probability": 0.7, "target": "a",
       "value": 2.0, "baseline": 0.5, "values": {"age": 39.0, "pay": "high"},
       "attributions": {"age": -1.0, "pay": 0.25}, "completeness_gap": 0.02})"));
  CHECK(row_json(e, 1, {17, {"x"}, {Value(), Value()}}, {{}, 1}) == Json::parse(R"(
      {"row": 17, "prediction": "a", "probability": 0.9, "target": "a", "value": 3.0,
       "baseline": 0.5, "values": {"age": null}, "attributions": {"age": 0.5}, "completeness_gap": 0.0})"));
  const Json few = to_json(permutation(), 1);
  CHECK(few["columns"].size() == 1);
  CHECK(few["columns_total"] == 3);
  CHECK(few["completeness_gap"].is_null());
  CHECK(few["target"].is_null());
  CHECK(few["above_two_standard_errors"]["columns"] == 2);
  CHECK(few["above_two_standard_errors"]["expected_by_chance"].get<double>() ==
        doctest::Approx(0.06825));
}

TEST_CASE("columns are sorted by importance, equals in the model's order, the undefined last") {
  Explanation e;
  e.columns = {{"a", kNan, 0, 0}, {"b", 1, 0, 0}, {"c", 2, 0, 0}, {"d", 1, 0, 0}};
  e.per_row = {{0, 0, 0, 0, 0, 0, {1, 2, 3, 4}}};
  sort_columns(e);
  std::string names;
  for (const ColumnImportance& column : e.columns) names += column.name;
  CHECK(names == "cbda");
  CHECK(e.per_row[0].attributions == std::vector<double>{3, 2, 4, 1});
}

TEST_CASE("completeness gaps of pieces come to those of all rows") {
  const CompletenessGap both = join({0.02, 0.01, 0.1, 0.2}, 2, {0.05, 0.03, 0.02, 6}, 4);
  CHECK(both.maximum == 0.05);
  CHECK(both.mean == doctest::Approx(0.14 / 6));
  CHECK(both.share == doctest::Approx(0.14 / 6.2));
}
