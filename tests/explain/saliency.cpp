#include <cmath>

#include "model/predictor.h"
#include "tensor/parallel.h"
#include "tiny_model.h"

using namespace aimodel;

namespace {

const char* const kNumbers = R"({
  "inputs": [{"columns": ["x1", "x2"], "type": "number", "scaling": "none"}],
  "network": [{"type": "dense", "units": 5, "activation": "tanh"},
              {"type": "batch_norm"},
              {"type": "dropout", "rate": 0.5},
              {"type": "dense", "units": 4, "activation": "silu"}],
  "outputs": [{"column": "y", "type": "number", "scaling": "none"}]})";

TinyModel numbers() {
  return TinyModel(kNumbers, {{"x1", std::vector<double>{0.1, 1.5, -0.4, 0.9}},
                              {"x2", std::vector<double>{0.7, -0.2, 0.3, 1.1}},
                              {"y", std::vector<double>{0, 1, 2, 3}}});
}

TinyModel mixed() {
  TinyModel tiny(R"({
    "inputs": [{"column": "x", "type": "number", "scaling": "none"},
               {"column": "town", "type": "category"}],
    "outputs": [{"column": "ill", "type": "binary", "positive": "yes"}]})",
                 {{"x", std::vector<double>{1, -2, 3}},
                  {"town", std::vector<std::string>{"a", "b", "a"}},
                  {"ill", std::vector<std::string>{"no", "yes", "no"}}});
  tiny.set("outputs.0.weight", {-1.5, 3, 4});  // x, a, b
  return tiny;
}

}  // namespace

TEST_CASE("saliency is the slope that finite differences see") {
  TinyModel tiny = numbers();
  const Explanation result = tiny.explain("saliency");
  const double step = 1e-2;
  for (size_t row = 0; row < 4; ++row) {
    for (size_t c = 0; c < 2; ++c) {
      double sides[2];
      for (const int side : {0, 1}) {
        Dataset moved = tiny.data;
        moved.inputs[0].values[row * 2 + c] += static_cast<real>(side == 0 ? -step : step);
        sides[side] = Predictor(*tiny.model).predict(moved)[0].values[row];
      }
      CHECK(std::abs(attribution(result, row, c == 0 ? "x1" : "x2") -
                     (sides[1] - sides[0]) / (2 * step)) < 2e-4);
    }
    CHECK(result.per_row[row].value == doctest::Approx(result.per_row[row].prediction));
  }
  CHECK(result.importance == "slope of the y");
  CHECK_FALSE(result.completeness_gap.has_value());
}

TEST_CASE("one number keeps its sign; several have the norm of their slopes, which has none") {
  const TinyModel tiny = mixed();
  const Explanation yes = tiny.explain("saliency", {}, "yes");
  const Explanation no = tiny.explain("saliency", {}, "no");
  for (size_t row = 0; row < 3; ++row) {
    CHECK(attribution(yes, row, "x") == -1.5);
    CHECK(attribution(no, row, "x") == 1.5);
    CHECK(attribution(yes, row, "town") == doctest::Approx(5));
    CHECK(attribution(no, row, "town") == doctest::Approx(5));
  }
  CHECK(yes.columns[0].name == "town");
  CHECK(std::isnan(column(yes, "town").mean));
  CHECK(column(yes, "x").mean == -1.5);
  CHECK(column(yes, "x").importance == 1.5);
  CHECK(column(yes, "x").standard_error == 0);
}

TEST_CASE("noise leaves a linear model's slopes alone and smooths those of a curved one") {
  const TinyModel straight = mixed();
  const Explanation same = straight.explain("saliency", {"noise=0.5", "samples=20"}, "yes");
  CHECK(attribution(same, 1, "x") == doctest::Approx(-1.5));
  CHECK(attribution(same, 1, "town") == doctest::Approx(5));

  // tanh(x) at 0 has slope 1; averaged over x ~ N(0, 1) it is E[1 - tanh(x)^2] = 0.6057.
  TinyModel tiny(R"({
    "inputs": [{"column": "x", "type": "number", "scaling": "none"}],
    "network": [{"type": "dense", "units": 1, "activation": "tanh"}],
    "outputs": [{"column": "y", "type": "number", "scaling": "none"}]})",
                 {{"x", std::vector<double>{0, 0, 1}}, {"y", std::vector<double>{0, 1, 0}}});
  tiny.set("network.0.weight", {1});
  tiny.set("outputs.0.weight", {1});
  CHECK(attribution(tiny.explain("saliency"), 0, "x") == doctest::Approx(1));
  const Explanation smooth = tiny.explain("saliency", {"noise=1", "samples=4000"});
  CHECK(std::abs(attribution(smooth, 0, "x") - 0.6057) < 0.03);
  CHECK(attribution(smooth, 0, "x") != attribution(smooth, 1, "x"));  // rows draw for themselves
  const Explanation again = tiny.explain("saliency", {"noise=1", "samples=4000"});
  CHECK(again.per_row[0].attributions == smooth.per_row[0].attributions);
  const Explanation other = tiny.explain("saliency", {"noise=1", "samples=4000"}, "", 2);
  CHECK(other.per_row[0].attributions != smooth.per_row[0].attributions);
}

