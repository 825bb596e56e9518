#include "rows/preprocessing.h"

#include <cmath>

#include <doctest/doctest.h>

#include "base/json.h"
#include "base/numbers.h"
#include "columns/column_support.h"
#include "rows/reading_plan.h"
#include "spec/spec.h"

using namespace aimodel;

namespace {

using Reals = std::vector<real>;
using Texts = std::vector<std::string>;

Spec make_spec(const std::string& inputs, const std::string& outputs,
               const std::string& training = "") {
  return Spec::parse("{\"inputs\": [" + inputs + "], \"outputs\": [" + outputs +
                         "], \"training\": {" + training + "}}",
                     "spec.json");
}

const std::string kFlowers =
    "id,width,colour,length,note,species,w\n"
    "1,2,red,10,\"a, b\",setosa,1\n"
    "2,4,blue,20,,virginica,2\n"
    "3,6,NA,30,,setosa,3\n"
    "4,8,red,NA,,virginica,0.5\n";
const std::string kNumbers =
    R"({"columns": ["width", "length"], "type": "number", "scaling": "none"})";
const std::string kColour = R"({"column": "colour", "type": "category"})";
const std::string kSpecies = R"({"column": "species", "type": "category"})";

// Weighted rows of each class.
std::vector<double> class_counts(const Output& output) {
  return output.labels_json()["class_counts"].get<std::vector<double>>();
}

struct Learnt {
  Frame frame;
  Preprocessing preprocessing;
};

Frame read_for(const Spec& spec, const std::string& text) {
  const TemporaryFile file(text);
  CsvReader reader(file.path(), {});
  reader.select(plan_reading(spec, plan_columns(spec, reader), ReadFor::evaluation).columns);
  Frame frame;
  reader.read(frame, kAll);
  frame.file = "rows.csv";
  return frame;
}

Learnt learn(const Spec& spec, const std::string& text) {
  Frame frame = read_for(spec, text);
  Preprocessing preprocessing = Preprocessing::fit(spec, frame, all_rows(frame));
  return {std::move(frame), std::move(preprocessing)};
}

std::string learn_error(const Spec& spec, const std::string& text) {
  return error_text([&] { learn(spec, text); });
}

std::vector<CsvColumn> columns_for(const Spec& spec, const Preprocessing& fitted,
                                   ReadFor purpose = ReadFor::evaluation) {
  return plan_reading(spec, fitted.column_plan(), purpose).columns;
}

std::vector<CsvColumn> columns_for(const Spec& spec, const Texts& header, ReadFor purpose) {
  const ColumnPlan plan = plan_columns(spec, {header, header, header}, "rows.csv:1");
  return plan_reading(spec, plan, purpose).columns;
}

Texts names(const std::vector<CsvColumn>& columns) {
  Texts names;
  for (const CsvColumn& column : columns) names.push_back(column.name);
  return names;
}

}  // namespace

TEST_CASE("groups become matrices, targets beside them") {
  const Learnt learnt = learn(make_spec(kNumbers + "," + kColour, kSpecies), kFlowers);
  const Dataset data = learnt.preprocessing.encode(learnt.frame, true);
  CHECK(data.rows == 4);
  REQUIRE(data.inputs.size() == 2);
  CHECK(data.inputs[0].width == 2);
  CHECK(data.inputs[0].values == Reals{2, 10, 4, 20, 6, 30, 8, 20});
  CHECK(data.inputs[1].values == Reals{2, 1, 3, 2});
  REQUIRE(data.targets.size() == 1);
  CHECK(data.targets[0].values == Reals{0, 1, 0, 1});
  CHECK(data.targets[0].width == 1);
  CHECK(data.weights.empty());
  CHECK(learnt.preprocessing.encode(learnt.frame, false).targets.empty());
  const std::vector<uint32_t> some = {3, 0};
  CHECK(learnt.preprocessing.encode(learnt.frame, some, true).inputs[0].values ==
        Reals{8, 20, 2, 10});
}

TEST_CASE("what the network is told of inputs and outputs") {
  const Learnt learnt = learn(make_spec(kNumbers + "," + kColour, kSpecies), kFlowers);
  const auto& inputs = learnt.preprocessing.inputs();
  CHECK(inputs[0].columns == Texts{"width", "length"});
  CHECK(inputs[0].types == std::vector<TensorType>{{{1}}, {{1}}});
  CHECK(inputs[0].width() == 2);
  CHECK(!inputs[0].indexed());
  CHECK(inputs[1].known_values(0) == 3);
  const Output& output = *learnt.preprocessing.outputs()[0];
  CHECK(output.name() == "species");
  CHECK(output.target_names() == Texts{"setosa", "virginica"});
  CHECK(class_counts(output) == std::vector<double>{2, 2});
  CHECK(output.width() == 2);
  CHECK(output.no_rows().positive == 1);
  CHECK(learnt.preprocessing.columns()[1][0]->name == "colour");
}

