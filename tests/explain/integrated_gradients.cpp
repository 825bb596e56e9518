#include <cmath>

#include "tensor/parallel.h"
#include "tiny_model.h"

using namespace aimodel;

namespace {

const char* const kLinear = R"({
  "inputs": [{"columns": ["x1", "x2", "x3"], "type": "number", "scaling": "none"}],
  "outputs": [{"column": "y", "type": "number", "scaling": "none"}]})";

TinyModel linear() {
  TinyModel tiny(kLinear, {{"x1", std::vector<double>{1, 3, 8}},
                           {"x2", std::vector<double>{-2, 0, 5}},
                           {"x3", std::vector<double>{4, 4, 1}},
                           {"y", std::vector<double>{0, 1, 2}}});
  tiny.set("outputs.0.weight", {2, -0.5, 0});
  tiny.set("outputs.0.bias", {10});
  return tiny;
}

// Two columns, hidden layers as given, one number out.
TinyModel two_columns(const std::string& network, const std::vector<double>& first,
                      const std::vector<double>& second) {
  return TinyModel(R"({"inputs": [{"columns": ["x1", "x2"], "type": "number", "scaling": "none"}],
                       "network": )" +
                       network +
                       R"(, "outputs": [{"column": "y", "type": "number", "scaling": "none"}]})",
                   {{"x1", first}, {"x2", second}, {"y", std::vector<double>(first.size(), 1.0)}});
}

const char* const kDeep = R"({
  "inputs": [
    {"columns": ["age", "pay"], "type": "number", "missing_indicator": true},
    {"columns": ["town"], "type": "category"},
    {"columns": ["job"], "type": "category", "encoding": "embedding", "units": 3}],
  "network": [{"type": "dense", "units": 9, "activation": "tanh"},
              {"type": "layer_norm"},
              {"type": "dropout", "rate": 0.5},
              {"type": "dense", "units": 7, "activation": "gelu"}],
  "outputs": [{"column": "class", "type": "category"}]})";

TinyModel deep(const std::string& spec = kDeep) {
  const double none = std::nan("");
  TinyModel tiny(spec, {{"age", std::vector<double>{23, 45, none, 61, 38, 30}},
                        {"pay", std::vector<double>{1200, 3100, 2500, none, 4000, 900}},
                        {"town", std::vector<std::string>{"a", "b", "a", "c", "b", "a"}},
                        {"job", std::vector<std::string>{"x", "y", "z", "x", "x", "z"}},
                        {"class", std::vector<std::string>{"p", "q", "r", "p", "q", "r"}}});
  // With zeros behind every unit, zeros in would be where the normalisation has a kink.
  tiny.set("network.0.bias", {0.1, -0.4, 0.3, 0.9, -0.8, 0.2, -0.1, 0.5, 0.6});
  return tiny;
}

}  // namespace

TEST_CASE("a linear model is explained exactly: w (x - baseline)") {
  const TinyModel tiny = linear();
  for (const std::string steps : {"1", "2", "50", "300"}) {
    const Explanation zero =
        tiny.explain("integrated_gradients", {"baseline=zero", "steps=" + steps});
    const Explanation mean = tiny.explain("integrated_gradients", {"steps=" + steps});
    const double x1[] = {1, 3, 8}, x2[] = {-2, 0, 5};
    for (size_t row = 0; row < 3; ++row) {
      CHECK(attribution(zero, row, "x1") == doctest::Approx(2 * x1[row]).epsilon(1e-6));
      CHECK(attribution(zero, row, "x2") == doctest::Approx(-0.5 * x2[row]).epsilon(1e-6));
      CHECK(attribution(zero, row, "x3") == 0);
      CHECK(attribution(mean, row, "x1") == doctest::Approx(2 * (x1[row] - 4)).epsilon(1e-6));
      CHECK(attribution(mean, row, "x2") == doctest::Approx(-0.5 * (x2[row] - 1)).epsilon(1e-6));
      CHECK(zero.per_row[row].baseline == 10);
      CHECK(std::abs(zero.per_row[row].completeness_gap) < 1e-5);
    }
    CHECK(zero.per_row[0].value == 13);
    CHECK(mean.per_row[0].baseline == doctest::Approx(10 + 2 * 4 - 0.5));
    CHECK(zero.columns[0].name == "x1");
    CHECK(zero.columns[2].name == "x3");
    CHECK(column(zero, "x1").mean == doctest::Approx(8));
    CHECK(column(zero, "x2").mean == doctest::Approx(-0.5));
    CHECK(column(zero, "x2").importance == doctest::Approx((1 + 0 + 2.5) / 3));
    // sizes 1, 0, 2.5: deviation sqrt(((1 - 7/6)^2 + (7/6)^2 + (4/3)^2) / 2 / 3)
    CHECK(column(zero, "x2").standard_error == doctest::Approx(0.7264832));
    CHECK(zero.completeness_gap->maximum < 1e-5);
  }
}

