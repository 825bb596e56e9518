#include <cmath>

#include "model/predictor.h"
#include "tensor/parallel.h"
#include "tiny_model.h"

using namespace aimodel;

namespace {

// y = 2 a - 3 b, c is there but unused; 200 rows without error.
TinyModel linear_model() {
  std::vector<double> a, b, c, y;
  const Random random(3);
  for (uint64_t i = 0; i < 200; ++i) {
    a.push_back(random.normal(3 * i));
    b.push_back(random.normal(3 * i + 1));
    c.push_back(random.normal(3 * i + 2));
    y.push_back(2 * a.back() - 3 * b.back());
  }
  TinyModel tiny(R"({
    "inputs": [{"columns": ["a", "b", "c"], "type": "number", "scaling": "none"}],
    "outputs": [{"column": "y", "type": "number", "scaling": "none"}],
    "metrics": ["mse", "r2"]})",
                 {{"a", a}, {"b", b}, {"c", c}, {"y", y}});
  tiny.set("outputs.0.weight", {2, -3, 0});
  return tiny;
}

double variance(const Dataset& data, size_t column) {
  const auto n = static_cast<double>(data.rows);
  double sum = 0, squares = 0;
  for (int64_t i = 0; i < data.rows; ++i) {
    const double x = static_cast<double>(data.inputs[0].rows(i, 1)[static_cast<int64_t>(column)]);
    sum += x;
    squares += x * x;
  }
  return squares / n - sum / n * sum / n;
}

TinyModel classes() {
  TinyModel tiny(R"({
    "inputs": [{"column": "x", "type": "number", "scaling": "none"},
               {"column": "town", "type": "category"}],
    "outputs": [{"column": "ill", "type": "binary", "positive": "yes"}]})",
                 {{"x", std::vector<double>{-3, -2, -1, 1, 2, 3}},
                  {"town", std::vector<std::string>{"a", "b", "a", "b", "a", "b"}},
                  {"ill", std::vector<std::string>{"no", "no", "no", "yes", "yes", "yes"}}});
  tiny.set("outputs.0.weight", {5, 0, 0});
  return tiny;
}

}  // namespace

TEST_CASE(
    "shuffling raises a linear model's squared error by 2 w^2 var(x), an unused column's by 0") {
  const TinyModel tiny = linear_model();
  const Explanation result = tiny.explain("permutation", {"repeats=400", "metric=mse"});
  CHECK(result.importance == "rise of mse");
  CHECK(result.rows == 200);
  CHECK(result.baseline["name"] == "mse");
  CHECK(result.baseline["value"].get<double>() < 1e-10);
  CHECK(result.columns[0].name == "b");
  CHECK(result.columns[1].name == "a");
  CHECK(result.columns[2].name == "c");
  const ColumnImportance &a = column(result, "a"), &b = column(result, "b");
  CHECK(std::abs(a.importance - 2 * 4 * variance(tiny.data, 0)) < 4 * a.standard_error);
  CHECK(std::abs(b.importance - 2 * 9 * variance(tiny.data, 1)) < 4 * b.standard_error);
  CHECK(a.standard_error > 0);
  CHECK(a.standard_error < 0.2 * a.importance);
  // The loss is the squared error: the same importance, and nearly the same standard error.
  const Explanation loss = tiny.explain("permutation", {"repeats=400"});
  CHECK(loss.importance == "rise of loss");
  CHECK(column(loss, "a").importance == doctest::Approx(a.importance));
  CHECK(column(loss, "a").standard_error == doctest::Approx(a.standard_error).epsilon(0.4));
  CHECK(column(result, "c").importance == 0);
  CHECK(column(result, "c").standard_error == 0);
}

TEST_CASE("the mean over repeats is that of single repeats; one repeat has a standard error, too") {
  const TinyModel tiny = linear_model();
  const auto importance = [&](const std::string& repeats) {
    return column(tiny.explain("permutation", {"repeats=" + repeats, "metric=r2"}), "a");
  };
  // The first repeat is the one that a single repeat has; the mean of two adds the second.
  const double one = importance("1").importance, two = 2 * importance("2").importance - one;
  CHECK(one != two);
  CHECK(one > 0.1);
  CHECK(importance("1").standard_error > importance("50").standard_error);
  CHECK(importance("50").standard_error > 0);
}

TEST_CASE("columns draw for themselves, by name and seed") {
  const TinyModel tiny = linear_model();
  const Explanation result = tiny.explain("permutation");
  const Explanation again = tiny.explain("permutation");
  const Explanation other = tiny.explain("permutation", {}, "", 2);
  CHECK(column(result, "a").importance == column(again, "a").importance);
  CHECK(column(result, "a").importance != column(other, "a").importance);
  for (const int threads : {2, 4}) {
    Explanation several;
    with_team(threads, [&] { several = tiny.explain("permutation"); });
    CHECK(column(several, "a").importance == column(result, "a").importance);
    CHECK(column(several, "b").standard_error == column(result, "b").standard_error);
  }
}