TEST_CASE("learning looks at the rows that it is given alone") {
  const Spec spec = make_spec(kColour, kSpecies);
  const Frame frame = read_for(spec, kFlowers + "5,1,green,1,,versicolor,1\n");
  const std::vector<uint32_t> rows = {0, 1, 2};
  const Preprocessing preprocessing = Preprocessing::fit(spec, frame, rows);
  CHECK(preprocessing.columns()[0][0]->labels() == Texts{"blue", "red", "(other)"});
  CHECK(class_counts(*preprocessing.outputs()[0]) == std::vector<double>{2, 1});
  CHECK(preprocessing.encode(frame, false).inputs[0].values == Reals{2, 1, 3, 2, 0});
  CHECK(error_text([&] { preprocessing.encode(frame, true); }) ==
        "rows.csv:6: column \"species\": class \"versicolor\" was not seen in training\n"
        "  hint: known: setosa, virginica; where training keeps rows back itself, a share with "
        "\"stratify\": true leaves it some of each class");
}

TEST_CASE("sample weights") {
  const Spec spec = make_spec(kColour, kSpecies, R"("sample_weight": "w")");
  const Learnt learnt = learn(spec, kFlowers);
  CHECK(learnt.preprocessing.encode(learnt.frame, true).weights == Reals{1, 2, 3, 0.5});
  CHECK(learnt.preprocessing.encode(learnt.frame, false).weights.empty());
  CHECK(class_counts(*learnt.preprocessing.outputs()[0]) == std::vector<double>{4, 2.5});
  const Learnt widths = learn(
      make_spec(kColour, R"({"column": "width", "type": "number"})", R"("sample_weight": "w")"),
      kFlowers);
  CHECK(widths.preprocessing.outputs()[0]->trivial_prediction()[0] ==
        doctest::Approx((1 * 2 + 2 * 4 + 3 * 6 + 0.5 * 8) / 6.5));
  CHECK(names(columns_for(spec, learnt.preprocessing)) == Texts{"colour", "species", "w"});
  CHECK(names(columns_for(spec, learnt.preprocessing, ReadFor::prediction)) == Texts{"colour"});
  const std::string start = "colour,species,w\nred,a,1\nred,b,";
  CHECK(learn_error(spec, start + "-1\n") ==
        "rows.csv:3: column \"w\": a weight cannot be negative (-1)");
  CHECK(learn_error(spec, start + "\n") == "rows.csv:3: column \"w\": the value is missing");
  CHECK(learn_error(spec, "colour,species,w\nred,a,0\nred,b,0\n") ==
        "rows.csv: column \"w\": the weights of the training rows are all 0");
  if (sizeof(real) == sizeof(float)) {
    CHECK(learn_error(spec, start + "1e300\n") ==
          "rows.csv:3: column \"w\": the number is out of range (1e+300)");
  }
}

TEST_CASE("globs take columns in the order of their names, without those that have another task") {
  const Spec spec =
      make_spec(R"({"columns": ["b*", "*"], "type": "category"})",
                R"({"columns": ["y*"], "type": "number"}, {"column": "yes", "type": "binary"})",
                R"("sample_weight": "w", "test": {"type": "column", "column": "part", "value": "t"},
                                 "validation": {"type": "share", "share": 0.5, "group": "who"})");
  const Texts header = {"y2", "a", "b2", "w", "who", "yes", "b1", "y1", "part", "is_it?"};
  const auto wanted = columns_for(spec, header, ReadFor::evaluation);
  CHECK(names(wanted) == Texts{"b1", "b2", "a", "is_it?", "y1", "y2", "yes", "w"});
  CHECK(wanted[0].kind == CellKind::text);
  CHECK(!wanted[0].required);
  CHECK(wanted[4].kind == CellKind::number);
  CHECK(wanted[4].required);
  CHECK(names(columns_for(spec, header, ReadFor::prediction)) == Texts{"b1", "b2", "a", "is_it?"});
  const TemporaryFile file(
      "y2,a,b2,w,who,yes,b1,y1,part,is_it?\n1,2,3,4,5,6,7,8,9,0\n3,4,5,6,7,8,9,0,1,2\n");
  CsvReader reader(file.path(), {});
  std::vector<CsvColumn> columns = wanted;
  columns.push_back({"who", CellKind::text, true});
  columns.push_back({"part", CellKind::verbatim});
  reader.select(columns);
  Frame frame;
  reader.read(frame, kAll);
  const Preprocessing preprocessing = Preprocessing::fit(spec, frame, all_rows(frame));
  CHECK(preprocessing.inputs()[0].columns == Texts{"b1", "b2", "a", "is_it?"});
  CHECK(preprocessing.outputs()[0]->columns() == Texts{"y1", "y2"});
  CHECK(preprocessing.outputs()[0]->name() == "y1+y2");
}