TEST_CASE(
    "a linear model behind whitening is explained by its columns: (matrix w) (x - baseline)") {
  TinyModel tiny(R"({
    "inputs": [{"columns": ["x1", "x2"], "type": "number", "scaling": "none", "whitening": true}],
    "outputs": [{"column": "y", "type": "number", "scaling": "none"}]})",
                 {{"x1", std::vector<double>{1, 3, 8, 4}},
                  {"x2", std::vector<double>{-2, 0, 5, 1}},
                  {"y", std::vector<double>{0, 1, 2, 3}}});
  tiny.set("inputs.0.whitening.mean", {4, 1});
  tiny.set("inputs.0.whitening.matrix", {2, -1, 0.5, 3});
  tiny.set("outputs.0.weight", {2, -0.5});
  tiny.set("outputs.0.bias", {10});
  const double w1 = 2 * 2 + 0.5, w2 = 0.5 * 2 - 3 * 0.5;
  const Explanation mean = tiny.explain("integrated_gradients"),
                    zero = tiny.explain("integrated_gradients", {"baseline=zero"});
  const double x1[] = {1, 3, 8, 4}, x2[] = {-2, 0, 5, 1};
  for (size_t row = 0; row < 4; ++row) {
    CHECK(attribution(mean, row, "x1") == doctest::Approx(w1 * (x1[row] - 4)).epsilon(1e-6));
    CHECK(attribution(mean, row, "x2") == doctest::Approx(w2 * (x2[row] - 1)).epsilon(1e-6));
    CHECK(attribution(zero, row, "x1") == doctest::Approx(w1 * x1[row]).epsilon(1e-6));
    CHECK(mean.per_row[row].baseline == doctest::Approx(10));
    CHECK(std::abs(mean.per_row[row].completeness_gap) < 1e-5);
  }
}

TEST_CASE("attributions of a deep model behind whitening add up to its answer") {
  std::string spec = kDeep;
  const std::string group = R"("missing_indicator": true)";
  spec.insert(spec.find(group), R"("whitening": true, )");
  const TinyModel tiny = deep(spec);
  const Explanation explanation = tiny.explain("integrated_gradients", {"steps=300"});
  CHECK(explanation.completeness_gap->maximum < 1e-4);
}

TEST_CASE("two formulas of one function get the same attributions") {
  // relu(relu(x1) - 1 - relu(x2)) and relu(relu(x1 - 1) - relu(x2)) at (3, 1): 1.5 and -0.5
  const char* layers = R"([{"type": "dense", "units": 2, "activation": "relu"},
                           {"type": "dense", "units": 1, "activation": "relu"}])";
  TinyModel first = two_columns(layers, {3, 0}, {1, 0});
  first.set("network.0.weight", {1, 0, 0, 1});
  first.set("network.0.bias", {0, 0});
  first.set("network.1.weight", {1, -1});
  first.set("network.1.bias", {-1});
  first.set("outputs.0.weight", {1});
  first.set("outputs.0.bias", {0});
  TinyModel second = two_columns(layers, {3, 0}, {1, 0});
  second.set("network.0.weight", {1, 0, 0, 1});
  second.set("network.0.bias", {-1, 0});
  second.set("network.1.weight", {1, -1});
  second.set("network.1.bias", {0});
  second.set("outputs.0.weight", {1});
  second.set("outputs.0.bias", {0});
  for (const auto& [steps, tolerance] : {std::pair{"steps=50", 0.05}, {"steps=2000", 0.002}}) {
    for (const TinyModel* tiny : {&first, &second}) {
      const Explanation result = tiny->explain("integrated_gradients", {"baseline=zero", steps});
      CHECK(std::abs(attribution(result, 0, "x1") - 1.5) < tolerance);
      CHECK(std::abs(attribution(result, 0, "x2") + 0.5) < tolerance);
      CHECK(result.per_row[0].value == 1);
      CHECK(result.per_row[0].baseline == 0);
    }
  }
}

