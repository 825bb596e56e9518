// Numbers worked by hand.
#include <cmath>

#include <doctest/doctest.h>

#include "metrics/scored.h"

using namespace aimodel;

namespace {

doctest::Approx near(double value) {
  return doctest::Approx(value).epsilon(1e-12);
}

// 3 hits of 4 positives, 1 false alarm among 4 negatives.
const Scored kEight = yes_no({0.9, 0.8, 0.7, 0.4, 0.6, 0.3, 0.2, 0.1}, {1, 1, 1, 1, 0, 0, 0, 0});

}  // namespace

TEST_CASE("rates of the positive class") {
  CHECK(value_of("accuracy", kEight) == 0.75);
  CHECK(value_of("precision", kEight) == 0.75);
  CHECK(value_of("recall", kEight) == 0.75);
  CHECK(value_of("f1", kEight) == 0.75);
  CHECK(value_of("balanced_accuracy", kEight) == 0.75);
  CHECK(value_of("mcc", kEight) == near(0.5));  // (3 * 3 - 1 * 1) / 16
}

TEST_CASE("another positive class") {
  Scored scored = yes_no({0.9, 0.8, 0.4, 0.1}, {1, 0, 0, 0});
  CHECK(value_of("precision", scored) == 0.5);
  CHECK(value_of("recall", scored) == 1);
  CHECK(value_of("f1", scored) == near(2.0 / 3));
  scored.positive = 0;
  CHECK(value_of("precision", scored) == 1);
  CHECK(value_of("recall", scored) == near(2.0 / 3));
  CHECK(value_of("f1", scored) == near(0.8));
}

TEST_CASE("of equal probabilities the first class is predicted") {
  CHECK(predicted_class(yes_no({0.5}, {1}), 0) == 0);
}

TEST_CASE("averages over three classes") {
  const Scored scored = abc({0, 0, 1, 1, 2, 0}, {0, 0, 1, 2, 2, 2});
  // class   hits  predicted  support
  //   a       2       3         2
  //   b       1       2         1
  //   c       1       1         3
  CHECK(value_of("accuracy", scored) == near(4.0 / 6));
  CHECK(value_of("precision_macro", scored) == near((2.0 / 3 + 0.5 + 1) / 3));
  CHECK(value_of("recall_macro", scored) == near((1 + 1 + 1.0 / 3) / 3));
  CHECK(value_of("f1_macro", scored) == near((0.8 + 2.0 / 3 + 0.5) / 3));
  CHECK(value_of("f1", scored) == value_of("f1_macro", scored));
  CHECK(value_of("f1_weighted", scored) == near((2 * 0.8 + 2.0 / 3 + 3 * 0.5) / 6));
  CHECK(value_of("recall_weighted", scored) == near(4.0 / 6));
  CHECK(value_of("precision_micro", scored) == near(4.0 / 6));
  CHECK(value_of("balanced_accuracy", scored) == near((1 + 1 + 1.0 / 3) / 3));
  CHECK(confusion_matrix(scored) == std::vector<double>{2, 0, 0, 0, 1, 0, 1, 1, 1});
}

TEST_CASE("a class that is never predicted counts 0 in averages and is null by itself") {
  const Scored scored = abc({0, 0, 1}, {0, 2, 1});
  CHECK(value_of("precision_macro", scored) == near((0.5 + 1 + 0) / 3));
  const std::vector<ClassMetrics> rows = per_class(scored);
  CHECK(rows[0].name == "a");
  CHECK(rows[0].precision.value == 0.5);
  CHECK(rows[2].precision.reason == "no rows predicted as \"c\"");
  CHECK(rows[2].recall.defined());
  CHECK(rows[2].recall.value == 0);
  CHECK(rows[2].f1.value == 0);
  CHECK(rows[2].support == 1);
}

TEST_CASE("a class that is neither true nor predicted is left out of the mean") {
  const Scored scored = abc({0, 1, 1}, {0, 1, 0});
  CHECK(value_of("recall_macro", scored) == near(0.75));
  CHECK(per_class(scored)[2].f1.reason == "no rows of class \"c\", nor predicted as it");
}

