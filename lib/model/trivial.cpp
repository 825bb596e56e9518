#include "model/trivial.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "metrics/row_score.h"

namespace aimodel {

namespace {

// Weighted rows of each class.
std::vector<double> class_weights(const Scored& scored) {
  std::vector<double> weights(scored.classes.size());
  if (weights.empty()) return weights;
  for (int64_t i = 0; i < scored.rows; ++i) {
    weights[static_cast<size_t>(scored.target[static_cast<size_t>(i)])] += scored.weight_of(i);
  }
  return weights;
}

// Of many classes what the answer comes to: all rows of all classes are one tie.
void add_scores(const std::vector<double>& answer, Scored& result) {
  const double all = std::accumulate(result.weight.begin(), result.weight.end(), 0.0);
  result.ties.resize(answer.size(), {{0, all}});
  for (size_t i = 0; i < result.target.size(); ++i) {
    const auto truth = static_cast<int64_t>(result.target[i]);
    result.scores.push_back(row_score(answer.data(), result.width, truth, result.positive));
    result.ties[static_cast<size_t>(truth)] = {{result.weight[i], all - result.weight[i]}};
  }
}

// Rows of a class are all alike, so one stands for them, with their weight. Numbers differ.
Scored constant(const Output& output, const Scored& scored) {
  const std::vector<double> answer = output.trivial_prediction();
  Scored result = output.no_rows();
  if (output.truth_width() > 0) {
    result.rows = scored.rows;
    result.target = scored.target;
    result.weight = scored.weight;
  } else {
    const std::vector<double> weights = class_weights(scored);
    for (size_t k = 0; k < weights.size(); ++k) {
      if (weights[k] == 0) continue;
      result.target.push_back(static_cast<double>(k));
      result.weight.push_back(weights[k]);
      ++result.rows;
    }
  }
  if (!scored.scores.empty()) {
    add_scores(answer, result);
    return result;
  }
  for (int64_t i = 0; i < result.rows; ++i) {
    result.prediction.insert(result.prediction.end(), answer.begin(), answer.end());
  }
  return result;
}

// The network's outputs for that answer.   [width]
std::vector<real> outputs_for(const Model& model, size_t output) {
  std::vector<real> z = model.preprocessing.outputs()[output]->trivial_outputs();
  model.network.loss(output).undo({z.data(), {1, static_cast<int64_t>(z.size())}});
  return z;
}

}  // namespace

TrivialAnswer::TrivialAnswer(const Model& model)
    : model_(model), losses_(model.preprocessing.outputs().size()) {
  for (size_t i = 0; i < losses_.size(); ++i) {
    outputs_.push_back(outputs_for(model, i));
  }
}

void TrivialAnswer::add(const RowSet& rows) {
  constexpr int64_t kBlock = 128;
  BatchMemory memory;
  std::vector<real> block;
  for (size_t i = 0; i < losses_.size(); ++i) {
    if (model_.preprocessing.outputs()[i]->truth_width() == 0) continue;
    const auto width = static_cast<int64_t>(outputs_[i].size());
    block.clear();
    for (int64_t k = 0; k < kBlock; ++k) {
      block.insert(block.end(), outputs_[i].begin(), outputs_[i].end());
    }
    for (int64_t first = 0; first < rows.rows(); first += kBlock) {
      const int64_t count = std::min(kBlock, rows.rows() - first);
      const Batch& batch = rows.fetch(first, count, memory);
      losses_[i].sum +=
          model_.network.loss(i).compute({block.data(), {count, width}}, batch.targets[i],
                                         batch.weights, 1, {}, &losses_[i].weight);
    }
  }
}

double TrivialAnswer::loss(const Evaluation& evaluation) const {
  double loss = 0;
  for (size_t i = 0; i < losses_.size(); ++i) {
    Mean mean = losses_[i];
    const Scored& scored = evaluation.scored[i];
    const std::vector<double> weights = class_weights(scored);  // none of numbers
    std::vector<real> z = outputs_[i];
    for (size_t k = 0; k < weights.size(); ++k) {
      if (weights[k] == 0) continue;
      auto target = static_cast<real>(k);
      double weight = 0;
      const double row =
          model_.network.loss(i).compute({z.data(), {1, static_cast<int64_t>(z.size())}},
                                         {&target, {1, 1}}, nullptr, 1, {}, &weight);
      mean.sum += weights[k] * row;
      mean.weight += weights[k] * weight;
    }
    loss += model_.network.loss_weight(i) * (mean.weight > 0 ? mean.sum / mean.weight : 0);
  }
  return loss;
}

void TrivialAnswer::measure(Evaluation& evaluation) const {
  std::vector<Scored> answers;
  for (size_t i = 0; i < evaluation.scored.size(); ++i) {
    answers.push_back(constant(*model_.preprocessing.outputs()[i], evaluation.scored[i]));
  }
  for (Measure& measure : evaluation.measures) {
    if (measure.metric != nullptr) {
      measure.trivial = measure.of(answers);
    } else if (!measure.value.defined()) {
      measure.trivial = measure.value;
    } else {
      measure.trivial = MetricValue{loss(evaluation), ""};
    }
  }
}

void measure_trivial(const Model& model, const RowSet& rows, Evaluation& evaluation) {
  TrivialAnswer answer(model);
  answer.add(rows);
  answer.measure(evaluation);
}

Json trivial_json(const std::vector<Measure>& measures) {
  Json result = Json::object();
  for (const Measure& measure : measures) {
    if (!measure.trivial) continue;
    result[measure.name] = measure.trivial->defined() ? Json(measure.trivial->value) : Json();
  }
  return result;
}

std::string not_better(const std::vector<Measure>& measures) {
  std::vector<std::string> names;
  for (const Measure& measure : measures) {
    if (!measure.value.defined() || !measure.trivial || !measure.trivial->defined()) continue;
    if (measure.metric != nullptr && !measure.metric->shows_skill) continue;
    const double value = measure.value.value, trivial = measure.trivial->value;
    const bool higher = measure.higher_is_better();
    // What is perfect cannot be beaten: who always says yes misses no yes.
    if (trivial == (higher ? 1 : 0) || (higher ? value > trivial : value < trivial)) continue;
    names.push_back(fmt::format("{} {:.4g} ({:.4g})", measure.name, value, trivial));
  }
  return join(names, ", ");
}

}  // namespace aimodel
