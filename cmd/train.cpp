#include <csignal>

#include <fmt/format.h>

#include "base/file.h"
#include "base/json.h"
#include "base/signals.h"
#include "base/text.h"
#include "ended_run.h"
#include "fine_tune.h"
#include "inspect.h"
#include "model/measured_rows.h"
#include "plan.h"
#include "progress.h"
#include "rows.h"
#include "tensor/parallel.h"
#include "train/trainer.h"
#include "train_command.h"
#include "train_outputs.h"
#include "train_record.h"
#include "train_rows.h"

namespace aimodel {

namespace {

// What a run reads beside its spec: a checkpoint belongs to one that reads the same.
Json run_json(const TrainCommand& command, const Json& files, const Spec& spec) {
  Json run{{"files", files}};
  run.update(reading_json(spec, command.data_options));
  if (!command.initial.empty()) {
    ContentHash hash;
    hash.add(read_file(command.initial, Exit::model));
    run["init"] = hash.hex();
  }
  return run;
}

// Nothing can be learnt of a column that does not vary.
void note_constant_columns(const Verbosity& verbosity, const Encoding& encoding) {
  constexpr size_t kMost = 20;
  std::vector<std::string> names;
  for (const auto& group : encoding.columns()) {
    for (const auto& column : group) {
      if (column->is_constant()) names.push_back(column->name);
    }
  }
  if (names.empty()) return;
  const size_t count = names.size();
  if (count > kMost) {
    names.resize(kMost);
    names.push_back(fmt::format("... ({})", count));
  }
  note(verbosity,
       fmt::format("the same in all training rows, and so without effect: {}", join(names, ", ")));
}

int exit_code(const TrainResult& result) {
  if (result.reason == StopReason::time_limit) return static_cast<int>(Exit::limit);
  if (result.reason != StopReason::signal) return static_cast<int>(Exit::done);
  return static_cast<int>(stop_signal() == SIGINT ? Exit::interrupted : Exit::terminated);
}

void check_streams(const TrainCommand& command) {
  int count = 0;
  for (const std::string* path :
       {&command.spec, &command.data, &command.validation, &command.test}) {
    count += *path == "-" ? 1 : 0;
  }
  if (count > 1) {
    throw Error(Exit::usage, "", "- is given more than once",
                "standard input can be read once: give the others as files");
  }
}

// Most often the arguments are in the wrong order.
void check_is_spec(const std::string& path) {
  if (path == "-" || file_size(path) <= 0) return;
  const FileKind kind = file_kind(path);
  const bool named_so = path.ends_with(".csv") || path.ends_with(".tsv") || path.ends_with(".gz");
  if (kind == FileKind::csv && named_so) {
    throw Error(Exit::spec, path, "is not a spec",
                "it looks like a CSV file; the spec comes first, then the data");
  }
  if (kind == FileKind::model) {
    throw Error(Exit::spec, path, "is not a spec",
                "it is a model file; --init trains it further, with a spec");
  }
}

void print_results(const TrainCommand& command, const TrainOutputs& outputs, const Json& record,
                   const Table& measures, double seconds) {
  if (command.format.chosen() == Format::json) {
    Json document{{"schema", "aimodel.train.v1"}, {"model", command.output}};
    document.update(record);
    document["seconds"] = seconds;
    print(document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
    return;
  }
  const std::string table = render(measures, command.format.chosen());
  if (outputs.model.is_standard_output()) {
    print_error(table);
  } else {
    print(table);
  }
}

int run_train(const TrainCommand& command) {
  check_streams(command);
  const double max_seconds =
      command.max_time.empty() ? 0 : parse_duration("--max-time", command.max_time);
  std::vector<Override> overrides = command.overrides;
  if (command.seed >= 0) {
    overrides.push_back({"training.seed", std::to_string(command.seed), false, "--seed"});
  }
  // A file of its own takes the place of whatever the spec keeps back.
  if (!command.validation.empty())
    overrides.push_back({"training.validation", "0", false, "--validation"});
  if (!command.test.empty()) overrides.push_back({"training.test", "0", false, "--test"});
  check_is_spec(command.spec);
  Spec spec = Spec::read(command.spec, overrides);
  std::unique_ptr<Model> base;
  if (!command.initial.empty()) base = read_model(command.initial);
  spec = with_reading(spec, command.data_options, base ? &base->spec : nullptr);
  if (command.print_spec) {
    print(spec.dump() + "\n");
    return 0;
  }
  if (command.output.empty() && !command.dry_run) {
    throw Error(Exit::usage, "", "-o is missing: where is the model to be written?",
                fmt::format("aimodel train {}{} -o y.model", command.spec,
                            command.data.empty() ? "" : " " + command.data));
  }
  const std::string path = data_path(command.data, spec);
  CheckpointPlan planned = checkpoint_plan(command.checkpoints, command.output, {});
  TrainOutputs outputs = decide_outputs(command, spec, path);
  if (outputs.model.stream) planned.path.clear();  // which is no place for a checkpoint

  catch_stops();
  TrainRows rows = prepare_rows(command, spec, path, base.get(), outputs.plan);
  Model model(std::move(spec), std::move(rows.encoding));
  const auto seed = static_cast<uint64_t>(model.spec.training().integer("seed"));
  model.parameters.initialize(Random(seed).branch("weights"));
  note_constant_columns(command.verbosity, model.encoding);
  if (base) note(command.verbosity, take_parameters(*base, model, command.initial));
  base.reset();
  if (command.dry_run) {
    const Plan plan = make_plan(model, rows, static_cast<int>(command.threads));
    print(render_plan(plan, command.format.chosen()));
    return 0;
  }

  const Json run = run_json(command, rows.record, model.spec);
  if (outputs.ended &&
      is_same_run(*outputs.ended, command.output, model, rows, run, command.force)) {
    Checkpointer(planned).end();
    note(command.verbosity,
         fmt::format("{}: this training has ended already; nothing is left to do", command.output));
    print_results(command, outputs, outputs.ended->record, recorded_measures(outputs.ended->record),
                  0);
    return 0;
  }
  model.background = make_background(model.encoding, rows.train,
                                     model.spec.training().integer("background_rows"), seed);
  if (command.verbosity.verbose) {
    print_error(fmt::format("network: {} parameters, {} multiply-adds a row; {} {}\n",
                            with_commas(model.network.layout().size()),
                            human_count(model.network.multiply_adds()), command.threads,
                            command.threads == 1 ? "thread" : "threads"));
  }
  std::unique_ptr<EpochLog> log;
  if (!command.log.empty()) {
    log = std::make_unique<EpochLog>(outputs.log, command.checkpoints.resume && !command.force);
  }
  Progress progress(progress_kind(command.progress, command.verbosity.quiet),
                    use_color(command.color), std::move(log),
                    model.spec.training().integer("epochs"));
  TrainOptions options{static_cast<int>(command.threads), max_seconds, &progress, planned,
                       command.checkpoints.resume};
  options.trained_before = !command.initial.empty();
  options.checkpoints.run = run;
  std::signal(SIGPIPE, SIG_IGN);  // that nobody reads on is no reason to lose a training
  TrainResult result = train(model, rows.train, rows.validation, options);
  PartMeasures measures;
  try {
    with_team(options.threads, [&] { measures = measure_parts(model, rows); });
    model.record = training_record(model.spec, rows, result, measures);
    if (run.contains("init")) model.record["init"] = run["init"];
    write_model(model, outputs.model);
  } catch (const std::exception&) {
    progress.line(keep_training(model, result, options.checkpoints, outputs.model));
    throw;
  }
  std::signal(SIGPIPE, SIG_DFL);
  const bool ended =
      result.reason == StopReason::finished || result.reason == StopReason::early_stopping;
  if (ended) Checkpointer(options.checkpoints).end();

  if (result.reason == StopReason::early_stopping) {
    progress.line(fmt::format("stopped early after epoch {}: best epoch {}", result.history.size(),
                              result.best_epoch));
  } else if (result.reason != StopReason::finished) {
    progress.line(fmt::format("stopped by {} in epoch {}; the model was saved{}",
                              result.reason == StopReason::signal ? "a signal" : "--max-time",
                              result.history.size() + 1,
                              result.checkpoint.empty() ? "" : ", --resume goes on from here"));
    if (result.checkpoint.empty() && !planned.path.empty()) {
      progress.line(keep_training(model, result, options.checkpoints, outputs.model));
    }
  }
  note(command.verbosity,
       fmt::format("{}: written after {}", outputs.model.name, human_duration(progress.seconds())));
  for (const Json& text : model.record["notes"]) {
    note(command.verbosity, text.get<std::string>());
  }
  if (!measures.sampled.empty()) {
    note(command.verbosity,
         fmt::format("{}: metrics of {} rows, drawn at random; aimodel eval measures all",
                     measures.sampled, with_commas(MeasuredRows::kMost)));
  }
  print_results(command, outputs, model.record, measures.table, progress.seconds());
  return exit_code(result);
}

}  // namespace

Run declare_train(OptionSet& options) {
  auto command = std::make_shared<TrainCommand>();
  options.text("SPEC", command->spec, "JSON spec, or - for standard input", {.required = true});
  options.text("DATA", command->data,
               "CSV file, or - for standard input (default: the spec's data.path)");
  options.text("-o,--output", command->output, "Model file to write, or - for standard output",
               {.type = "FILE"});
  options.flag("--force", command->force, "Replace an existing model file, and log");
  options.text("--validation", command->validation, "CSV file with the validation rows",
               {.type = "FILE"});
  options.text("--test", command->test, "CSV file with the test rows", {.type = "FILE"});
  options.text("--init", command->initial,
               "Model to start from: its preprocessing and the weights that fit",
               {.type = "MODEL"});
  options.whole_number(
      "--seed", command->seed, 0, (int64_t{1} << 53) - 1,
      "Where random numbers come from, but for those that draw validation and test rows "
      "(default: the spec's training.seed)",
      "AIMODEL_SEED");
  add_threads(options, command->threads);
  add_checkpoint_options(options, command->checkpoints);
  options.text("--max-time", command->max_time,
               "Stop and save after this long (90s, 5m, 2h), with a checkpoint; exit code 8",
               {.type = "TIME"});
  options.text("--log", command->log,
               "Write one JSON object an epoch to this file; --resume goes on with it",
               {.type = "FILE"});
  options.text("--cache", command->cache,
               "Keep the encoded rows in a file in this directory: a later run with the same "
               "data and preprocessing reads nothing else; many rows stay there",
               {.type = "DIR"});
  options.text("--memory-limit", command->memory_limit,
               "Take no more memory than this (500M, 2G): rows beyond it stand in a file in "
               "TMPDIR; exit code 8 where the network alone takes more",
               {.type = "SIZE", .environment = "AIMODEL_MEMORY_LIMIT"});
  options.flag("--dry-run", command->dry_run,
               "Check spec and data, print shapes, parameters, memory and time, and do not train");
  options.flag("--print-spec", command->print_spec, "Print the spec with every default filled in");
  add_overrides(options, command->overrides);
  add_data_options(options, command->data_options);
  add_output(options, command->format);
  options.choice("--progress", command->progress, {"auto", "plain", "json", "none"},
                 "How progress is shown on standard error", "AIMODEL_PROGRESS");
  options.choice("--color", command->color, {"auto", "always", "never"},
                 "Colours on standard error", "AIMODEL_COLOR");
  add_verbosity(options, command->verbosity);
  options.footer(
      "Example:\n  aimodel train spec.json rows.csv -o y.model --set training.epochs=50");
  return [command] { return run_train(*command); };
}

}  // namespace aimodel