TEST_CASE("auc is the share of pairs in the right order, ties half") {
  CHECK(value_of("auc", kEight) == near(15.0 / 16));
  CHECK(value_of("auc", yes_no({0.5, 0.5}, {1, 0})) == 0.5);
  CHECK(value_of("auc", yes_no({0.1, 0.9}, {1, 0})) == 0);
  Scored scored = yes_no({0.9, 0.2}, {1, 0});
  scored.positive = 0;
  CHECK(value_of("auc", scored) == 1);
}

TEST_CASE("pr_auc is the mean precision at each positive row") {
  CHECK(value_of("pr_auc", yes_no({0.9, 0.8, 0.7}, {1, 0, 1})) == near((1 + 2.0 / 3) / 2));
  CHECK(value_of("pr_auc", yes_no({0.5, 0.5}, {1, 0})) == 0.5);
}

TEST_CASE("auc of three classes is the mean of one against the rest") {
  Scored scored = abc({0, 1, 2, 0}, {0, 1, 2, 1});
  // a: 3 pairs, one tie: 2.5 / 3;  b: 4 pairs, 2 won, 2 ties: 3 / 4;  c: 1
  CHECK(value_of("auc", scored) == near((2.5 / 3 + 0.75 + 1) / 3));
}

TEST_CASE("probabilities") {
  const Scored scored = yes_no({0.8, 0.4}, {1, 0});
  CHECK(value_of("log_loss", scored) == near(-(std::log(0.8) + std::log(0.6)) / 2));
  CHECK(value_of("brier", scored) == near((0.04 + 0.16) / 2));
  CHECK(value_of("brier", abc({0, 1}, {0, 2})) == near(1));  // 0 and 2, over two rows
}

TEST_CASE("log_loss keeps probabilities off 0 and 1") {
  CHECK(value_of("log_loss", yes_no({0}, {1})) == near(-std::log(0x1p-52)));
  CHECK(value_of("log_loss", yes_no({1}, {1})) == near(-std::log(1 - 0x1p-52)));
}

TEST_CASE("ece: bins hold their upper edge") {
  // torchmetrics #3510: confidences .95 and 1, right and wrong, share one bin.
  CHECK(value_of("ece", yes_no({0.95, 1.0}, {1, 0})) == near(0.475));
  CHECK(value_of("ece", yes_no({1, 1, 0}, {1, 1, 0})) == 0);
  // 0.6 = 9 / 15 belongs to the bin below it, 0.61 to the next: misses of 0.4 and 0.61 do not
  // cancel.
  CHECK(value_of("ece", yes_no({0.6, 0.61}, {1, 0})) == near((0.4 + 0.61) / 2));
  CHECK(value_of("ece", yes_no({0.59, 0.6}, {1, 0})) == near((0.6 - 0.41) / 2));
  const double above = std::nextafter(11 / 15.0, 1.0);  // times 15 it is 11 again
  CHECK(value_of("ece", yes_no({11 / 15.0, above}, {1, 0})) == near((4.0 / 15 + 11.0 / 15) / 2));
}

TEST_CASE("weights count rows, and a weight of 0 is no row") {
  const Scored twice = yes_no({0.9, 0.9, 0.6, 0.2, 0.3}, {1, 1, 0, 0, 1});
  const Scored weighted = yes_no({0.9, 0.6, 0.2, 0.3, 0.99}, {1, 0, 0, 1, 0}, {2, 1, 1, 1, 0});
  for (const std::string& name : metric_names(true)) {
    CAPTURE(name);
    CHECK(value_of(name, weighted) == near(value_of(name, twice)));
  }
  Scored number = numbers({1, 2, 100, 2.5}, {1.5, 2, 3, 2});
  number.weight = {1, 2, 0, 1};
  const Scored number_twice = numbers({1, 2, 2, 2.5}, {1.5, 2, 2, 2});
  for (const std::string& name : metric_names(false)) {
    CAPTURE(name);
    CHECK(value_of(name, number) == near(value_of(name, number_twice)));
  }
}

