#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>

#include <fmt/format.h>

#include "base/json.h"
#include "base/names.h"
#include "base/text.h"
#include "explain/features.h"
#include "explain/method.h"
#include "explain/shuffle_meter.h"
#include "model/evaluate.h"

namespace aimodel {

namespace {

// A column's encoded numbers, moved together to other rows of the same dataset.
void shuffle(const Features& features, size_t feature, const std::vector<uint32_t>& order,
             const Dataset& from, Dataset& to) {
  for (const Features::Range& range : features.ranges(feature)) {
    const Matrix& source = from.inputs[range.group];
    Matrix& goal = to.inputs[range.group];
    for (size_t row = 0; row < order.size(); ++row) {
      const int64_t taken = static_cast<int64_t>(order[row]) * source.width + range.first;
      const int64_t put = static_cast<int64_t>(row) * goal.width + range.first;
      std::copy_n(source.values.begin() + taken, range.width, goal.values.begin() + put);
    }
  }
}

void put_back(const Features& features, size_t feature, const Dataset& from, Dataset& to) {
  std::vector<uint32_t> order(static_cast<size_t>(from.rows));
  std::iota(order.begin(), order.end(), 0U);
  shuffle(features, feature, order, from, to);
}

// Permutation importance: how much worse the model predicts when a column's values are shuffled
// among the rows.
//   importance      mean over repeats of s - s_r     s the measure, of a loss or an error its
//                                                    negative; s_r the same after shuffle r
//   standard error  of rows and shuffles together: see shuffle_error.h
//   source          Breiman 2001, Machine Learning 45; Fisher, Rudin, Dominici 2019,
//                   arXiv:1801.01489
//   limits          columns that carry the same information share their importance, down to none;
//                   shuffling makes rows that cannot occur
class Permutation : public Method {
 public:
  explicit Permutation(const Options& options)
      : options_(options), repeats_(options.integer("repeats")) {}

  Explanation explain(const ExplainRequest& request) const override {
    if (request.data.rows < 2) {
      throw Error(Exit::data, "", "permutation importance needs at least 2 labelled rows, got 1",
                  "--method integrated_gradients explains single rows");
    }
    const Features features(request.model);
    const Measure measure = chosen_measure(request);
    const std::unique_ptr<ShuffleMeter> meter = make_shuffle_meter(request, measure);
    const MetricValue score = meter->before();
    if (!score.defined()) {
      throw Error(Exit::data, "",
                  fmt::format("{} has no value on these rows: {}", measure.name, score.reason),
                  "--set metric=loss always has one");
    }
    Explanation result = begin(request, measure, score.value);
    Dataset shuffled = request.data;
    std::vector<uint32_t> order;
    for (size_t feature = 0; feature < features.size(); ++feature) {
      ColumnImportance column{features.names()[feature], 0, 0, 0};
      const Random random = request.random.branch(column.name);
      const Drop drop = meter->drop(
          shuffled,
          [&](int64_t repeat) -> const std::vector<uint32_t>& {
            order = random.branch(static_cast<uint64_t>(repeat))
                        .permutation(static_cast<uint32_t>(request.data.rows));
            shuffle(features, feature, order, request.data, shuffled);
            return order;
          },
          repeats_);
      put_back(features, feature, request.data, shuffled);
      column.importance = drop.importance;
      column.standard_error = drop.standard_error;
      if (std::isnan(column.importance)) {
        result.notes.push_back(
            fmt::format("{} has no value after shuffling {}", measure.name, quote(column.name)));
      }
      result.columns.push_back(std::move(column));
    }
    sort_columns(result);
    return result;
  }

 private:
  Measure chosen_measure(const ExplainRequest& request) const {
    const Outputs& outputs = request.model.preprocessing.outputs();
    const size_t output = request.target.output;
    const auto loss = [&] {
      return outputs.size() == 1 ? "loss" : outputs[output]->name() + ".loss";
    };
    if (!options_.has("metric")) return {loss(), nullptr, output, {}};
    const std::string name = options_.text("metric");
    if (name == "loss") return {loss(), nullptr, output, {}};
    Measure measure;
    if (find_measure(name, outputs, &measure) &&
        (measure.metric == nullptr || measure.output == output)) {
      return measure;
    }
    if (find_measure(outputs[output]->name() + "." + name, outputs, &measure)) return measure;
    const bool of_columns = outputs[output]->columns().size() > 1;
    std::vector<std::string> known{"loss"};
    for (std::string& metric : outputs[output]->known_metrics()) {
      if (!of_columns || !find_metric(metric)->has_unit) known.push_back(std::move(metric));
    }
    throw options_.error_at(
        "metric",
        fmt::format("output {} has no metric {}", quote(outputs[output]->name()), quote(name)),
        of_columns             ? suggest_measure(name, outputs)
        : nearest(name, known) ? suggest(name, known)
                               : "known: " + join(known, ", "));
  }

  Explanation begin(const ExplainRequest& request, const Measure& measure, double score) const {
    Explanation result;
    result.method = "permutation";
    result.options = options_.json();
    result.options["metric"] = measure.name;
    result.importance = (measure.higher_is_better() ? "drop in " : "rise of ") + measure.name;
    result.output = request.model.preprocessing.outputs()[request.target.output]->name();
    result.rows = request.data.rows;
    result.baseline = {{"name", measure.name}, {"value", score}};
    result.notes.push_back(
        "columns that carry the same information share their importance: one of them can seem "
        "unused "
        "because the others stand in for it");
    return result;
  }

  Options options_;
  int64_t repeats_;
};

}  // namespace

MethodPtr make_permutation(const Options& options) {
  return std::make_unique<Permutation>(options);
}

}  // namespace aimodel
