#include <csignal>

#include <fmt/format.h>

#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "base/numbers.h"
#include "base/signals.h"
#include "base/text.h"
#include "base/units.h"
#include "columns/open_rows.h"
#include "command.h"
#include "model/evaluation_sample.h"
#include "model/file_kind.h"
#include "progress.h"
#include "tensor/parallel.h"
#include "train/checkpoint_interval.h"
#include "train/ended_run.h"
#include "train/plan.h"
#include "train/run_inputs.h"
#include "train/start_model.h"
#include "train/train_outputs.h"
#include "train/trainer.h"
#include "train/training_record.h"
#include "train_command.h"

namespace aimodel {

namespace {

constexpr size_t kMostColumns = 12;  // of a table for people

int exit_code(const TrainResult& result) {
  if (result.reason == StopReason::time_limit) return static_cast<int>(Exit::limit);
  if (result.reason != StopReason::signal) return static_cast<int>(Exit::done);
  return static_cast<int>(stop_signal() == SIGINT ? Exit::interrupted : Exit::terminated);
}

void check_streams(const TrainCommand& command) {
  int count = 0;
  for (const std::string* path :
       {&command.spec, &command.files.data, &command.files.validation, &command.files.test}) {
    count += *path == "-" ? 1 : 0;
  }
  if (count > 1) {
    throw Error(Exit::usage, "", "- is given more than once",
                "standard input can be read once: give the others as files");
  }
}

std::optional<uint64_t> memory_limit(const TrainCommand& command) {
  if (command.memory_limit.empty()) return {};
  const auto limit = parse_bytes(command.memory_limit);
  if (limit) return limit;
  throw Error(
      Exit::usage, "",
      fmt::format("--memory-limit: expected a size such as 500M or 2G ({})", command.memory_limit));
}

// The spec with what the command line says in place of it.
Spec read_spec(const TrainCommand& command) {
  check_is_spec(command.spec);
  std::vector<Override> overrides = command.overrides;
  if (command.seed >= 0) {
    overrides.push_back({"training.seed", std::to_string(command.seed), false, "--seed"});
  }
  // A file of its own takes the place of whatever the spec keeps back.
  if (!command.files.validation.empty())
    overrides.push_back({"training.validation", "0", false, "--validation"});
  if (!command.files.test.empty()) overrides.push_back({"training.test", "0", false, "--test"});
  return Spec::read(command.spec, overrides);
}

void check_output(const TrainCommand& command) {
  if (!command.output.empty() || command.dry_run) return;
  throw Error(Exit::usage, "", "-o is missing: where is the model to be written?",
              fmt::format("aimodel train {}{} -o y.model", command.spec,
                          command.files.data.empty() ? "" : " " + command.files.data));
}

TrainOutputs outputs_of(const TrainCommand& command, const TrainingFiles& files) {
  OutputRequest request{.model = command.output, .log = command.log};
  request.force = command.force;
  request.resume = command.resume;
  request.keep_checkpoints = command.keep_checkpoints;
  request.prints_document = command.format.chosen() == Format::json;
  return decide_outputs(request, command.spec, files);
}

PrepareOptions prepare_options(const TrainCommand& command, const TrainingFiles& files) {
  PrepareOptions options{files, command.data_options, command.cache, memory_limit(command)};
  if (command.resume) options.checkpoint = checkpoint_path(command.output);
  options.threads = static_cast<int>(command.threads);
  return options;
}

void print_results(const TrainCommand& command, const TrainOutputs& outputs, const Json& record,
                   const Table& measures, double seconds) {
  if (command.format.chosen() == Format::json) {
    Json document{{"schema", "aimodel.train.v1"}, {"model", command.output}};
    document.update(record);
    document["seconds"] = seconds;
    print_document(document);
    return;
  }
  const Format format = command.format.chosen();
  const bool wide = measures.columns.size() > kMostColumns;
  const std::string table = wide && (format == Format::text || format == Format::md)
                                ? render(transposed(measures, "metric"), format)
                                : render(measures, format);
  if (outputs.model.is_standard_output()) {
    if (!command.verbosity.quiet) print_error(table);
  } else {
    print(table);
  }
}

// Measures the model and writes it. Where that fails, the training is kept.
PartMeasures write_trained(Model& model, const TrainRows& rows, TrainResult& result,
                           const TrainOptions& options, const OutputPlace& place,
                           Progress& progress) {
  try {
    PartMeasures measures;
    with_team(options.threads, [&] { measures = measure_parts(model, rows); });
    model.record = training_record(model.spec, rows, result, measures);
    const Json& run = options.checkpoints.run;
    if (run.contains("init")) model.record["init"] = run["init"];
    write_model(model, place);
    return measures;
  } catch (const std::exception&) {
    progress.line(from_program(keep_training(model, result, options.checkpoints, place)));
    throw;
  }
}

// Says why training stopped before its last epoch.
void tell_stop(const Messages& say, Model& model, TrainResult& result,
               const CheckpointPlan& checkpoints, const OutputPlace& place, Progress& progress) {
  progress.end();
  if (result.reason == StopReason::finished) return;
  if (result.reason == StopReason::early_stopping) {
    say.info(from_program(fmt::format("stopped early after epoch {}: best epoch {}",
                                      result.history.size(), result.best_epoch)));
    return;
  }
  say.info(from_program(fmt::format(
      "stopped by {} in epoch {}; the model was saved{}",
      result.reason == StopReason::signal ? "a signal" : "--max-time", result.history.size() + 1,
      result.checkpoint.empty() ? "" : ", --resume goes on from here")));
  if (result.checkpoint.empty() && !checkpoints.path.empty()) {
    progress.line(from_program(keep_training(model, result, checkpoints, place)));
  }
}

void tell_written(const Messages& say, const Model& model, const std::string& name,
                  const PartMeasures& measures, double seconds) {
  say.info(fmt::format("{}: written after {}", name, human_duration(seconds)));
  for (const Json& text : model.record["notes"]) say.info(from_program(text.get<std::string>()));
  if (measures.sampled.empty()) return;
  say.info(
      from_program(fmt::format("{}: metrics of {} rows, drawn at random; aimodel eval measures all",
                               measures.sampled, with_commas(EvaluationSample::kMost))));
}

// What can be done with a model that was trained to its end.
void suggest_use(const TrainCommand& command, const TrainingFiles& files, bool has_test_rows) {
  const bool machines = command.format.chosen() == Format::json || command.progress == "json";
  if (machines || command.output == "-") return;
  const std::string model = shell_word(command.output);
  std::vector<std::string> commands;
  if (!files.test.empty() && files.test != "-") {
    commands.push_back(fmt::format("aimodel eval {} {}", model, shell_word(files.test)));
  } else if (has_test_rows && files.data != "-") {
    commands.push_back(
        fmt::format("aimodel eval {} {} --split test", model, shell_word(files.data)));
  }
  commands.push_back(fmt::format("aimodel predict {} new.csv", model));
  suggest_next(command.verbosity, commands);
}

int run_train(const TrainCommand& command) {
  check_streams(command);
  note_waiting(command.verbosity, {command.spec});
  const double max_seconds =
      command.max_time.empty() ? 0 : parse_duration("--max-time", command.max_time);
  Spec spec = read_spec(command);
  std::unique_ptr<Model> base;
  if (!command.files.initial.empty()) base = read_model(command.files.initial);
  spec = with_reading(spec, command.data_options, base ? &base->spec : nullptr);
  if (command.print_spec) {
    print(spec.dump() + "\n");
    return 0;
  }
  check_output(command);
  const TrainingFiles files = training_files(command.files, spec);
  CheckpointPlan checkpoints =
      checkpoint_plan(command.output, command.checkpoint_every, command.keep_checkpoints);
  TrainOutputs outputs = outputs_of(command, files);
  if (outputs.model.stream) checkpoints.path.clear();  // which is no place for a checkpoint

  catch_stops();
  const Messages say = messages(command.verbosity);
  const auto threads = static_cast<int>(command.threads);
  note_waiting(command.verbosity, {files.data, files.validation, files.test});
  TrainRows rows =
      prepare_rows(spec, base.get(), prepare_options(command, files), outputs.plan, say);
  const auto model = start_model(std::move(spec), rows, base.get(), files.initial, say);
  base.reset();
  if (command.dry_run) {
    print(render_plan(make_plan(*model, rows, threads), command.format.chosen()));
    return 0;
  }
  checkpoints.run = run_inputs(model->spec, rows.record, command.data_options, files.initial);
  if (outputs.ended &&
      is_same_run(*outputs.ended, command.output, *model, rows, checkpoints.run, command.force)) {
    Checkpointer(checkpoints).end();
    say.info(command.output + ": this training has ended already; nothing is left to do");
    const Json& record = outputs.ended->record;
    print_results(command, outputs, record, recorded_measures(record), 0);
    return 0;
  }
  const Options training = model->spec.training();
  model->background =
      make_background(model->preprocessing, rows.train, training.integer("background_rows"),
                      static_cast<uint64_t>(training.integer("seed")));
  say.debug(from_program(fmt::format("network: {} parameters, {} multiply-adds a row; {} {}",
                                     with_commas(model->network.layout().size()),
                                     human_count(model->network.multiply_adds()), threads,
                                     threads == 1 ? "thread" : "threads")));

  std::unique_ptr<EpochLog> log;
  if (!command.log.empty()) {
    log = std::make_unique<EpochLog>(outputs.log, command.resume && !command.force);
  }
  Progress progress(progress_kind(command.progress, command.verbosity.quiet),
                    use_color(command.color), std::move(log), training.integer("epochs"));
  const TrainOptions options{threads,     max_seconds,    &progress,
                             checkpoints, command.resume, !files.initial.empty()};
  std::signal(SIGPIPE, SIG_IGN);  // that nobody reads on is no reason to lose a training
  TrainResult result = train(*model, rows.train, rows.validation, options);
  const PartMeasures measures =
      write_trained(*model, rows, result, options, outputs.model, progress);
  std::signal(SIGPIPE, SIG_DFL);
  if (result.ended()) Checkpointer(checkpoints).end();
  tell_stop(say, *model, result, checkpoints, outputs.model, progress);
  tell_written(say, *model, outputs.model.name, measures, progress.seconds());
  print_results(command, outputs, model->record, measures.table, progress.seconds());
  if (result.ended()) suggest_use(command, files, rows.test.rows > 0);
  return exit_code(result);
}

}  // namespace

Run declare_train(OptionSet& options) {
  auto command = std::make_shared<TrainCommand>();
  declare_options(options, *command);
  return [command] { return run_train(*command); };
}

}  // namespace aimodel