TEST_CASE("relu(s - 10) + 3 relu(s + 1) - 1 shares its rise of 390 by the way of each column") {
  TinyModel tiny(R"({
    "inputs": [{"columns": ["x1", "x2", "x3"], "type": "number", "scaling": "none"}],
    "network": [{"type": "dense", "units": 2, "activation": "relu"}],
    "outputs": [{"column": "y", "type": "number", "scaling": "none"}]})",
                 {{"x1", std::vector<double>{20, 0}},
                  {"x2", std::vector<double>{50, 0}},
                  {"x3", std::vector<double>{30, 0}},
                  {"y", std::vector<double>{0, 1}}});
  tiny.set("network.0.weight", {1, 1, 1, 1, 1, 1});
  tiny.set("network.0.bias", {-10, 1});
  tiny.set("outputs.0.weight", {1, 3});
  tiny.set("outputs.0.bias", {-1});
  const Explanation result = tiny.explain("integrated_gradients", {"baseline=zero", "steps=2000"});
  CHECK(result.per_row[0].value - result.per_row[0].baseline == 390);
  CHECK(attribution(result, 0, "x1") == doctest::Approx(78).epsilon(1e-3));
  CHECK(attribution(result, 0, "x2") == doctest::Approx(195).epsilon(1e-3));
  CHECK(attribution(result, 0, "x3") == doctest::Approx(117).epsilon(1e-3));
}

TEST_CASE(
    "a smooth network's attributions add up, with text, categories, embeddings and missing "
    "values") {
  const TinyModel tiny = deep();
  for (const std::string baseline : {"mean", "zero"}) {
    for (const std::string target : {"", "p", "q", "r"}) {
      const Explanation result =
          tiny.explain("integrated_gradients", {"baseline=" + baseline}, target);
      CHECK(result.columns.size() == 4);
      CHECK(result.completeness_gap->share < 1e-4);
      for (const RowExplanation& row : result.per_row) {
        double sum = 0;
        for (const double each : row.attributions) sum += each;
        CHECK(std::abs(sum - (row.value - row.baseline)) < 1e-4);
        CHECK(row.completeness_gap == doctest::Approx(sum - (row.value - row.baseline)));
      }
    }
  }
}

TEST_CASE("one step is not enough for a curved function, and the completeness gap says so") {
  const TinyModel tiny = deep();
  const Explanation rough = tiny.explain("integrated_gradients", {"steps=1"});
  CHECK(rough.completeness_gap->share > 1e-3);
  CHECK(rough.completeness_gap->maximum >= rough.completeness_gap->mean);
}

TEST_CASE("without a target each row explains its predicted class") {
  const TinyModel tiny = deep();
  const Explanation open = tiny.explain("integrated_gradients");
  for (size_t row = 0; row < open.per_row.size(); ++row) {
    const RowExplanation& each = open.per_row[row];
    CHECK(each.target == each.predicted);
    const Explanation fixed =
        tiny.explain("integrated_gradients", {}, open.targets[static_cast<size_t>(each.predicted)]);
    CHECK(fixed.per_row[row].value == each.value);
    CHECK(attribution(fixed, row, "age") == attribution(open, row, "age"));
    CHECK(each.prediction > 1.0 / 3);
  }
}

TEST_CASE("columns that the function treats alike get alike, one that it ignores nothing") {
  TinyModel tiny(R"({
    "inputs": [{"columns": ["a", "b", "c"], "type": "number", "scaling": "none"}],
    "network": [{"type": "dense", "units": 2, "activation": "tanh"}],
    "outputs": [{"column": "y", "type": "number", "scaling": "none"}]})",
                 {{"a", std::vector<double>{0.3, 1}},
                  {"b", std::vector<double>{0.3, 1}},
                  {"c", std::vector<double>{5, -2}},
                  {"y", std::vector<double>{0, 1}}});
  tiny.set("network.0.weight", {0.7, -1.2, 0.7, -1.2, 0, 0});
  const Explanation result = tiny.explain("integrated_gradients");
  for (size_t row = 0; row < 2; ++row) {
    CHECK(attribution(result, row, "a") == attribution(result, row, "b"));
    CHECK(attribution(result, row, "a") != 0);
    CHECK(attribution(result, row, "c") == 0);
  }
}

TEST_CASE("the numbers of a one-hot column, and a column of two groups, are added up") {
  TinyModel tiny(R"({
    "inputs": [{"columns": ["town"], "type": "category"},
               {"column": "x", "type": "number", "scaling": "none"},
               {"column": "x", "type": "number", "scaling": "none"}],
    "outputs": [{"column": "y", "type": "number", "scaling": "none"}]})",
                 {{"town", std::vector<std::string>{"a", "b", "b", "b"}},
                  {"x", std::vector<double>{1, 2, 3, 6}},
                  {"y", std::vector<double>{0, 1, 2, 3}}});
  tiny.set("outputs.0.weight", {5, 1, 2, 3});  // a, b, x, x
  const Explanation result = tiny.explain("integrated_gradients");
  CHECK(result.columns.size() == 2);
  // The baseline is a quarter a, three quarters b.
  CHECK(attribution(result, 0, "town") == doctest::Approx(5 - (0.25 * 5 + 0.75 * 1)));
  CHECK(attribution(result, 1, "town") == doctest::Approx(1 - (0.25 * 5 + 0.75 * 1)));
  CHECK(attribution(result, 3, "x") == doctest::Approx((2 + 3) * (6 - 3)));
}