TEST_CASE("a name that is there as it is written is no glob") {
  const Spec spec = make_spec(R"({"column": "is_it?", "type": "category"})", kSpecies);
  CHECK(names(columns_for(spec, {"is_it1", "is_it?", "species"}, ReadFor::prediction)) ==
        Texts{"is_it?"});
  CHECK(names(columns_for(spec, {"is_it1", "is_it2", "species"}, ReadFor::prediction)) ==
        Texts{"is_it1", "is_it2"});
}

TEST_CASE("columns that cannot be as the spec wants them") {
  const auto wanted_error = [](const Spec& spec) {
    return error_text([&] { columns_for(spec, {"age", "job", "species"}, ReadFor::evaluation); });
  };
  const Spec misspelt = make_spec(R"({"column": "agee", "type": "number"})", kSpecies);
  CHECK(error_text([&] { read_for(misspelt, "age,job,species\n1,a,b\n"); }) ==
        "rows.csv:1: column \"agee\" is missing\n  hint: did you mean \"age\"?");
  CHECK(wanted_error(make_spec(R"({"column": "num_*", "type": "number"})", kSpecies)) ==
        "rows.csv:1: no column matches \"num_*\"\n  hint: known: age, job, species");
  CHECK(wanted_error(make_spec(R"({"column": "spec*", "type": "category"})", kSpecies))
            .starts_with("rows.csv:1: no column matches \"spec*\""));
  const auto is_spec_error = [](const Spec& spec, const std::string& text) {
    const auto call = [&] { columns_for(spec, {"age", "job", "species"}, ReadFor::evaluation); };
    CHECK(error_text(call) == text);
    CHECK(error_code(call) == Exit::spec);
  };
  is_spec_error(make_spec(R"({"columns": ["age", "job", "age"], "type": "category"})", kSpecies),
                "spec.json:1:14: column \"age\" is named twice");
  is_spec_error(make_spec(R"({"columns": ["age", "species"], "type": "category"})", kSpecies),
                "spec.json:1:14: column \"species\" is both input and output");
  is_spec_error(make_spec(R"({"column": "age", "type": "number"})", kSpecies + "," + kSpecies),
                "spec.json:1:106: column \"species\" is an output twice");
}

TEST_CASE("a glob leaves out a column that the file gives no name; its place's name finds it") {
  const std::string text = ",a,species,\n0,1,x,\n1,2,y,\n2,3,x,\n";
  const auto columns = [&](const std::string& inputs) {
    const Spec spec = make_spec(inputs, kSpecies);
    const TemporaryFile file(text);
    CsvReader reader(file.path(), {});
    reader.select(plan_reading(spec, plan_columns(spec, reader), ReadFor::evaluation).columns);
    Frame frame;
    reader.read(frame, kAll);
    Texts found;
    const Preprocessing preprocessing = Preprocessing::fit(spec, frame, all_rows(frame));
    for (const InputInfo& info : preprocessing.inputs()) {
      found.insert(found.end(), info.columns.begin(), info.columns.end());
    }
    return found;
  };
  CHECK(columns(R"({"column": "*", "type": "number"})") == Texts{"a"});
  CHECK(columns(R"({"column": "column_1", "type": "number"}, {"column": "*", "type": "number"})") ==
        Texts{"column_1", "a"});
}

TEST_CASE("what a group lists as missing is missing in its columns alone") {
  const Spec spec =
      make_spec(R"({"column": "a", "type": "number", "missing": ["-"], "scaling": "none",
                                  "missing_indicator": true}, {"column": "b", "type": "category"})",
                kSpecies);
  const Learnt learnt = learn(spec, "a,b,species\n1,-,x\n-,u,y\n3,-,x\n");
  CHECK(learnt.preprocessing.columns()[0][0]->width() == 2);
  CHECK(learnt.preprocessing.columns()[1][0]->labels() == Texts{"-", "u"});
}

