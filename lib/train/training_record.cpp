#include "train/training_record.h"

#include <utility>

#include <fmt/format.h>

#include "base/json.h"
#include "metrics/threshold.h"
#include "model/evaluation_sample.h"
#include "model/trivial.h"

namespace aimodel {

namespace {

const char* reason_text(StopReason reason) {
  switch (reason) {
    case StopReason::finished:
      return "finished";
    case StopReason::early_stopping:
      return "early_stopping";
    case StopReason::time_limit:
      return "time_limit";
    case StopReason::signal:
      return "signal";
  }
  return "";
}

// Of a long training the first epoch, evenly spaced ones, the best and the last: a model file stays
// small.
Json history_json(const TrainResult& result) {
  constexpr size_t kMost = 1000;
  const size_t epochs = result.history.size(), step = (epochs + kMost - 1) / kMost;
  Json list = Json::array();
  if (result.start)
    list.push_back({{"epoch", 0}, {"validation", to_json(result.start->validation)}});
  for (size_t i = 0; i < epochs; ++i) {
    const EpochInfo& info = result.history[i];
    if (i % step != 0 && i + 1 != epochs && info.epoch != result.best_epoch) continue;
    Json epoch{{"epoch", info.epoch}, {"loss", info.loss}, {"learning_rate", info.learning_rate}};
    if (!info.validation.empty()) epoch["validation"] = to_json(info.validation);
    list.push_back(epoch);
  }
  return list;
}

// What somebody should know who looks at the numbers alone.
Json notes_of(const Spec& spec, const TrainRows& rows, const TrainResult& result,
              const PartMeasures& measures) {
  Json notes = Json::array();
  const int64_t epochs = spec.training().integer("epochs");
  if (result.start && result.best_epoch == 0 && !result.history.empty()) {
    notes.push_back("no epoch was better than the model that it began with, which is kept");
  } else if (rows.validation.rows > 0 && result.best_epoch == epochs) {
    notes.push_back(fmt::format(
        "the best epoch is the last of {}: with more of them (training.epochs) it may get better",
        epochs));
  }
  if (!measures.not_better.empty()) {
    notes.push_back(fmt::format("on the {} rows the model does not beat the trivial answer: {}",
                                measures.last, measures.not_better));
  }
  return notes;
}

// Of each metric the best threshold on these rows.
Json best_thresholds(const Scored& scored) {
  Json result = Json::object();
  for (const std::string& name : threshold_metrics()) {
    const MetricValue found = best_threshold(*find_metric(name), scored);
    result[name] = found.defined() ? Json(found.value) : Json(found.reason);
  }
  return result;
}

}  // namespace

Json data_record(const TrainRows& rows) {
  Json data = rows.record;
  for (const char* name : {"train", "validation", "test"}) {
    const int64_t all = data[name]["rows"], sample = EvaluationSample::count(all);
    if (sample < all) data[name]["measured_rows"] = sample;
  }
  return data;
}

Json training_record(const Spec& spec, const TrainRows& rows, const TrainResult& result,
                     const PartMeasures& measures) {
  Json record{{"version", AIMODEL_VERSION},
              {"data", data_record(rows)},
              {"epochs", result.history.size()},
              {"best_epoch", result.best_epoch},
              {"stopped", reason_text(result.reason)},
              {"notes", notes_of(spec, rows, result, measures)},
              {"metrics", measures.metrics},
              {"trivial", measures.trivial}};
  if (!measures.thresholds.is_null()) record["thresholds"] = measures.thresholds;
  record["history"] = history_json(result);
  return record;
}

Table recorded_measures(const Json& record) {
  Table table{"", {"part", "rows"}, {}};
  if (!record.contains("metrics")) return table;
  for (const auto& [part, measures] : record["metrics"].items()) {
    const Json rows = record.value("data", Json::object()).value(part, Json::object());
    std::vector<Value> row{part, rows.value("rows", int64_t{0})};
    for (const auto& [name, value] : measures.items()) {
      if (!value.is_number() && !value.is_null()) continue;  // a reason
      if (table.rows.empty()) table.columns.push_back(name);
      row.push_back(value.is_number() ? Value(value.get<double>()) : Value());
    }
    table.add(std::move(row));
  }
  return table;
}

PartMeasures measure_parts(const Model& model, const TrainRows& rows) {
  Predictor predictor(model);
  PartMeasures result;
  const auto measures = measures_of(model.spec, model.preprocessing.outputs());
  const auto seed = static_cast<uint64_t>(model.spec.training().integer("seed"));
  result.table.columns = {"part", "rows"};
  for (const Measure& measure : measures) result.table.columns.push_back(measure.name);
  std::vector<Value> trivial;
  const std::pair<const char*, const Dataset*> parts[] = {
      {"train", &rows.train}, {"validation", &rows.validation}, {"test", &rows.test}};
  for (const auto& [name, part] : parts) {
    if (part->rows == 0) continue;
    const EvaluationSample sample(*part, seed);
    if (sample.rows().rows() < part->rows) {
      result.sampled += (result.sampled.empty() ? "" : ", ") + std::string(name);
    }
    Evaluation evaluation = evaluate(model, predictor, sample.rows(), measures);
    measure_trivial(model, sample.rows(), evaluation);
    result.metrics[name] = to_json(evaluation.measures);
    result.trivial[name] = trivial_json(evaluation.measures);
    result.last = name;
    result.not_better = not_better(evaluation.measures);
    std::vector<Value> row{std::string(name), part->rows};
    trivial = {fmt::format("trivial, {}", name), part->rows};
    const auto cell = [](const MetricValue& m) { return m.defined() ? Value(m.value) : Value(); };
    for (const Measure& measure : evaluation.measures) {
      row.push_back(cell(measure.value));
      trivial.push_back(cell(*measure.trivial));
    }
    result.table.add(row);
    if (part != &rows.validation) continue;
    for (size_t i = 0; i < evaluation.scored.size(); ++i) {
      const Output& output = *model.preprocessing.outputs()[i];
      if (!output.follows_threshold()) continue;
      result.thresholds[output.name()] = best_thresholds(evaluation.scored[i]);
    }
  }
  result.table.rows.insert(result.table.rows.begin(), trivial);
  return result;
}

}  // namespace aimodel
