#include "train/train_outputs.h"

#include <fmt/format.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "model/model.h"
#include "train/checkpoint_interval.h"

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
void claim_checkpoints(const OutputRequest& request, OutputPlan& plan) {
  const std::string path = checkpoint_path(request.model);
  plan.claims("-o (its checkpoint)", path);
  for (int64_t i = 1;; ++i) {
    const std::string kept = fmt::format("{}.{}", path, i);
    if (i >= request.keep_checkpoints && !file_exists(kept)) break;
    plan.claims("-o (its checkpoints)", kept);
  }
}

void check_checkpoint(const OutputRequest& request) {
  const std::string path = checkpoint_path(request.model);
  if (!request.resume && !request.force && file_exists(path)) {
    throw Error(Exit::run, path, "a training that was stopped or killed has left it",
                "use --resume to go on from it, --force to begin anew and replace it");
  }
  output_place(path, true);
}

// Standard output takes one thing: the model, the log, or a document.
void check_standard_output(const OutputRequest& request, const TrainOutputs& outputs) {
  if (outputs.model.is_standard_output() && ::isatty(STDOUT_FILENO) != 0) {
    throw Error(Exit::usage, "", "-o: a model is not written to a terminal",
                "name a file, as in -o y.model");
  }
  if (!request.prints_document) return;
  const bool model = outputs.model.is_standard_output();
  if (!model && !outputs.log.is_standard_output()) return;
  throw Error(Exit::usage, "",
              fmt::format("{} and --json both write to standard output", model ? "-o" : "--log"),
              "name a file");
}

}  // namespace

TrainOutputs decide_outputs(const OutputRequest& request, const std::string& spec,
                            const TrainingFiles& files) {
  TrainOutputs outputs;
  OutputPlan& plan = outputs.plan;
  for (const std::string& input : {spec, files.data, files.validation, files.test}) {
    plan.reads(input);
  }
  // What cannot be meant comes before what cannot be written.
  const bool writes = !request.model.empty(), logs = !request.log.empty();
  if (writes) plan.claims("-o", request.model);
  plan.reads(files.initial);  // the model may take its place, nothing else
  if (writes && request.model != "-") claim_checkpoints(request, plan);
  if (logs) plan.claims("--log", request.log);

  const bool resume = request.resume;
  if (writes) {
    std::unique_ptr<Model> earlier;
    if (resume) earlier = earlier_model(request.model);
    outputs.model = output_place(request.model, request.force || earlier);
    if (!outputs.model.stream) check_checkpoint(request);
    if (earlier && !is_stopped(*earlier)) outputs.ended = std::move(earlier);
  }
  if (logs) outputs.log = output_place(request.log, request.force || resume);
  check_standard_output(request, outputs);
  return outputs;
}

}  // namespace aimodel