TEST_CASE("numbers") {
  const Scored scored = numbers({3, 5, 4}, {1, 5, 6});  // errors 2, 0, -2; truth's mean 4
  CHECK(value_of("mse", scored) == near(8.0 / 3));
  CHECK(value_of("rmse", scored) == near(std::sqrt(8.0 / 3)));
  CHECK(value_of("mae", scored) == near(4.0 / 3));
  CHECK(value_of("mape", scored) == near((2 + 0 + 2.0 / 6) / 3));
  CHECK(value_of("r2", scored) == near(1 - 8.0 / 14));
  CHECK(value_of("explained_variance", scored) == near(1 - 8.0 / 14));
}

TEST_CASE("explained variance forgives a constant error, r2 does not") {
  const Scored scored = numbers({2, 3, 4}, {1, 2, 3});
  CHECK(value_of("explained_variance", scored) == 1);
  CHECK(value_of("r2", scored) == near(1 - 3.0 / 2));
}

TEST_CASE("numbers whose squares are too large or too small for a double") {
  const std::vector<double> truth = {1, 5, 6}, prediction = {3, 5, 4};
  const Scored plain = numbers(prediction, truth);
  for (const double unit : {1e300, 1e-300, 1e-12, 1.5e12}) {
    Scored scored = plain;
    for (double& value : scored.prediction) value *= unit;
    for (double& value : scored.target) value *= unit;
    for (const char* name : {"rmse", "mae"}) {
      CAPTURE(name);
      CHECK(value_of(name, scored) / unit == near(value_of(name, plain)));
    }
    for (const char* name : {"mape", "r2", "explained_variance"}) {
      CAPTURE(name);
      CHECK(value_of(name, scored) == near(value_of(name, plain)));
    }
  }
  CHECK(value_of("mae", numbers({0, 0}, {1.6e308, 1.6e308})) == near(1.6e308));
}

TEST_CASE("numbers of thirteen digits") {
  const double start = 1.7e12;  // milliseconds
  const Scored scored =
      numbers({start + 0.25, start + 2, start + 8}, {start, start + 3, start + 6});
  CHECK(value_of("mae", scored) == near(3.25 / 3));
  CHECK(value_of("r2", scored) == near(1 - (0.0625 + 1 + 4) / 18));
}

TEST_CASE("several numbers a row: the mean of the columns") {
  const Scored scored = numbers({1, 0, 2, 4}, {1, 3, 3, 0}, 2);  // errors 0, -1 and -3, 4
  CHECK(value_of("mse", scored) == near((0.5 + 12.5) / 2));
  CHECK(value_of("rmse", scored) == near((std::sqrt(0.5) + std::sqrt(12.5)) / 2));
  CHECK(value_of("mae", scored) == near((0.5 + 3.5) / 2));
}

TEST_CASE("a metric has a unit where it changes with it") {
  const std::vector<double> prediction{1, 20, 4, 30, 7, 50}, target{2, 25, 4, 20, 9, 40};
  std::vector<double> small_prediction, small_target;
  for (const double x : prediction) small_prediction.push_back(x / 1000);
  for (const double x : target) small_target.push_back(x / 1000);
  for (const std::string& name : metric_names(false)) {
    CAPTURE(name);
    const double before = value_of(name, numbers(prediction, target));
    const double after = value_of(name, numbers(small_prediction, small_target));
    CHECK((after != near(before)) == find_metric(name)->has_unit);
  }
}

TEST_CASE("one of several columns is measured as if it stood alone, its rows with their weights") {
  Scored scored = numbers({1, 20, 4, 30, 7, 50}, {2, 25, 4, 20, 9, 40}, 2);
  scored.weight = {1, 1, 2};
  Scored first = numbers({1, 4, 7}, {2, 4, 9}), second = numbers({20, 30, 50}, {25, 20, 40});
  first.weight = second.weight = scored.weight;
  for (const std::string& name : metric_names(false)) {
    CAPTURE(name);
    CHECK(value_of(name, only_column(scored, 0)) == value_of(name, first));
    CHECK(value_of(name, only_column(scored, 1)) == value_of(name, second));
  }
  CHECK(value_of("mae", only_column(scored, 0)) == near(5.0 / 4));  // 1, 0, 2 and 2
}
