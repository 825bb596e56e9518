#include "explain/shuffle_meter.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "explain/row_losses.h"
#include "explain/shuffle_error.h"
#include "metrics/ranking.h"

namespace aimodel {

namespace {

// The loss of the output, as part of the loss that training makes small.
class LossDrop : public ShuffleMeter {
 public:
  explicit LossDrop(const ExplainRequest& request)
      : weight_(request.model.network.loss_weight(request.target.output)),
        meter_(request.model, request.target.output) {
    meter_.measure(request.data, first_);
    const double total = std::accumulate(first_.weight.begin(), first_.weight.end(), 0.0);
    mean_weight_ = total / static_cast<double>(first_.weight.size());
    for (const double weight : first_.weight) share_.push_back(weight / mean_weight_);
  }

  MetricValue before() override {
    if (!(mean_weight_ > 0)) return {0, "no rows"};
    const double loss = weight_ * first_.mean();
    return {loss, std::isfinite(loss) ? "" : "not finite"};
  }

  Drop drop(const Dataset& shuffled, const Shuffle& shuffle, int64_t repeats) override {
    ShuffleError error(share_);
    std::vector<double> lost(share_.size());
    for (int64_t repeat = 0; repeat < repeats; ++repeat) {
      const std::vector<uint32_t>& given = shuffle(repeat);
      meter_.measure(shuffled, now_);
      for (size_t i = 0; i < lost.size(); ++i) {
        lost[i] = weight_ * (now_.loss[i] - first_.loss[i]) / mean_weight_;
      }
      error.add(lost, given);
    }
    return {error.mean(), error.standard_error()};
  }

 private:
  double weight_;  // of the output
  LossMeter meter_;
  RowLosses first_, now_;
  double mean_weight_ = 0;
  std::vector<double> share_;
};

// Any metric. Its standard error is a jackknife's, with groups of rows left out as rows and as
// givers of values (Efron, Stein 1981; what rows and shuffles add together counts twice).
class MetricDrop : public ShuffleMeter {
 public:
  MetricDrop(const ExplainRequest& request, const Measure& measure)
      : question_(request), measure_(measure), predictor_(request.model) {
    first_ = scored(request.data);
    can_weigh_ = !measure.metric->ranks || first_.scores.empty();
  }

  MetricValue before() override { return measure_.metric->compute(first_); }

  Drop drop(const Dataset& shuffled, const Shuffle& shuffle, int64_t repeats) override {
    const auto groups = static_cast<size_t>(std::min<int64_t>(kGroups, question_.data.rows));
    const auto n = static_cast<double>(repeats);
    std::vector<double> without(groups);
    Drop result;
    for (int64_t repeat = 0; repeat < repeats; ++repeat) {
      const std::vector<uint32_t>& given = shuffle(repeat);
      Scored now = scored(shuffled);
      result.importance += difference(first_, now) / n;
      if (!can_weigh_) continue;
      Scored before = first_;
      for (size_t g = 0; g < groups; ++g) {
        before.weight = now.weight = weights_without(g, groups, given);
        without[g] += difference(before, now) / n;
      }
    }
    if (!can_weigh_) {
      result.standard_error = std::numeric_limits<double>::quiet_NaN();
      return result;
    }
    double mean = 0, squares = 0;
    for (const double each : without) mean += each / static_cast<double>(groups);
    for (const double each : without) squares += (each - mean) * (each - mean);
    const auto count = static_cast<double>(groups);
    result.standard_error = std::sqrt(squares * (count - 1) / count);
    return result;
  }

 private:
  static constexpr int64_t kGroups = 20;

  Scored scored(const Dataset& data) {
    std::vector<Scored> all = evaluate(question_.model, predictor_, data, {measure_}).scored;
    Scored result = std::move(all[measure_.output]);
    if (measure_.column) result = only_column(result, *measure_.column);
    if (measure_.metric->ranks && result.scores.empty()) rank(result);
    return result;
  }

  double difference(const Scored& before, const Scored& after) const {
    const MetricValue a = measure_.metric->compute(before), b = measure_.metric->compute(after);
    if (!a.defined() || !b.defined()) return std::numeric_limits<double>::quiet_NaN();
    return measure_.higher_is_better() ? a.value - b.value : b.value - a.value;
  }

  std::vector<double> weights_without(size_t group, size_t groups,
                                      const std::vector<uint32_t>& given) const {
    std::vector<double> weights(given.size());
    for (size_t i = 0; i < given.size(); ++i) {
      const bool out = i % groups == group || given[i] % groups == group;
      weights[i] = out ? 0 : first_.weight_of(static_cast<int64_t>(i));
    }
    return weights;
  }

  const ExplainRequest& question_;
  const Measure& measure_;
  Predictor predictor_;
  Scored first_;
  bool can_weigh_ = true;  // not where many classes were ranked, by the rows' own weights
};

}  // namespace

std::unique_ptr<ShuffleMeter> make_shuffle_meter(const ExplainRequest& request,
                                                 const Measure& measure) {
  if (measure.metric == nullptr) return std::make_unique<LossDrop>(request);
  return std::make_unique<MetricDrop>(request, measure);
}

}  // namespace aimodel
