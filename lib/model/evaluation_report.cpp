#include "model/evaluation_report.h"

#include <algorithm>
#include <iterator>
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

// What each output tells of its rows beside the metrics.
std::vector<Table> output_tables(const Model& model, const Evaluation& evaluation) {
  std::vector<Table> tables;
  for (size_t i = 0; i < evaluation.scored.size(); ++i) {
    const Output& output = *model.preprocessing.outputs()[i];
    std::ranges::move(output.evaluation_tables(evaluation.scored[i]), std::back_inserter(tables));
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
    const Output& output = *model.preprocessing.outputs()[i];
    Json details = output.evaluation_json(slice.evaluation.scored[i]);
    if (!details.empty()) outputs[output.name()] = std::move(details);
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
  for (Table& extra : output_tables(model, slices[0].evaluation)) {
    report.tables.push_back(std::move(extra));
  }
  return report;
}

}  // namespace aimodel
