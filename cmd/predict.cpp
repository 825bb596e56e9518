#include <algorithm>

#include "base/output_file.h"
#include "columns/open_rows.h"
#include "command.h"
#include "csv/kept_columns.h"
#include "csv/reading_notes.h"
#include "model/prediction_stream.h"
#include "model/thresholds.h"

namespace aimodel {

namespace {

struct PredictCommand {
  std::string model, data, output, format = "csv";
  std::vector<std::string> keep, thresholds;
  int64_t top = 0, threads = 1;
  bool force = false, json = false, line_buffered = false, label_only = false;
  bool spread = false;
  DataOptions data_options;
  Verbosity verbosity;
};

// Options that speak of classes are refused where a model has none.
void check_classes(const PredictCommand& command, const Model& model) {
  if (command.top > 0 && !command.thresholds.empty()) {
    throw Error(Exit::usage, "",
                "--threshold: --top gives classes by their probability, whatever a "
                "threshold makes of it",
                "leave one of them out");
  }
  const std::string option = command.top > 0 ? "--top" : command.label_only ? "--label-only" : "";
  const auto& outputs = model.preprocessing.outputs();
  const auto has_labels = [](const OutputPtr& output) { return output->predicts_labels(); };
  if (option.empty() || std::ranges::any_of(outputs, has_labels)) return;
  throw Error(Exit::usage, "", option + ": the model predicts numbers, not classes");
}

void check_members(const PredictCommand& command, const Model& model) {
  if (!command.spread || model.network.members() > 1) return;
  throw Error(Exit::usage, "",
              "--spread: the model has one member, whose predictions have no spread",
              "train with --set training.members=5");
}

OutputPlace place_of(const PredictCommand& command, const std::string& data) {
  OutputPlan plan;
  plan.reads(command.model);
  plan.reads(data);
  return command.output.empty() ? plan.writes("standard output", "-", false)
                                : plan.writes("-o", command.output, command.force);
}

int run_predict(const PredictCommand& command) {
  const std::string data = command.data.empty() ? "-" : command.data;
  check_one_stream(command.model, data);
  const Messages say = messages(command.verbosity);
  const OutputPlace place = place_of(command, data);
  note_waiting(command.verbosity, {command.model});
  const std::unique_ptr<Model> model = read_model(command.model);
  check_classes(command, *model);
  check_members(command, *model);
  StreamOptions options{
      .shown = {.top = command.top, .label_only = command.label_only, .spread = command.spread}};
  options.shown.thresholds = parse_thresholds(command.thresholds, *model, command.model);
  options.on_bad_row = command.data_options.policy();
  options.format = command.json ? Format::json : parse_format(command.format);
  options.row_by_row = command.line_buffered;
  options.threads = static_cast<int>(command.threads);

  OutputFile output(place);
  note_waiting(command.verbosity, {data});
  CsvReader reader = open_rows(data, model->spec, command.data_options, command.line_buffered);
  options.kept = kept_columns(reader, command.keep);
  const StreamedRows done =
      predict_stream(*model, reader, options, trained_on(*model, command.model),
                     [&](std::string_view text) { output.write(text); });
  output.commit();
  note_reading(say, reader, done.rows);
  for (const std::string& line : done.notes.lines(model->preprocessing)) {
    say.info(from_program(line));
  }
  return 0;
}

}  // namespace

Run declare_predict(OptionSet& options) {
  auto command = std::make_shared<PredictCommand>();
  options.text("MODEL", command->model, "Model file", {.required = true});
  options.text("DATA", command->data, "CSV file, or - for standard input (default: -)");
  options.group("Files");
  options.text("-o,--output", command->output, "Write to this file (default: standard output)",
               {.type = "FILE"});
  options.flag("--force", command->force, "Replace an existing file");
  options.group("Predictions");
  options.texts("--keep", command->keep,
                "Columns to pass through: id,name, a glob, or all; may be repeated",
                {.type = "COLUMNS"});
  options.whole_number("--top", command->top, 1, 1000000,
                       "The K most probable classes instead of all");
  options.flag("--label-only", command->label_only, "No probabilities");
  options.flag(
      "--spread", command->spread,
      "How far the predictions of the model's members lie apart: their standard deviation, of "
      "classes that of the predicted one's probability");
  add_thresholds(options, command->thresholds);
  options.flag("--line-buffered", command->line_buffered,
               "Answer each row as soon as it has been read");
  add_data_options(options, command->data_options, true);
  options.group("Output");
  options.flag("--json", command->json, "Print one JSON document");
  options.choice("--format", command->format, {"csv", "tsv", "json", "jsonl", "md", "text"},
                 "How rows are written (default: csv)", {.environment = "AIMODEL_FORMAT"});
  add_verbosity(options, command->verbosity);
  options.group("Other");
  add_threads(options, command->threads);
  options.footer(
      "Example:\n  tail -n +1 -f rows.csv | aimodel predict y.model - --keep id --line-buffered");
  return [command] { return run_predict(*command); };
}

}  // namespace aimodel
