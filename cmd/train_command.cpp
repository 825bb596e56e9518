#include "train_command.h"

namespace aimodel {

namespace {

void add_files(OptionSet& options, TrainCommand& command) {
  options.group("Files");
  options.text("-o,--output", command.output, "Model file to write, or - for standard output",
               {.type = "FILE"});
  options.flag("--force", command.force, "Replace an existing model file, and log");
  options.text("--validation", command.files.validation, "CSV file with the validation rows",
               {.type = "FILE"});
  options.text("--test", command.files.test, "CSV file with the test rows", {.type = "FILE"});
  options.text("--init", command.files.initial,
               "Model to start from: its preprocessing and the weights that fit",
               {.type = "MODEL"});
  options.text("--log", command.log,
               "Write one JSON object an epoch to this file; --resume goes on with it",
               {.type = "FILE"});
  options.text("--cache", command.cache,
               "Keep the encoded rows in a file in this directory: a later run with the same "
               "data and preprocessing reads nothing else; many rows stay there",
               {.type = "DIR"});
}

void add_training(OptionSet& options, TrainCommand& command) {
  options.group("Training");
  add_overrides(options, command.overrides);
  options.whole_number(
      "--seed", command.seed, 0, (int64_t{1} << 53) - 1,
      "Where random numbers come from, but for those that draw validation and test rows "
      "(default: the spec's training.seed)",
      "AIMODEL_SEED");
  add_threads(options, command.threads);
  options.text("--memory-limit", command.memory_limit,
               "Take no more memory than this (500M, 2G): rows beyond it stand in a file in "
               "TMPDIR; exit code 8 where the network alone takes more",
               {.type = "SIZE", .environment = "AIMODEL_MEMORY_LIMIT"});
  options.flag("--dry-run", command.dry_run,
               "Check spec and data, print shapes, parameters, memory and time, and do not train");
  options.flag("--print-spec", command.print_spec, "Print the spec with every default filled in");
}

void add_going_on(OptionSet& options, TrainCommand& command) {
  options.group("Stopping and going on");
  options.text("--max-time", command.max_time,
               "Stop and save after this long (90s, 5m, 2h), with a checkpoint; exit code 8",
               {.type = "TIME"});
  options.flag("--resume", command.resume,
               "Go on from MODEL.checkpoint, which a stopped or killed training has left; "
               "without one begin at the beginning");
  options.text("--checkpoint-every", command.checkpoint_every,
               "How often MODEL.checkpoint is written: 90s, 10m, 500steps, 1epoch, never "
               "(default: 10m; always when it is stopped)",
               {.type = "INTERVAL"});
  options.whole_number("--keep-checkpoints", command.keep_checkpoints, 1, 1000,
                       "Keep the last N checkpoints, also when training has ended (default: the "
                       "last one, until then)");
}

}  // namespace

void declare_options(OptionSet& options, TrainCommand& command) {
  options.text("SPEC", command.spec, "JSON spec, or - for standard input", {.required = true});
  options.text("DATA", command.files.data,
               "CSV file, or - for standard input (default: the spec's data.path)");
  add_files(options, command);
  add_training(options, command);
  add_going_on(options, command);
  add_data_options(options, command.data_options);
  options.group("Output");
  add_output(options, command.format);
  options.choice("--progress", command.progress, {"auto", "plain", "json", "none"},
                 "How progress is shown on standard error: plain is one line an epoch, of many "
                 "some 50 where it is no terminal; json is one object an epoch, of all; auto is "
                 "a bar on a terminal, else plain",
                 {.environment = "AIMODEL_PROGRESS"});
  options.choice("--color", command.color, {"auto", "always", "never"}, "Colours on standard error",
                 {.environment = "AIMODEL_COLOR"});
  add_verbosity(options, command.verbosity);
  options.footer(
      "Example:\n  aimodel train spec.json rows.csv -o y.model --set training.epochs=50");
}

}  // namespace aimodel