TEST_CASE("a column may stand in two groups, read in two ways") {
  const Learnt learnt = learn(make_spec(R"({"column": "age", "type": "number", "scaling": "none"},
                                            {"column": "age", "type": "category"})",
                                        kSpecies),
                              "age,species\n30,a\n7,b\n");
  const Dataset data = learnt.preprocessing.encode(learnt.frame, false);
  CHECK(data.inputs[0].values == Reals{30, 7});
  CHECK(data.inputs[1].values == Reals{1, 2});
}

TEST_CASE("classes are in order of size where all are numbers, else of bytes") {
  const auto classes = [](const std::string& rows) {
    return learn(make_spec(R"({"column": "x", "type": "number"})",
                           R"({"column": "y", "type": "category"})"),
                 "x,y\n" + rows)
        .preprocessing.outputs()[0]
        ->target_names();
  };
  CHECK(classes("1,10\n2,9\n3,-1\n") == Texts{"-1", "9", "10"});
  CHECK(classes("1,10\n2,9\n3,b\n4, b\n") == Texts{"10", "9", "b"});
}

TEST_CASE("the positive class") {
  struct Learning {
    Texts classes;
    int64_t positive, width;
    bool follows_threshold;
    std::vector<double> counts;
    Reals targets;
  };
  const auto output = [](const std::string& settings,
                         const std::string& rows = "1,no\n2,yes\n3,yes\n") {
    const Learnt learnt = learn(
        make_spec(R"({"column": "x", "type": "number"})", "{\"column\": \"y\", " + settings + "}"),
        "x,y\n" + rows);
    const Output& made = *learnt.preprocessing.outputs()[0];
    return Learning{
        made.target_names(), made.no_rows().positive,
        made.width(),        made.follows_threshold(),
        class_counts(made),  learnt.preprocessing.encode(learnt.frame, true).targets[0].values};
  };
  const Learning category = output(R"("type": "category", "positive": "no")");
  CHECK(category.positive == 0);
  CHECK(category.classes == Texts{"no", "yes"});
  CHECK(category.targets == Reals{0, 1, 1});
  // The one number of a binary output speaks of class 1, so the positive one is put there.
  const Learning binary = output(R"("type": "binary", "positive": "no")");
  CHECK(binary.positive == 1);
  CHECK(binary.classes == Texts{"yes", "no"});
  CHECK(binary.counts == std::vector<double>{2, 1});
  CHECK(binary.targets == Reals{1, 0, 0});
  CHECK(binary.width == 1);
  CHECK(output(R"("type": "binary")").classes == Texts{"no", "yes"});
  const Learning three = output(R"("type": "category")", "1,a\n2,b\n3,c\n");
  CHECK_FALSE(three.follows_threshold);
  CHECK(three.width == 3);
}

TEST_CASE("classes that cannot be learnt") {
  const auto message = [](const std::string& settings, const std::string& rows) {
    return learn_error(
        make_spec(R"({"column": "x", "type": "number"})", "{\"column\": \"y\", " + settings + "}"),
        "x,y\n" + rows);
  };
  CHECK(message(R"("type": "category")", "1,a\n2,a\n") ==
        "rows.csv: column \"y\" has one class only (\"a\")\n"
        "  hint: a class is learnt from rows that have it and rows that do not");
  CHECK(message(R"("type": "binary")", "1,a\n2,b\n3,c\n4,d\n") ==
        "rows.csv: column \"y\" has 4 classes, not two (\"a\", \"b\", \"c\", ...)\n"
        "  hint: declare the output as \"category\"");
  CHECK(message(R"("type": "category")", "1,a\n2,NA\n")
            .starts_with("rows.csv:3: column \"y\": the value is missing (\"NA\")\n"));
  CHECK(message(R"("type": "category", "positive": "a")", "1,a\n2,b\n3,c\n")
            .ends_with(": a positive class needs two classes, and column \"y\" has 3"));
  CHECK(message(R"("type": "binary", "positive": "yess")", "1,no\n2,yes\n")
            .ends_with(
                ": no training row of column \"y\" holds \"yess\"\n  hint: did you mean \"yes\"?"));
}

