#include <algorithm>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "command.h"
#include "csv/csv_cell.h"
#include "eval_slices.h"
#include "gate.h"
#include "model/trivial.h"
#include "rows.h"
#include "rows/split.h"
#include "stored_rows.h"
#include "tensor/parallel.h"
#include "threshold.h"

namespace aimodel {

namespace {

struct EvalCommand {
  std::string model, data, by, split;
  std::vector<std::string> require, metrics, thresholds;
  int64_t bootstrap = 1000, threads = 1, seed = 1;
  DataOptions data_options;
  OutputOptions format;
  Verbosity verbosity;
};

std::vector<Measure> chosen_measures(const EvalCommand& command, const Model& model,
                                     const std::vector<Gate>& gates) {
  const auto& outputs = model.encoding.outputs();
  std::vector<Measure> measures = measures_of(model.spec, outputs);
  if (!command.metrics.empty()) measures.clear();
  const auto add = [&](const std::string& name, const std::string& option) {
    Measure measure;
    if (!find_measure(name, outputs, &measure)) {
      throw Error(Exit::usage, "",
                  fmt::format("{}: the model has no metric {}", option, quote(name)),
                  suggest(name, known_measures(outputs)));
    }
    const auto same = [&](const Measure& m) { return m.name == name; };
    if (std::none_of(measures.begin(), measures.end(), same)) measures.push_back(measure);
  };
  for (const std::string& name : command.metrics) add(name, "--metric");
  for (const Gate& gate : gates) add(gate.measure, "--require");
  return measures;
}

Value cell(const MetricValue& m) {
  return m.defined() ? Value(m.value) : Value();
}

Table measures_table(const EvalCommand& command, const std::vector<Slice>& slices) {
  Table table;
  table.columns = {"metric", "value", "trivial", "low", "high", "note"};
  if (command.bootstrap == 0) table.columns = {"metric", "value", "trivial", "note"};
  if (!command.by.empty()) table.columns.insert(table.columns.begin(), {command.by, "rows"});
  for (const Slice& slice : slices) {
    for (size_t i = 0; i < slice.evaluation.measures.size(); ++i) {
      const Measure& m = slice.evaluation.measures[i];
      std::vector<Value> row;
      if (!command.by.empty())
        row = {slice.name.empty() ? std::string("(all)") : slice.name, slice.rows};
      row.push_back(m.name);
      row.push_back(cell(m.value));
      row.push_back(cell(*m.trivial));
      if (command.bootstrap > 0) {
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
    const std::string& output = model.encoding.outputs()[i].name;
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

Json slice_json(const EvalCommand& command, const Model& model, const Slice& slice) {
  Json json{{"rows", slice.rows},
            {"metrics", to_json(slice.evaluation.measures)},
            {"trivial", trivial_json(slice.evaluation.measures)}};
  if (command.bootstrap > 0) {
    Json intervals = Json::object();
    for (size_t i = 0; i < slice.evaluation.measures.size(); ++i) {
      const Measure& m = slice.evaluation.measures[i];
      if (slice.intervals[i].known()) {
        intervals[m.name] = {slice.intervals[i].low, slice.intervals[i].high};
      }
    }
    json["intervals"] = {{"level", 0.95}, {"repeats", command.bootstrap}, {"of", intervals}};
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
      outputs[model.encoding.outputs()[i].name] = {{"classes", classes},
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
    outputs[model.encoding.outputs()[i].name] = {{"classes", classes},
                                                 {"confusion_matrix", matrix}};
  }
  if (!outputs.empty()) json["outputs"] = outputs;
  return json;
}

int run_eval(const EvalCommand& command) {
  std::vector<Gate> gates;
  for (const std::string& text : command.require) gates.push_back(parse_gate(text));
  if (command.model == "-" && command.data == "-") {
    throw Error(Exit::usage, "", "- stands for both the model and the data",
                "standard input can be read once: give one of them as a file");
  }
  const std::unique_ptr<Model> model = read_model(command.model);
  const std::vector<Measure> measures = chosen_measures(command, *model, gates);
  const Thresholds thresholds = parse_thresholds(command.thresholds, *model, command.model);
  std::vector<WantedColumn> columns = model->encoding.wanted(true);
  if (!command.by.empty()) columns.push_back({command.by, CellKind::verbatim, false});
  std::vector<WantedColumn> kept;  // of all rows
  if (!command.split.empty()) {
    for (const WantedColumn& column : split_columns(model->spec)) columns.push_back(column);
    kept = split_needs(model->spec);
  }
  CsvReader reader = open_rows(command.data, model->spec, command.data_options);
  if (!command.by.empty()) check_column(reader, command.by);
  const StoredRows rows(reader, columns, kept, command.threads, command.verbosity,
                        trained_on(*model, command.model));
  const std::vector<uint32_t> chosen = rows.part(command.split, *model);
  EncodingNotes notes;
  std::vector<Slice> slices;
  const SliceOptions wanted{command.by, command.bootstrap, command.seed, thresholds};
  with_team(static_cast<int>(command.threads),
            [&] { slices = measure_slices(*model, rows, chosen, measures, wanted, notes); });
  note_unlike_training(command.verbosity, model->encoding, notes);

  std::vector<std::string> failures;
  Json requirements = Json::array();
  for (const Gate& gate : gates) {
    std::string found;
    const bool met = meets(gate, slices[0].evaluation.measures, &found);
    requirements.push_back({{"require", gate.text}, {"met", met}, {"found", found}});
    if (!met) failures.push_back(fmt::format("not met: {} ({})", gate.text, found));
  }

  const Format format = command.format.chosen();
  if (format == Format::json) {
    Json document{{"schema", "aimodel.eval.v1"}, {"model", command.model}, {"data", command.data}};
    document.update(slice_json(command, *model, slices[0]));
    document["unlike_training"] = notes.json(model->encoding);
    if (!command.by.empty()) {
      Json by = Json::object();
      for (size_t i = 1; i < slices.size(); ++i)
        by[slices[i].name] = slice_json(command, *model, slices[i]);
      document["by"] = {{"column", command.by}, {"slices", by}};
    }
    if (const Json chosen_ones = to_json(thresholds, *model); !chosen_ones.empty()) {
      document["thresholds"] = chosen_ones;
    }
    if (!gates.empty()) document["requirements"] = requirements;
    print(document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
  } else {
    Table table = measures_table(command, slices);
    if (format == Format::text || format == Format::md) {
      table.title = fmt::format("{} on {}: {} rows{}", command.model, rows.file(),
                                with_commas(slices[0].rows),
                                command.bootstrap > 0 ? "; low, high: 95% bootstrap interval" : "");
      const Json chosen_thresholds = to_json(thresholds, *model);
      for (const auto& [output, threshold] : chosen_thresholds.items()) {
        table.title += fmt::format("; {} from {} on", output, shortest(threshold.get<double>()));
      }
      std::vector<Table> tables{table};
      for (Table& extra : class_tables(*model, slices[0].evaluation))
        tables.push_back(std::move(extra));
      print(render(tables, format));
    } else {
      print(render(table, format));
    }
  }
  if (const std::string beaten = not_better(slices[0].evaluation.measures); !beaten.empty()) {
    note(command.verbosity, "the model does not beat the trivial answer: " + beaten);
  }
  for (const std::string& failure : failures) print_error(failure + "\n");
  return static_cast<int>(failures.empty() ? Exit::done : Exit::gate);
}

}  // namespace

Run declare_eval(OptionSet& options) {
  auto command = std::make_shared<EvalCommand>();
  options.text("MODEL", command->model, "Model file", {.required = true});
  options.text("DATA", command->data, "CSV file with labels, or - for standard input",
               {.required = true});
  options.texts("--require", command->require,
                "Exit with 7 unless this holds, as in 'accuracy>=0.92'; may be repeated",
                {.type = "CONDITION"});
  options.texts("--metric", command->metrics,
                "Report this metric instead of the spec's; may be repeated", {.type = "NAME"});
  add_thresholds(options, command->thresholds);
  options.text("--by", command->by, "Also report each value of this column on its own",
               {.type = "COLUMN"});
  options.choice("--split", command->split, {"train", "validation", "test"},
                 "Only the rows that training used so; DATA is its file");
  options.whole_number("--bootstrap", command->bootstrap, 0, 100000,
                       "Resamples for the 95% intervals; 0 for none (default: 1000)");
  options.whole_number("--seed", command->seed, 0, (int64_t{1} << 53) - 1,
                       "Seed of the resamples (default: 1)", "AIMODEL_SEED");
  add_threads(options, command->threads);
  add_data_options(options, command->data_options);
  add_output(options, command->format);
  add_verbosity(options, command->verbosity);
  options.footer(
      "Example:\n  aimodel eval y.model test.csv --require 'accuracy>=0.92' --by country");
  return [command] { return run_eval(*command); };
}

}  // namespace aimodel
