#include "train_outputs.h"

#include <fmt/format.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "model/model.h"
#include "train_rows.h"

namespace aimodel {

namespace {

// Whether a model's training was stopped before its end.
bool is_stopped(const Model& model) {
  const Json& record = model.record;
  return record.contains("stopped") &&
         (record["stopped"] == "signal" || record["stopped"] == "time_limit");
}

// The model that an earlier run of the same command has left; null where there is none.
std::unique_ptr<Model> earlier_model(const std::string& path) {
  if (file_size(path) <= 0) return nullptr;
  try {
    return read_model(path);
  } catch (const Error&) {
    return nullptr;
  }
}

// The last checkpoint, those that are kept beside it, and those that an earlier run has kept.
void claim_checkpoints(const TrainCommand& command, OutputPlan& plan) {
  const std::string path = checkpoint_path(command.output);
  plan.claims("-o (its checkpoint)", path);
  for (int64_t i = 1;; ++i) {
    const std::string kept = fmt::format("{}.{}", path, i);
    if (i >= command.checkpoints.keep && !file_exists(kept)) break;
    plan.claims("-o (its checkpoints)", kept);
  }
}

void check_checkpoint(const TrainCommand& command) {
  const std::string path = checkpoint_path(command.output);
  if (!command.checkpoints.resume && !command.force && file_exists(path)) {
    throw Error(Exit::run, path, "a training that was stopped or killed has left it",
                "use --resume to go on from it, --force to begin anew and replace it");
  }
  output_place(path, true);
}

// Standard output takes one thing: the model, the log, or a document.
void check_standard_output(const TrainCommand& command, const TrainOutputs& outputs) {
  if (outputs.model.is_standard_output() && ::isatty(STDOUT_FILENO) != 0) {
    throw Error(Exit::usage, "", "-o: a model is not written to a terminal",
                "name a file, as in -o y.model");
  }
  if (command.format.chosen() != Format::json) return;
  const bool model = outputs.model.is_standard_output();
  if (!model && !outputs.log.is_standard_output()) return;
  throw Error(Exit::usage, "",
              fmt::format("{} and --json both write to standard output", model ? "-o" : "--log"),
              "name a file");
}

}  // namespace

TrainOutputs decide_outputs(const TrainCommand& command, const Spec& spec,
                            const std::string& data) {
  TrainOutputs outputs;
  OutputPlan& plan = outputs.plan;
  for (const std::string& input : {command.spec, data, part_file(command, spec, "validation"),
                                   part_file(command, spec, "test")}) {
    plan.reads(input);
  }
  // What cannot be meant comes before what cannot be written.
  const bool writes = !command.output.empty(), logs = !command.log.empty();
  if (writes) plan.claims("-o", command.output);
  plan.reads(command.initial);  // the model may take its place, nothing else
  if (writes && command.output != "-") claim_checkpoints(command, plan);
  if (logs) plan.claims("--log", command.log);

  const bool resume = command.checkpoints.resume;
  if (writes) {
    std::unique_ptr<Model> earlier;
    if (resume) earlier = earlier_model(command.output);
    outputs.model = output_place(command.output, command.force || earlier);
    if (!outputs.model.stream) check_checkpoint(command);
    if (earlier && !is_stopped(*earlier)) outputs.ended = std::move(earlier);
  }
  if (logs) outputs.log = output_place(command.log, command.force || resume);
  check_standard_output(command, outputs);
  return outputs;
}

}  // namespace aimodel