TEST_CASE("number outputs are scaled, and brought back") {
  const Learnt learnt =
      learn(make_spec(R"({"column": "x", "type": "number"})",
                      R"({"columns": ["y", "z"], "type": "number", "scaling": "min_max"})"),
            "x,y,z\n1,10,-1\n2,30,1\n3,20,0\n");
  const Dataset data = learnt.preprocessing.encode(learnt.frame, true);
  CHECK(data.targets[0].width == 2);
  CHECK(data.targets[0].values == Reals{0, 0, 1, 1, 0.5, 0.5});
  CHECK(data.truths[0].values == std::vector<double>{10, -1, 30, 1, 20, 0});
  Reals z = {0, 0.5, 1, 2};
  std::vector<double> x(4);
  learnt.preprocessing.outputs()[0]->finish({z.data(), {2, 2}}, x.data());
  CHECK(x == std::vector<double>{10, 0, 30, 3});
  CHECK(learnt.preprocessing.outputs()[0]->width() == 2);
  CHECK_FALSE(learnt.preprocessing.outputs()[0]->predicts_labels());
  CHECK(learn_error(make_spec(R"({"column": "x", "type": "number"})",
                              R"({"column": "y", "type": "number"})"),
                    "x,y\n1,\n") ==
        "rows.csv:2: column \"y\": the value is missing\n"
        "  hint: --missing-target skip passes over rows without a target");
}

TEST_CASE("targets of more digits than a scaled number has are kept to the last bit") {
  for (const char* scaling : {"standard", "min_max", "robust"}) {
    CAPTURE(scaling);
    const std::vector<double> truth = {1700000012345, 1700000012345.25, 1700000099999, -3e-12};
    std::string text = "x,species,t\n";
    for (const double value : truth) text += "1,a," + shortest(value) + "\n";
    text += "1,b,0\n";
    const Learnt learnt =
        learn(make_spec(R"({"column": "x", "type": "number"})",
                        std::string(R"({"column": "t", "type": "number", "scaling": ")") + scaling +
                            "\"}," + kSpecies),
              text);
    const std::vector<uint32_t> rows = {2, 0, 1, 3};
    const Dataset data = learnt.preprocessing.encode(learnt.frame, rows, true);
    CHECK(data.truths[0].values == std::vector<double>{truth[2], truth[0], truth[1], truth[3]});
    CHECK(data.truths[1].width == 0);
    // A prediction's step is that of the scaled number, not that of a float in the data's unit.
    Reals z = {real{0.25}, std::nextafter(real{0.25}, real{1})};
    double x[2];
    learnt.preprocessing.outputs()[0]->finish({z.data(), {2, 1}}, x);
    CHECK(x[1] > x[0]);
    CHECK(x[1] - x[0] < 1e12 * 1e-7);
  }
}

TEST_CASE("what is the same in all training rows is 0 in all rows") {
  const Spec spec = make_spec(
      R"({"columns": ["a", "b", "c"], "type": "number", "scaling": "none", "missing_indicator": true},
         {"column": "a", "type": "number", "scaling": "none", "fill": 0},
         {"columns": ["d", "e"], "type": "category"}, {"columns": ["f", "g"], "type": "binary"},
         {"columns": ["h", "i"], "type": "ordinal", "order": ["low", "middle", "high"]})",
      kSpecies);
  const std::string header = "a,b,c,d,e,f,g,h,i,species\n";
  // a is 7 or missing, b varies, c, d, f and h are always the same.
  const Learnt learnt = learn(spec, header +
                                        "7,1,5,u,p,on,on,high,low,x\n"
                                        "NA,2,5,u,q,on,off,high,high,y\n"
                                        "7,3,5,u,p,on,on,high,low,x\n");
  const Dataset data = learnt.preprocessing.encode(learnt.frame, false);
  CHECK(data.inputs[0].values == Reals{0, 0, 1, 0, 0, 0,  //
                                       0, 1, 2, 0, 0, 0,  //
                                       0, 0, 3, 0, 0, 0});
  CHECK(data.inputs[1].values == Reals{7, 0, 7});
  CHECK(data.inputs[2].values == Reals{0, 1, 0, 2, 0, 1});
  CHECK(data.inputs[3].values == Reals{0, 1, 0, 0, 0, 1});
  CHECK(data.inputs[4].values == Reals{0, 0, 0, 1, 0, 0});
  CHECK_FALSE(learnt.preprocessing.columns()[0][0]->is_constant());  // it may be missing
  CHECK(learnt.preprocessing.columns()[0][2]->is_constant());
  CHECK(learnt.preprocessing.columns()[2][0]->is_constant());
  // Rows of other values, from the model file, too.
  Frame other = read_for(spec, header +
                                   "8,NA,6,v,r,off,maybe,NA,middle,x\n"
                                   "NA,9,NA,NA,p,NA,on,low,NA,x\n");
  const Json state = Json::parse(learnt.preprocessing.state().dump());
  for (const Preprocessing& preprocessing :
       {Preprocessing::restore(spec, state),
        Preprocessing::fit(spec, learnt.frame, all_rows(learnt.frame))}) {
    PreprocessingNotes notes;
    const Dataset rows = preprocessing.encode(other, false, &notes);
    CHECK(rows.inputs[0].values == Reals{0, 0, 2, 0, 0, 0,  //
                                         0, 1, 9, 0, 0, 0});
    CHECK(rows.inputs[1].values == Reals{8, 0});
    CHECK(rows.inputs[2].values == Reals{0, 0, 0, 1});
    CHECK(rows.inputs[3].values == Reals{0, 0.5, 0, 1});
    CHECK(rows.inputs[4].values == Reals{0, 0.5, 0, 0});
    const std::string missing = " cells are missing, and none was in training";
    const std::string unseen = " cells hold values that training did not see";
    CHECK(notes.lines(preprocessing) ==
          Texts{"column b: 1 of 2" + missing, "column c: 1 of 2" + missing,
                "column d: 1 of 2" + unseen + " (\"v\")", "column d: 1 of 2" + missing,
                "column e: 1 of 2" + unseen + " (\"r\")",
                "column f: 1 of 2" + unseen + " (\"off\")", "column f: 1 of 2" + missing,
                "column g: 1 of 2" + unseen + " (\"maybe\")",
                "column h: 1 of 2" + unseen + " (\"low\")", "column h: 1 of 2" + missing,
                "column i: 1 of 2" + unseen + " (\"middle\")", "column i: 1 of 2" + missing,
                "column a: 1 of 2 cells are outside training's range of 7 (8); so are some of 3 "
                "other columns"});
    const Json json = notes.json(preprocessing);
    CHECK(
        json[0].dump() ==
        R"({"column":"a","cells":2,"unseen":0,"missing":0,"outside":1,"lowest":8.0,"highest":8.0,"range":[7.0,7.0]})");
    CHECK(json[4].dump() ==
          R"({"column":"d","cells":2,"unseen":1,"example":"v","missing":1,"outside":0})");
  }
}

