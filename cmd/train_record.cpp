#include "train_record.h"

#include <utility>

#include "base/json.h"
#include "model/evaluate.h"
#include "model/measured_rows.h"

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
  for (size_t i = 0; i < epochs; ++i) {
    const EpochInfo& info = result.history[i];
    if (i % step != 0 && i + 1 != epochs && info.epoch != result.best_epoch) continue;
    Json epoch{{"epoch", info.epoch}, {"loss", info.loss}, {"learning_rate", info.learning_rate}};
    if (!info.validation.empty()) epoch["validation"] = to_json(info.validation);
    list.push_back(epoch);
  }
  return list;
}

}  // namespace

Json training_record(const TrainRows& rows, const TrainResult& result, const Json& metrics) {
  Json data = rows.record;
  for (const char* name : {"train", "validation", "test"}) {
    const int64_t all = data[name]["rows"], measured = MeasuredRows::count(all);
    if (measured < all) data[name]["measured_rows"] = measured;
  }
  return {{"version", AIMODEL_VERSION},
          {"data", data},
          {"epochs", result.history.size()},
          {"best_epoch", result.best_epoch},
          {"stopped", reason_text(result.reason)},
          {"metrics", metrics},
          {"history", history_json(result)}};
}

PartMeasures measure_parts(const Model& model, const TrainRows& rows) {
  Predictor predictor(model);
  PartMeasures result;
  const auto measures = measures_of(model.spec, model.encoding.outputs());
  const auto seed = static_cast<uint64_t>(model.spec.training().integer("seed"));
  result.table.columns = {"part", "rows"};
  for (const Measure& measure : measures) result.table.columns.push_back(measure.name);
  const std::pair<const char*, const Dataset*> parts[] = {
      {"train", &rows.train}, {"validation", &rows.validation}, {"test", &rows.test}};
  for (const auto& [name, part] : parts) {
    if (part->rows == 0) continue;
    const MeasuredRows measured(*part, seed);
    if (measured.selection().rows < part->rows) {
      result.sampled += (result.sampled.empty() ? "" : ", ") + std::string(name);
    }
    const Evaluation evaluation = evaluate(model, predictor, measured.selection(), measures);
    result.metrics[name] = to_json(evaluation.measures);
    std::vector<Value> row{std::string(name), part->rows};
    for (const Measure& measure : evaluation.measures) {
      row.push_back(measure.value.defined() ? Value(measure.value.value) : Value());
    }
    result.table.add(row);
  }
  return result;
}

}  // namespace aimodel
