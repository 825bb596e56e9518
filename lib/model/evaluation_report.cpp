#include "model/evaluation_report.h"

#include <utility>

#include <fmt/format.h>

#include "base/json.h"
#include "base/numbers.h"
#include "model/thresholds.h"
#include "model/trivial.h"

namespace aimodel {

namespace {

Value cell(const MetricValue& m) {
  return m.defined() ? Value(m.value) : Value();
}

Table measures_table(const SliceOptions& options, const std::vector<Slice>& slices) {
  Table table;
  table.columns = {"metric", "value", "trivial", "low", "high", "note"};
  if (options.bootstrap == 0) table.columns = {"metric", "value", "trivial", "note"};
  if (!options.by.empty()) table.columns.insert(table.columns.begin(), {options.by, "rows"});
  for (const Slice& slice : slices) {
    for (size_t i = 0; i < slice.evaluation.measures.size(); ++i) {
      const Measure& m = slice.evaluation.measures[i];
      std::vector<Value> row;
      if (!options.by.empty())
        row = {slice.name.empty() ? std::string("(all)") : slice.name, slice.rows};
      row.push_back(m.name);
      row.push_back(cell(m.value));
      row.push_back(cell(*m.trivial));
      if (options.bootstrap > 0) {
        row.push_back(slice.intervals[i].known() ? Value(slice.intervals[i].low) : Value());
        row.push_back(slice.intervals[i].known() ? Value(slice.intervals[i].high) : Value());
      }
      row.push_back(m.value.reason.empty() ? Value() : Value(m.value.reason));
      table.add(row);
    }
  }
  return table;
}

std::vector<Table> class_tables(const Model& model, const Evaluation& evaluation) {
  constexpr size_t kMostClasses = 30;
  std::vector<Table> tables;
  for (size_t i = 0; i < evaluation.scored.size(); ++i) {
    const Scored& scored = evaluation.scored[i];
    if (scored.classes.empty()) continue;
    const std::string& output = model.preprocessing.outputs()[i]->name();
    Table classes{"Classes of " + output, {"class", "rows", "precision", "recall", "f1"}, {}};
    for (const ClassMetrics& row : per_class(scored)) {
      classes.add({row.name, row.support, cell(row.precision), cell(row.recall), cell(row.f1)});
    }
    tables.push_back(classes);
    if (scored.classes.size() > kMostClasses) continue;
    Table matrix{
        "Confusion matrix of " + output + " (rows: true, columns: predicted)", {"true"}, {}};
    for (const std::string& name : scored.classes) matrix.columns.push_back(name);
    const std::vector<double> counts = confusion_matrix(scored);
    for (size_t t = 0; t < scored.classes.size(); ++t) {
      std::vector<Value> row{scored.classes[t]};
      for (size_t p = 0; p < scored.classes.size(); ++p)
        row.push_back(counts[t * scored.classes.size() + p]);
      matrix.add(row);
    }
    tables.push_back(matrix);
  }
  return tables;
}

Json slice_json(const SliceOptions& options, const Model& model, const Slice& slice) {
  Json json{{"rows", slice.rows},
            {"metrics", to_json(slice.evaluation.measures)},
            {"trivial", trivial_json(slice.evaluation.measures)}};
  if (options.bootstrap > 0) {
    Json intervals = Json::object();
    for (size_t i = 0; i < slice.evaluation.measures.size(); ++i) {
      const Measure& m = slice.evaluation.measures[i];
      if (slice.intervals[i].known()) {
        intervals[m.name] = {slice.intervals[i].low, slice.intervals[i].high};
      }
    }
    json["intervals"] = {{"level", 0.95}, {"repeats", options.bootstrap}, {"of", intervals}};
  }
  Json outputs = Json::object();
  for (size_t i = 0; i < slice.evaluation.scored.size(); ++i) {
    const Scored& scored = slice.evaluation.scored[i];
    if (scored.classes.empty()) continue;
    Json classes = Json::array();
    for (const ClassMetrics& row : per_class(scored)) {
      const auto value = [](const MetricValue& m) {
        return m.defined() ? Json(m.value) : Json(nullptr);
      };
      classes.push_back({{"class", row.name},
                         {"rows", row.support},
                         {"precision", value(row.precision)},
                         {"recall", value(row.recall)},
                         {"f1", value(row.f1)}});
    }
    constexpr size_t kMostInMatrix = 1000;
    const size_t size = scored.classes.size();
    if (size > kMostInMatrix) {
      outputs[model.preprocessing.outputs()[i]->name()] = {{"classes", classes},
                                                           {"confusion_matrix", nullptr}};
      continue;
    }
    Json matrix = Json::array();
    const std::vector<double> counts = confusion_matrix(scored);
    for (size_t t = 0; t < size; ++t) {
      matrix.push_back(
          std::vector<double>(counts.begin() + static_cast<std::ptrdiff_t>(t * size),
                              counts.begin() + static_cast<std::ptrdiff_t>((t + 1) * size)));
    }
    outputs[model.preprocessing.outputs()[i]->name()] = {{"classes", classes},
                                                         {"confusion_matrix", matrix}};
  }
  if (!outputs.empty()) json["outputs"] = outputs;
  return json;
}

std::string heading(const Model& model, const EvaluationSource& source, const SliceOptions& options,
                    int64_t rows) {
  std::string text =
      fmt::format("{} on {}: {} rows{}", source.model, source.file, with_commas(rows),
                  options.bootstrap > 0 ? "; low, high: 95% bootstrap interval" : "");
  const Json thresholds = to_json(options.thresholds, model);
  for (const auto& [output, threshold] : thresholds.items()) {
    text += fmt::format("; {} from {} on", output, shortest(threshold.get<double>()));
  }
  return text;
}

}  // namespace

Report evaluation_report(const Model& model, const EvaluationSource& source,
                         const SliceOptions& options, const SlicedEvaluation& evaluation,
                         const GateResults& gates) {
  const std::vector<Slice>& slices = evaluation.slices;
  Report report;
  Json& document = report.document;
  document = {{"schema", "aimodel.eval.v1"}, {"model", source.model}, {"data", source.data}};
  document.update(slice_json(options, model, slices[0]));
  document["unlike_training"] = evaluation.notes.json(model.preprocessing);
  if (!options.by.empty()) {
    Json by = Json::object();
    for (size_t i = 1; i < slices.size(); ++i) {
      by[slices[i].name] = slice_json(options, model, slices[i]);
    }
    document["by"] = {{"column", options.by}, {"slices", by}};
  }
  if (const Json thresholds = to_json(options.thresholds, model); !thresholds.empty()) {
    document["thresholds"] = thresholds;
  }
  if (!gates.requirements.empty()) document["requirements"] = gates.requirements;
  report.failures = gates.failures;
  Table table = measures_table(options, slices);
  table.title = heading(model, source, options, slices[0].rows);
  report.tables = {std::move(table)};
  for (Table& extra : class_tables(model, slices[0].evaluation)) {
    report.tables.push_back(std::move(extra));
  }
  return report;
}

}  // namespace aimodel