TEST_CASE("a group of numbers can share its scale") {
  const auto encoded = [](const std::string& options) {
    const Learnt learnt = learn(
        make_spec(R"({"columns": ["a", "b", "c"], "type": "number", )" + options + "}", kSpecies),
        "a,b,c,species\n0,0,4,x\n8,0,4,y\n0,2,4,x\n8,2,4,y\n");
    return learnt.preprocessing.encode(learnt.frame, false).inputs[0].values;
  };
  // Low 0 and high 8 of all; c, which does not vary, is 0 in any case.
  CHECK(encoded(R"("shared_scale": true, "scaling": "min_max")") ==
        Reals{0, 0, 0, 1, 0, 0, 0, 0.25, 0, 1, 0.25, 0});
  // Mean 3; variances 16, 1 and 0, means 4, 1 and 4: a variance of 17 / 3 + 2.
  const Reals standard = encoded(R"("shared_scale": true)");
  const double scale = std::sqrt(17.0 / 3 + 2);
  const double expected[] = {-3, -3, 0, 5, -3, 0, -3, -1, 0, 5, -1, 0};
  for (size_t i = 0; i < 12; ++i) {
    CHECK(double{standard[i]} == doctest::Approx(expected[i] / scale).epsilon(1e-6));
  }
  CHECK(encoded(R"("shared_scale": true, "scaling": "none")") == encoded(R"("scaling": "none")"));
  CHECK(error_text([&] { encoded(R"("shared_scale": true, "scaling": "robust")"); })
            .ends_with(": \"robust\" looks at each column on its own\n"
                       "  hint: \"standard\", \"min_max\" and \"log1p\" can be shared"));
}

TEST_CASE("notes are the same however the rows are cut") {
  const Spec spec = make_spec(
      R"({"column": "a", "type": "number"}, {"column": "d", "type": "category"})", kSpecies);
  const Learnt learnt = learn(spec, "a,d,species\n1,u,x\n2,v,y\n");
  std::string text = "a,d,species\n";
  for (int i = 0; i < 3000; ++i)
    text += std::to_string(i) + (i % 3 == 0 ? ",u,x\n" : ",new" + std::to_string(i) + ",y\n");
  const Frame frame = read_for(spec, text);
  PreprocessingNotes whole, parts;
  learnt.preprocessing.encode(frame, false, &whole);
  const std::vector<uint32_t> rows = all_rows(frame);
  for (size_t first = 0; first < rows.size(); first += 700) {
    PreprocessingNotes part;
    learnt.preprocessing.encode(
        frame, std::span(rows).subspan(first, std::min<size_t>(700, rows.size() - first)), false,
        &part);
    parts.merge(part);
  }
  CHECK(whole.lines(learnt.preprocessing) ==
        Texts{"column d: 2,000 of 3,000 cells hold values that training did not see (\"new1\")",
              "column a: 2,998 of 3,000 cells are outside training's range of 1 to 2 (0 to 2999)"});
  CHECK(parts.lines(learnt.preprocessing) == whole.lines(learnt.preprocessing));
  CHECK(parts.json(learnt.preprocessing) == whole.json(learnt.preprocessing));
}

