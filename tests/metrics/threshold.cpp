#include "metrics/threshold.h"

#include <algorithm>

#include <doctest/doctest.h>

#include "base/random.h"
#include "metrics/scored.h"

using namespace aimodel;

namespace {

double value_at(const std::string& metric, Scored scored, double threshold) {
  scored.threshold = threshold;
  return value_of(metric, scored);
}

const std::vector<double> kYes = {0.05, 0.1, 0.2, 0.3, 0.4};
const std::vector<double> kTruth = {0, 0, 1, 0, 1};

}  // namespace

TEST_CASE("a threshold decides which of two classes is predicted, and all that follows from it") {
  Scored scored = yes_no(kYes, kTruth);
  CHECK(value_of("accuracy", scored) == doctest::Approx(0.6));  // all "no"
  scored.threshold = 0.2;                                       // three are "yes"
  CHECK(predicted_class(scored, 1) == 0);
  CHECK(predicted_class(scored, 2) == 1);  // at the threshold
  CHECK(most_probable_class(scored, 2) == 0);
  CHECK(confusion_matrix(scored) == std::vector<double>{2, 1, 0, 2});
  CHECK(value_of("accuracy", scored) == doctest::Approx(0.8));
  CHECK(value_of("precision", scored) == doctest::Approx(2.0 / 3));
  CHECK(value_of("recall", scored) == 1);
  CHECK(value_of("f1", scored) == doctest::Approx(0.8));
  CHECK(per_class(scored)[0].recall.value == doctest::Approx(2.0 / 3));
  // The other class as the positive one: "no" from 0.85 on.
  scored.positive = 0;
  scored.threshold = 0.85;
  CHECK(confusion_matrix(scored) == std::vector<double>{2, 1, 0, 2});
  scored.threshold = 0;
  CHECK(confusion_matrix(scored) == std::vector<double>{3, 0, 2, 0});
}

TEST_CASE("metrics of probabilities do not follow a threshold, all others of classes do") {
  const Scored scored = yes_no(kYes, kTruth);
  const std::vector<std::string> following = threshold_metrics();
  for (const std::string& name : metric_names(true)) {
    CAPTURE(name);
    const bool follows = std::ranges::find(following, name) != following.end();
    CHECK((value_at(name, scored, 0.15) != value_at(name, scored, 0.25)) == follows);
  }
}

TEST_CASE("the best threshold by hand") {
  const Scored scored = yes_no(kYes, kTruth);
  const auto best = [](const char* metric, const Scored& rows) {
    return best_threshold(*find_metric(metric), rows).value;
  };
  // f1, "yes" from 0.4: 2/3; from 0.3: 1/2; from 0.2: 4/5; from 0.1: 2/3; always: 4/7.
  CHECK(best("f1", scored) == doctest::Approx(0.15));
  // Accuracy 4/5 from 0.4 (middle 0.35) and from 0.2 (middle 0.15): the one nearer to 0.5.
  CHECK(best("accuracy", scored) == doctest::Approx(0.35));
  CHECK(best("recall", scored) == doctest::Approx(0.15));
  // Rows weigh: that at 0.3, a "no", ten times, or nothing.
  Scored weighted = scored;
  weighted.weight = {1, 1, 1, 10, 1};
  CHECK(best("f1", weighted) == doctest::Approx(0.35));
  weighted.weight = {1, 1, 1, 0, 1};
  CHECK(best("accuracy", weighted) == doctest::Approx(0.15));
}

TEST_CASE("the best threshold is as good as any, in each metric that follows it") {
  const Random random(7);
  std::vector<double> yes, truth;
  for (uint64_t i = 0; i < 200; ++i) {
    truth.push_back(random.uniform(2 * i) < 0.2 ? 1 : 0);
    yes.push_back(0.4 * random.uniform(2 * i + 1) + 0.2 * truth.back());
  }
  const Scored scored = yes_no(yes, truth);
  for (const std::string& name : threshold_metrics()) {
    CAPTURE(name);
    const MetricValue best = best_threshold(*find_metric(name), scored);
    REQUIRE(best.defined());
    const double value = value_at(name, scored, best.value);
    for (int i = 0; i <= 100; ++i) CHECK(value >= value_at(name, scored, i / 100.0) - 1e-12);
  }
}

TEST_CASE("ends: equal probabilities, all or none, certainty, one class, no rows") {
  const Metric& accuracy = *find_metric("accuracy");
  CHECK(best_threshold(accuracy, yes_no({0.7, 0.7, 0.7}, {0, 0, 1})).value ==
        doctest::Approx(0.85));
  CHECK(best_threshold(accuracy, yes_no({0.7, 0.7, 0.7}, {0, 1, 1})).value == 0);
  CHECK(best_threshold(accuracy, yes_no({1, 1, 0}, {1, 1, 0})).value == 0.5);
  CHECK(best_threshold(accuracy, yes_no({}, {})).reason == "no rows");
  CHECK(best_threshold(*find_metric("mcc"), yes_no({0.1, 0.9}, {0, 0})).reason ==
        "all rows are of one class");
}