TEST_CASE("of two classes with one logit the negative one has the opposite attributions") {
  TinyModel tiny(R"({
    "inputs": [{"columns": ["x1", "x2"], "type": "number"}],
    "network": [{"type": "dense", "units": 4, "activation": "tanh"}],
    "outputs": [{"column": "ill", "type": "binary", "positive": "yes"}]})",
                 {{"x1", std::vector<double>{1, 2, 3}},
                  {"x2", std::vector<double>{5, 1, 2}},
                  {"ill", std::vector<std::string>{"no", "yes", "no"}}});
  const Explanation yes = tiny.explain("integrated_gradients", {}, "yes");
  const Explanation no = tiny.explain("integrated_gradients", {}, "no");
  CHECK(yes.importance == "share of the log odds of yes");
  CHECK(no.target == "no");
  for (size_t row = 0; row < 3; ++row) {
    CHECK(attribution(yes, row, "x1") == -attribution(no, row, "x1"));
    CHECK(yes.per_row[row].value == -no.per_row[row].value);
  }
}

TEST_CASE("a row's explanation does not depend on the rows beside it, nor on threads") {
  const TinyModel tiny = deep();
  const Explanation alone = tiny.explain_rows(tiny.rows({3}), "integrated_gradients");
  const Explanation all = tiny.explain("integrated_gradients");
  CHECK(alone.per_row[0].value == all.per_row[3].value);
  for (const char* name : {"age", "pay", "town", "job"}) {
    CHECK(attribution(alone, 0, name) == attribution(all, 3, name));
  }
  // Steps enough for several passes a row, and for the rows to be shared.
  const Explanation one = tiny.explain("integrated_gradients", {"steps=500"});
  for (const int threads : {2, 3}) {
    Explanation several;
    with_team(threads, [&] { several = tiny.explain("integrated_gradients", {"steps=500"}); });
    for (size_t row = 0; row < 6; ++row) {
      CHECK(several.per_row[row].attributions == one.per_row[row].attributions);
    }
  }
}

TEST_CASE("the mean of one row is no baseline") {
  TinyModel tiny = two_columns("[]", {3}, {1});
  CHECK(error_text([&] { tiny.explain("integrated_gradients"); }) ==
        "the mean of a single row is the row itself, and cannot be its baseline\n"
        "  hint: give more rows, or --set baseline=zero");
}

TEST_CASE("a model that knows its training rows explains one row alone, and from each of them") {
  TinyModel tiny = two_columns("[]", {1, 3, 8}, {1, 2, 6});
  tiny.set("outputs.0.weight", {2, -3});
  Model& model = *tiny.model;
  model.background = make_background(model.preprocessing, tiny.data, 64, 1);
  const Dataset one = tiny.rows({2});
  const Explanation alone = tiny.explain_rows(one, "integrated_gradients");
  const Explanation all = tiny.explain("integrated_gradients");
  CHECK(attribution(alone, 0, "x1") == doctest::Approx(2 * (8 - 4)).epsilon(1e-6));
  CHECK(attribution(alone, 0, "x1") == attribution(all, 2, "x1"));
  CHECK(attribution(alone, 0, "x2") == attribution(all, 2, "x2"));
  // Of a linear function the mean over ways from all rows is the way from their mean.
  const Explanation ways = tiny.explain_rows(one, "integrated_gradients", {"baseline=rows"});
  CHECK(attribution(ways, 0, "x1") == doctest::Approx(attribution(alone, 0, "x1")).epsilon(1e-5));
  CHECK(ways.per_row[0].baseline == doctest::Approx(alone.per_row[0].baseline).epsilon(1e-5));
  CHECK(std::abs(ways.per_row[0].completeness_gap) < 1e-4);
  CHECK(ways.baseline["rows"] == 3);
  model.background = make_background(model.preprocessing, tiny.data, 0, 1);
  CHECK(error_text([&] { tiny.explain_rows(one, "integrated_gradients", {"baseline=rows"}); }) ==
        "the model holds no training rows to begin at\n"
        "  hint: --set baseline=mean, or train with training.background_rows above 0");
}
