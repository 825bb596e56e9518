// Metrics that have no value say why.
#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>

#include "metrics/scored.h"
#include "spec/schema.h"

using namespace aimodel;

TEST_CASE("rates without anything to count") {
  const Scored none_predicted = yes_no({0.1, 0.2}, {0, 1});
  CHECK(reason_of("precision", none_predicted) == "no rows predicted as \"yes\"");
  CHECK(value_of("recall", none_predicted) == 0);
  CHECK(value_of("f1", none_predicted) == 0);
  CHECK(reason_of("mcc", none_predicted) == "all rows are predicted as one class");
  const Scored none_true = yes_no({0.1, 0.8}, {0, 0});
  CHECK(reason_of("recall", none_true) == "no rows of class \"yes\"");
  CHECK(value_of("precision", none_true) == 0);
  CHECK(reason_of("mcc", none_true) == "all rows are of one class");
  CHECK(reason_of("f1", yes_no({0.1}, {0})) == "no rows of class \"yes\", nor predicted as it");
}

TEST_CASE("areas under curves need rows on both sides") {
  CHECK(reason_of("auc", yes_no({0.1, 0.8}, {0, 0})) == "no rows of class \"yes\"");
  CHECK(reason_of("auc", yes_no({0.1, 0.8}, {1, 1})) == "all rows are of class \"yes\"");
  CHECK(reason_of("pr_auc", yes_no({0.1, 0.8}, {0, 0})) == "no rows of class \"yes\"");
  CHECK(value_of("pr_auc", yes_no({0.1, 0.8}, {1, 1})) == 1);
  CHECK(reason_of("auc", abc({0, 1, 2}, {0, 1, 1})) == "no rows of class \"c\"");
}

TEST_CASE("shares of a variance that is not there") {
  for (const char* name : {"r2", "explained_variance"}) {
    CHECK(reason_of(name, numbers({1, 2}, {0.1, 0.1})) == "the truth does not vary");
    CHECK(reason_of(name, numbers({1}, {2})) == "the truth does not vary");
    CHECK(reason_of(name, numbers({1, 1, 2, 1}, {1, 5, 2, 5}, 2)) == "the truth does not vary");
    Scored scored = numbers({1, 2, 3}, {4, 4, 5});
    scored.weight = {1, 1, 0};
    CHECK(reason_of(name, scored) == "the truth does not vary");
  }
}

TEST_CASE("a percentage of 0") {
  CHECK(reason_of("mape", numbers({1, 2}, {0, 1})) == "a true value is 0");
}

TEST_CASE("no rows, or none that count") {
  for (const bool for_classes : {true, false}) {
    for (const std::string& name : metric_names(for_classes)) {
      CAPTURE(name);
      Scored scored = for_classes ? yes_no({}, {}) : numbers({}, {});
      CHECK(reason_of(name, scored) == "no rows");
      scored = for_classes ? yes_no({0.2}, {1}, {0}) : numbers({1}, {2});
      scored.weight = {0};
      CHECK(reason_of(name, scored) == "no rows");
    }
  }
}

TEST_CASE("predictions that are not numbers") {
  for (const std::string& name : metric_names(true)) {
    CHECK(reason_of(name, yes_no({0.1, std::nan("")}, {0, 1})) ==
          "a prediction is not a finite number");
  }
  for (const std::string& name : metric_names(false)) {
    CHECK(reason_of(name, numbers({1, INFINITY}, {0, 1})) == "a prediction is not a finite number");
  }
  CHECK(reason_of("mse", numbers({1e300, 1}, {0, 1})) == "it is too large for a number");
}

TEST_CASE("the wrong kind of output") {
  CHECK(reason_of("mse", yes_no({0.1}, {0})) == "it needs numbers, not classes");
  CHECK(reason_of("auc", numbers({1}, {1})) == "it needs classes, not numbers");
}

TEST_CASE("the table holds what the schemas list, and nothing else") {
  std::vector<std::string> names = metric_names(true);
  for (const std::string& name : metric_names(false)) names.push_back(name);
  std::sort(names.begin(), names.end());
  CHECK(names == schema_names("metrics"));
  for (const std::string& name : names) CHECK(find_metric(name)->name == name);
  CHECK(find_metric("acuracy") == nullptr);
}

TEST_CASE("higher is better, but not for errors") {
  std::vector<std::string> lower;
  for (const std::string& name : schema_names("metrics")) {
    if (!find_metric(name)->higher_is_better) lower.push_back(name);
  }
  CHECK(lower ==
        std::vector<std::string>{"brier", "ece", "log_loss", "mae", "mape", "mse", "rmse"});
}