TEST_CASE("what was learnt goes through the model file and encodes the same, bit for bit") {
  const Spec spec = make_spec(
      R"({"columns": ["a", "b"], "type": "number", "missing_indicator": true},
         {"column": "a", "type": "number", "scaling": "log1p", "fill": "median"},
         {"column": "b", "type": "number", "scaling": "robust", "fill": 0.1},
         {"column": "c", "type": "category"}, {"column": "d", "type": "binary"},
         {"column": "e", "type": "ordinal", "order": ["low", "middle", "high"]})",
      R"({"column": "y", "type": "category"}, {"column": "z", "type": "number"}, {"column": "v", "type": "binary"})",
      R"("sample_weight": "w")");
  const std::string text =
      "a,b,c,d,e,y,z,v,w\n0.1,1,u,yes,low,p,0.3,0,1\n0.7,NA,v,no,NA,q,0.7,1,0.3\n3,-5.25,u,yes,"
      "high,q,11,1,2\n";
  const Learnt learnt = learn(spec, text);
  const Json state = Json::parse(learnt.preprocessing.state().dump());
  const Preprocessing again = Preprocessing::restore(spec, state);
  CHECK(again.state().dump() == state.dump());
  const Dataset one = learnt.preprocessing.encode(learnt.frame, true);
  const Dataset other = again.encode(learnt.frame, true);
  REQUIRE(one.inputs.size() == other.inputs.size());
  for (size_t i = 0; i < one.inputs.size(); ++i)
    CHECK(one.inputs[i].values == other.inputs[i].values);
  for (size_t i = 0; i < one.targets.size(); ++i)
    CHECK(one.targets[i].values == other.targets[i].values);
  CHECK(one.weights == other.weights);
  for (size_t i = 0; i < 3; ++i) {
    const Output &then = *learnt.preprocessing.outputs()[i], &now = *again.outputs()[i];
    CHECK(now.name() == then.name());
    CHECK(now.target_names() == then.target_names());
    CHECK(now.labels_json() == then.labels_json());
    CHECK(now.trivial_prediction() == then.trivial_prediction());
    CHECK(now.no_rows().positive == then.no_rows().positive);
  }
  CHECK(names(columns_for(spec, again)) == names(columns_for(spec, learnt.preprocessing)));
}

TEST_CASE("a stored encoding is not trusted") {
  const Spec spec = make_spec(kColour, kSpecies);
  const std::string good = learn(spec, kFlowers).preprocessing.state().dump();
  CHECK(error_text([&] { Preprocessing::restore(spec, Json::parse(good)); }).empty());
  const auto message = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    const size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    text.replace(at, from.size(), to);
    const auto call = [&] { Preprocessing::restore(spec, Json::parse(text)); };
    CHECK(error_code(call) == Exit::model);
    const std::string what = error_text(call);
    return what.substr(0, what.find('\n'));
  };
  CHECK(message("\"inputs\"", "\"input\"") ==
        "spec.json: stored encoding, as a whole: \"inputs\" is missing");
  CHECK(message("\"inputs\":[", "\"inputs\":[[],") ==
        "spec.json: stored encoding, as a whole: \"inputs\" is not a list of 1");
  CHECK(message("\"column\":\"colour\"", "\"column\":7") ==
        "spec.json: stored encoding, as a whole: a column has no name");
  CHECK(message("[[{\"column\":\"colour\"", "[[{\"column\":\"colour\"},{\"column\":\"colour\"") ==
        "spec.json: stored encoding, as a whole: column \"colour\" stands twice in a group");
  CHECK(message("[\"blue\",\"red\"]", "[\"blue\",null]") ==
        "spec.json: stored encoding, column \"colour\": \"vocabulary\" holds what is no string");
  for (const char* constant : {"[1]", "[]", "[-1]", "[0,0]", "0", "[\"0\"]"}) {
    CHECK(message("{\"column\":\"colour\"",
                  std::string("{\"column\":\"colour\",\"constant\":") + constant) ==
          "spec.json: stored encoding, as a whole: \"constant\" of column \"colour\" is no list of "
          "its numbers");
  }
  CHECK(message("[\"setosa\",\"virginica\"]", "[\"setosa\"]") ==
        "spec.json: stored encoding, output \"species\": there are 1 classes");
  CHECK(message("[2.0,2.0]", "[2.0]") ==
        "spec.json: stored encoding, output 1: \"class_counts\" is not a list of 2");
  CHECK(message("[2.0,2.0]", "[2.0,-1.0]") ==
        "spec.json: stored encoding, output 1: \"class_counts\" has a negative count");
  CHECK(message("[2.0,2.0]", "[2.0,\"2\"]") ==
        "spec.json: stored encoding, output 1: \"class_counts\" holds what is no finite number");
  CHECK(
      message("\"column\":\"species\"", "\"column\":\"kind\"") ==
      "spec.json: stored encoding, output 1: the spec names column \"species\", which is not among "
      "its columns");
  CHECK(message("\"columns\":", "\"column\":") ==
        "spec.json: stored encoding, output 1: \"columns\" is missing");
}