TEST_CASE("all numbers of a column move together, in every group that reads it") {
  std::vector<double> x, y;
  std::vector<std::string> town;
  for (int i = 0; i < 40; ++i) {
    x.push_back(i % 7);
    y.push_back(0);
    town.emplace_back(i % 3 == 0 ? "a" : "b");
  }
  TinyModel tiny(R"({
    "inputs": [{"column": "x", "type": "number", "scaling": "none"},
               {"column": "town", "type": "category"},
               {"column": "x", "type": "number", "scaling": "none"}],
    "outputs": [{"column": "y", "type": "number", "scaling": "none"}],
    "metrics": ["mse"]})",
                 {{"x", x}, {"town", town}, {"y", y}});
  tiny.set("outputs.0.weight", {1, 2, 0, -1});  // x, a, b, x
  const Explanation result = tiny.explain("permutation");
  CHECK(result.columns.size() == 2);
  CHECK(column(result, "x").importance == 0);  // what one group adds the other takes away
  CHECK(column(result, "town").importance ==
        0);  // the same values stand in other rows, y is constant
  tiny.set("outputs.0.weight", {1, 2, 0, 1});
  CHECK(std::abs(column(tiny.explain("permutation"), "town").importance) > 0);
}

TEST_CASE("the loss counts, unless a metric is named") {
  const TinyModel tiny = classes();
  const Explanation usual = tiny.explain("permutation", {"metric=accuracy"});
  CHECK(usual.importance == "drop in accuracy");
  CHECK(usual.options["metric"] == "accuracy");
  CHECK(usual.baseline["value"] == 1.0);
  CHECK(column(usual, "x").importance > 0.2);
  CHECK(column(usual, "town").importance == 0);
  const Explanation loss = tiny.explain("permutation");
  CHECK(loss.importance == "rise of loss");
  CHECK(loss.options["metric"] == "loss");
  const Explanation named = tiny.explain("permutation", {"metric=loss"});
  CHECK(column(named, "x").importance == column(loss, "x").importance);
  CHECK(column(loss, "x").importance > 1);
  CHECK(column(loss, "town").importance == 0);
}

TEST_CASE("of several outputs the target's loss is taken, or its metric") {
  TinyModel tiny(R"({
    "inputs": [{"columns": ["x"], "type": "number"}],
    "outputs": [{"column": "y", "type": "number"}, {"column": "k", "type": "category"}]})",
                 {{"x", std::vector<double>{1, 2, 3, 4}},
                  {"y", std::vector<double>{1, 2, 3, 4}},
                  {"k", std::vector<std::string>{"a", "b", "a", "b"}}});
  const auto explain = [&](const std::string& output, const std::vector<Override>& settings) {
    return make_method("permutation", settings)
        ->explain(
            {*tiny.model, tiny.data, tiny.data, find_target(*tiny.model, output, ""), Random(1)});
  };
  CHECK(explain("", {}).importance == "rise of y.loss");
  CHECK(explain("k", {}).importance == "rise of k.loss");
  CHECK(explain("k", {{"metric", "accuracy", false, ""}}).importance == "drop in k.accuracy");
  CHECK(explain("k", {{"metric", "mcc", false, "--set metric=mcc"}}).importance == "drop in k.mcc");
  CHECK(explain("y", {{"metric", "y.r2", false, ""}}).importance == "drop in y.r2");
}

TEST_CASE("what cannot be measured is refused, with a way out") {
  const TinyModel tiny = classes();
  CHECK(error_text([&] { tiny.explain("permutation", {"metric=acuracy"}); }) ==
        "--set metric=acuracy: output \"ill\" has no metric \"acuracy\"\n"
        "  hint: did you mean \"accuracy\"?");
  CHECK(error_text([&] { linear_model().explain("permutation", {"metric=zzz"}); }) ==
        "--set metric=zzz: output \"y\" has no metric \"zzz\"\n"
        "  hint: known: loss, explained_variance, mae, mape, mse, r2, rmse");
  CHECK(error_text([&] { tiny.explain_rows(tiny.rows({1}), "permutation"); }) ==
        "permutation importance needs at least 2 labelled rows, got 1\n"
        "  hint: --method integrated_gradients explains single rows");
  const std::string text = error_text([&] {
    tiny.explain_rows(tiny.rows({0, 1, 2}), "permutation", {"metric=auc"});
  });
  CHECK(text.starts_with("auc has no value on these rows: "));
  CHECK(text.ends_with("\n  hint: --set metric=loss always has one"));
}

TEST_CASE("the loss before shuffling is the one that evaluation tells, also of many rows") {
  std::vector<double> x;
  std::vector<std::string> kind, yes;
  for (int i = 0; i < 300; ++i) {
    x.push_back(std::sin(i));
    kind.push_back(i % 3 == 0 ? "a" : i % 3 == 1 ? "b" : "c");
    yes.push_back(i % 5 < 2 ? "no" : "yes");
  }
  for (const std::string& output : {std::string(R"({"column": "kind", "type": "category"})"),
                                    std::string(R"({"column": "yes", "type": "category",
                        "loss": {"type": "cross_entropy", "class_weights": "balanced"}})"),
                                    std::string(R"({"column": "yes", "type": "binary"})"),
                                    std::string(R"({"column": "x", "type": "number"})")}) {
    TinyModel tiny(
        R"({"inputs": [{"column": "z", "type": "number"}], "outputs": [)" + output + "]}",
        {{"z", x}, {"x", x}, {"kind", kind}, {"yes", yes}});
    double loss = 0;
    Predictor(*tiny.model).predict(tiny.data, &loss);
    const Explanation result = tiny.explain("permutation");
    CHECK(result.baseline["value"].get<double>() == doctest::Approx(loss).epsilon(1e-5));
  }
}
