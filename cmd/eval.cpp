
#include "columns/open_rows.h"
#include "command.h"
#include "csv/kept_columns.h"
#include "model/evaluation_report.h"
#include "model/measure_choice.h"
#include "model/thresholds.h"
#include "model/trivial.h"
#include "tensor/parallel.h"

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

int run_eval(const EvalCommand& command) {
  const std::vector<Gate> gates = parse_gates(command.require);
  check_one_stream(command.model, command.data);
  const Messages say = messages(command.verbosity);
  const auto threads = static_cast<int>(command.threads);

  note_waiting(command.verbosity, {command.model});
  const std::unique_ptr<Model> model = read_model(command.model);
  const std::vector<Measure> measures = chosen_measures(*model, command.metrics, gates);
  const SliceOptions options{command.by, command.bootstrap, command.seed,
                             parse_thresholds(command.thresholds, *model, command.model)};
  note_waiting(command.verbosity, {command.data});
  CsvReader reader = open_rows(command.data, model->spec, command.data_options);
  std::vector<std::string> sliced_by;
  if (!command.by.empty()) {
    check_column(reader, command.by);
    sliced_by = {command.by};
  }
  const ReadFor purpose = command.split.empty() ? ReadFor::evaluation : ReadFor::training;
  const StoredRows rows(reader, plan_reading(*model, purpose, sliced_by), threads, say,
                        trained_on(*model, command.model));
  const std::vector<uint32_t> chosen = rows.part(command.split, *model);

  SlicedEvaluation evaluation;
  with_team(threads, [&] { evaluation = measure_slices(*model, rows, chosen, measures, options); });
  const std::vector<Measure>& all_rows = evaluation.slices[0].evaluation.measures;
  const GateResults results = check_gates(gates, all_rows);
  const Report report = evaluation_report(*model, {command.model, command.data, rows.file()},
                                          options, evaluation, results);

  for (const std::string& line : evaluation.notes.lines(model->preprocessing)) {
    say.info(from_program(line));
  }
  const Format format = command.format.chosen();
  if (format == Format::json) {
    print_document(report.document);
  } else {
    print(render(report, format));
  }
  if (const std::string beaten = not_better(all_rows); !beaten.empty()) {
    say.info(from_program("the model does not beat the trivial answer: " + beaten));
  }
  for (const std::string& failure : report.failures) print_error(from_program(failure) + "\n");
  return static_cast<int>(report.failures.empty() ? Exit::done : Exit::gate);
}

}  // namespace

Run declare_eval(OptionSet& options) {
  auto command = std::make_shared<EvalCommand>();
  options.text("MODEL", command->model, "Model file", {.required = true});
  options.text("DATA", command->data, "CSV file with labels, or - for standard input",
               {.required = true});
  options.group("What is measured");
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
  add_data_options(options, command->data_options);
  options.group("Output");
  add_output(options, command->format);
  add_verbosity(options, command->verbosity);
  options.group("Other");
  add_threads(options, command->threads);
  options.footer(
      "Example:\n  aimodel eval y.model test.csv --require 'accuracy>=0.92' --by country");
  return [command] { return run_eval(*command); };
}

}  // namespace aimodel