TEST_CASE("every broken part of a stored encoding is refused or harmless, never a crash") {
  const Spec spec = make_spec(kNumbers + "," + kColour, kSpecies);
  const Learnt learnt = learn(spec, kFlowers);
  const Json good = learnt.preprocessing.state();
  const Json junk[] = {Json(nullptr),
                       Json(-1),
                       Json(1e308),
                       Json("x"),
                       Json::array(),
                       Json::object(),
                       Json::array({1, "a", nullptr}),
                       Json(true)};
  int refused = 0;
  const auto flat = good.flatten();
  std::vector<std::string> pointers = {""};
  for (const auto& [pointer, value] : flat.items()) {
    for (size_t at = pointer.find('/', 1); at != std::string::npos;
         at = pointer.find('/', at + 1)) {
      pointers.push_back(pointer.substr(0, at));
    }
    pointers.push_back(pointer);
  }
  for (const std::string& pointer : pointers) {
    for (const Json& value : junk) {
      Json broken = good;
      broken[Json::json_pointer(pointer)] = value;
      const Exit code = error_code([&] {
        const Preprocessing preprocessing = Preprocessing::restore(spec, broken);
        if (names(columns_for(spec, preprocessing)) !=
            names(columns_for(spec, learnt.preprocessing))) {
          return;
        }
        try {
          preprocessing.encode(learnt.frame, false);
        } catch (const Error& error) {
          CHECK(error.code() == Exit::data);
        }
      });
      CHECK((code == Exit::done || code == Exit::model));
      refused += code == Exit::model;
    }
  }
  CHECK(refused > 150);
}

TEST_CASE("a wide matrix is the same whether its rows are encoded together or one by one") {
  std::string header = "y", row;
  const int width = 300, count = 400;  // more than one block of rows
  for (int i = 0; i < width; ++i) header += ",x" + std::to_string(i);
  std::string text = header + "\n";
  for (int k = 0; k < count; ++k) {
    text += k % 2 == 0 ? "a" : "b";
    for (int i = 0; i < width; ++i) text += "," + std::to_string((k * 31 + i * 17) % 101);
    text += "\n";
  }
  const Learnt learnt = learn(make_spec(R"({"columns": ["x*"], "type": "number"},
                                            {"columns": ["x1", "x2*"], "type": "category"})",
                                        R"({"column": "y", "type": "category"})"),
                              text);
  const Dataset whole = learnt.preprocessing.encode(learnt.frame, true);
  CHECK(whole.inputs[0].width == width);
  for (uint32_t k = 0; k < count; ++k) {
    const std::vector<uint32_t> one = {k};
    const Dataset single = learnt.preprocessing.encode(learnt.frame, one, true);
    for (size_t group = 0; group < 2; ++group) {
      const auto size = static_cast<std::ptrdiff_t>(whole.inputs[group].width);
      const auto begin = whole.inputs[group].values.begin() + k * size;
      REQUIRE(single.inputs[group].values == Reals(begin, begin + size));
    }
  }
}

TEST_CASE("a column is not read in two ways") {
  const Spec spec = Spec::parse(
      R"({"inputs": [{"type": "number", "column": "a", "decimal": ","},
                     {"type": "number", "column": "a"}],
          "outputs": [{"type": "number", "column": "b"}]})",
      "spec.json");
  CHECK(error_text([&] {
          columns_for(spec, {"a", "b"}, ReadFor::evaluation);
        }).find("column \"a\" is read in two ways") != std::string::npos);
}
