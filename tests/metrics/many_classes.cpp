// Of many classes metrics see what a row's probabilities come to, not the probabilities.
#include <cmath>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/random.h"
#include "metrics/rank_counts.h"
#include "metrics/row_score.h"
#include "metrics/scored.h"
#include "tensor/parallel.h"

using namespace aimodel;

namespace {

// Random rows of some classes, with ties, in which each class has rows.
Scored random_rows(int64_t rows, size_t classes, bool weighted) {
  const Random random(11);
  Scored scored;
  for (size_t k = 0; k < classes; ++k) scored.classes.push_back("k" + std::to_string(k));
  scored.rows = rows;
  scored.width = static_cast<int64_t>(classes);
  for (uint64_t i = 0; i < static_cast<uint64_t>(rows); ++i) {
    scored.target.push_back(static_cast<double>(i % classes));
    if (weighted) scored.weight.push_back(0.5 + static_cast<double>(i % 5));
    double sum = 0;
    std::vector<double> p;
    for (size_t k = 0; k < classes; ++k) {
      const double skill = k == i % classes ? 1.5 : 1;
      p.push_back(std::ceil(8 * skill * random.uniform(i * classes + k)) + 1);  // ties
      sum += p.back();
    }
    for (const double each : p) scored.prediction.push_back(each / sum);
  }
  return scored;
}

// The same without the probabilities, counted in pieces of rows.
Scored summed_up(const Scored& all, int64_t piece) {
  Scored result = all;
  result.prediction.clear();
  for (int64_t i = 0; i < all.rows; ++i) {
    const auto truth = static_cast<int64_t>(all.target[static_cast<size_t>(i)]);
    result.scores.push_back(
        row_score(all.prediction.data() + i * all.width, all.width, truth, all.positive));
  }
  RankCounts counts(result);
  CHECK(counts.complete());
  for (int64_t first = 0; first < all.rows; first += piece) {
    const auto rows = static_cast<size_t>(std::min(piece, all.rows - first) * all.width);
    counts.add(result, first,
               std::span(all.prediction).subspan(static_cast<size_t>(first * all.width), rows));
  }
  result.ties = counts.ties();
  return result;
}

}  // namespace

TEST_CASE("metrics of classes are the same without the probabilities of each class") {
  for (const bool weighted : {false, true}) {
    const Scored all = random_rows(300, 7, weighted);
    for (const int64_t piece : {1, 64, 300}) {
      const Scored summed = summed_up(all, piece);
      for (const std::string& name : metric_names(true)) {
        CAPTURE(name);
        if (weighted) {  // sums of weights in another order
          CHECK(value_of(name, summed) == doctest::Approx(value_of(name, all)).epsilon(1e-12));
        } else {
          CHECK(value_of(name, summed) == value_of(name, all));
        }
      }
      CHECK(confusion_matrix(summed) == confusion_matrix(all));
    }
  }
}

TEST_CASE("rows of many classes rank alike with any number of threads") {
  const Scored all = random_rows(1200, 600, true);
  const Scored one = summed_up(all, 50);
  Scored several;
  with_team(4, [&] { several = summed_up(all, 50); });
  for (const char* name : {"auc", "pr_auc"}) {
    CHECK(value_of(name, several) == value_of(name, one));
    CHECK(value_of(name, one) == doctest::Approx(value_of(name, all)).epsilon(1e-12));
  }
}

TEST_CASE("a class without rows has no curve, and needs no ranks") {
  Scored scored = random_rows(6, 7, false);
  CHECK(reason_of("auc", scored) == "no rows of class \"k6\"");
  for (int64_t i = 0; i < scored.rows; ++i) {
    scored.scores.push_back(row_score(scored.prediction.data() + i * 7, 7, i, 1));
  }
  scored.prediction.clear();
  CHECK_FALSE(RankCounts(scored).complete());
  CHECK(reason_of("auc", scored) == "no rows of class \"k6\"");
  CHECK(reason_of("pr_auc", scored) == "no rows of class \"k6\"");
  CHECK(value_of("accuracy", scored) >= 0);
}

TEST_CASE("what is not finite is seen in what it came to") {
  Scored scored = random_rows(7, 7, false);
  scored.prediction[3] = std::nan("");
  const Scored summed = [&] {
    Scored result = scored;
    for (int64_t i = 0; i < 7; ++i) {
      result.scores.push_back(row_score(scored.prediction.data() + i * 7, 7, i, 1));
    }
    result.prediction.clear();
    return result;
  }();
  CHECK(reason_of("accuracy", summed) == "a prediction is not a finite number");
}

TEST_CASE("where ranks are of the rows' own weights there is no interval of them") {
  const Scored summed = summed_up(random_rows(60, 5, false), 60);
  CHECK_FALSE(bootstrap_interval(*find_metric("auc"), summed, 20, 1).known());
  const Interval interval = bootstrap_interval(*find_metric("accuracy"), summed, 20, 1);
  CHECK(interval.known());
  const Interval held =
      bootstrap_interval(*find_metric("accuracy"), random_rows(60, 5, false), 20, 1);
  CHECK(interval.low == held.low);
  CHECK(interval.high == held.high);
}