TEST_CASE("saliency is the same at any number of threads") {
  std::vector<double> x1, x2, y;
  for (int i = 0; i < 700; ++i) {
    x1.push_back(std::sin(i));
    x2.push_back(std::cos(3 * i));
    y.push_back(i % 5);
  }
  const TinyModel tiny(kNumbers, {{"x1", x1}, {"x2", x2}, {"y", y}});
  const Explanation one = tiny.explain("saliency", {"noise=0.1", "samples=3"});
  for (const int threads : {2, 4}) {
    Explanation several;
    with_team(threads, [&] { several = tiny.explain("saliency", {"noise=0.1", "samples=3"}); });
    bool same = true;
    for (size_t row = 0; row < 700; ++row) {
      same = same && several.per_row[row].attributions == one.per_row[row].attributions;
    }
    CHECK(same);
  }
}

TEST_CASE("what was constant in training explains nothing, whatever its weights are") {
  TinyModel tiny(R"({
    "inputs": [{"columns": ["x", "same"], "type": "number", "missing_indicator": true},
               {"columns": ["town", "land"], "type": "category"},
               {"column": "planet", "type": "category", "encoding": "embedding", "units": 2},
               {"column": "flag", "type": "binary"}],
    "network": [{"type": "dense", "units": 3, "activation": "tanh"}],
    "outputs": [{"column": "y", "type": "number"}]})",
                 {{"x", std::vector<double>{1, -2, 3}},
                  {"same", std::vector<double>{7, 7, 7}},
                  {"town", std::vector<std::string>{"a", "b", "a"}},
                  {"land", std::vector<std::string>{"l", "l", "l"}},
                  {"planet", std::vector<std::string>{"earth", "earth", "earth"}},
                  {"flag", std::vector<std::string>{"on", "on", "on"}},
                  {"y", std::vector<double>{0, 1, 2}}});
  for (const char* method : {"saliency", "integrated_gradients"}) {
    const std::vector<std::vector<std::string>> all_settings =
        std::string(method) == "saliency"
            ? std::vector<std::vector<std::string>>{{}, {"noise=0.5", "samples=4"}}
            : std::vector<std::vector<std::string>>{{}, {"baseline=zero"}};
    for (const std::vector<std::string>& settings : all_settings) {
      CAPTURE(method);
      const Explanation result = tiny.explain(method, settings);
      for (size_t row = 0; row < 3; ++row) {
        for (const char* name : {"same", "land", "planet", "flag"}) {
          CAPTURE(name);
          CHECK(attribution(result, row, name) == 0);
        }
        CHECK(attribution(result, row, "x") != 0);
        CHECK(attribution(result, row, "town") != 0);
      }
      // An indicator that never fired does not take the sign of the number beside it.
      CHECK(std::isfinite(column(result, "x").mean));
      if (result.completeness_gap) CHECK(result.completeness_gap->maximum < 1e-3);
    }
  }
}

TEST_CASE("the number that is explained is named with its unit") {
  TinyModel tiny(R"({
    "inputs": [{"column": "x", "type": "number"}],
    "outputs": [{"column": "visits", "type": "number", "scaling": "none", "loss": {"type": "poisson"}},
                {"column": "price", "type": "number", "scaling": "robust"},
                {"column": "kind", "type": "category"},
                {"column": "ill", "type": "binary"}]})",
                 {{"x", std::vector<double>{1, 2, 3, 4}},
                  {"visits", std::vector<double>{0, 1, 2, 3}},
                  {"price", std::vector<double>{10, 11, 15, 13}},
                  {"kind", std::vector<std::string>{"a", "b", "c", "a"}},
                  {"ill", std::vector<std::string>{"no", "yes", "yes", "no"}}});
  const Model& model = *tiny.model;
  CHECK(quantity(model, find_target(model, "", "")) == "logarithm of the expected visits");
  CHECK(quantity(model, find_target(model, "price", "")) == "price (robust scaling)");
  CHECK(quantity(model, find_target(model, "kind", "")) == "logit of each row's predicted class");
  CHECK(quantity(model, find_target(model, "kind", "b")) == "logit of b");
  CHECK(quantity(model, find_target(model, "ill", "no")) == "log odds of no");
  CHECK(error_text([&] { find_target(model, "prize", ""); }) ==
        "--output prize: the model has no output \"prize\"\n  hint: did you mean \"price\"?");
  CHECK(error_text([&] { find_target(model, "ill", "yess"); }) ==
        "--target yess: output \"ill\" has no class \"yess\"\n  hint: did you mean \"yes\"?");
  CHECK(error_text([&] { find_target(model, "price", "yes"); }) ==
        "--target yes: output \"price\" has no column \"yes\"\n  hint: known: price");
}
