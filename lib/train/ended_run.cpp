#include "train/ended_run.h"

#include <fmt/format.h>

#include "base/file.h"
#include "base/random_access_file.h"
#include "train/checkpoint_interval.h"
#include "train/run_differences.h"
#include "train/training_record.h"

namespace aimodel {

namespace {

// A name beside temporary files that no file has.
std::string spare_path(const OutputPlace& output) {
  const std::string name =
      output.stream ? "aimodel" : output.path.substr(directory_of(output.path).size());
  const std::string path = checkpoint_path(temporary_directory() + "/" + name);
  std::string free = path;
  for (int64_t i = 2; file_exists(free); ++i) free = fmt::format("{}.{}", path, i);
  return free;
}

}  // namespace

std::string keep_training(Model& model, TrainResult& result, CheckpointPlan plan,
                          const OutputPlace& output) {
  const std::string own = plan.path;
  std::string failures;
  const auto keep = [&](const std::string& path) {
    plan.path = path;
    const std::string failure = write_ending(model, result, plan);
    if (!failure.empty()) failures += (failures.empty() ? "" : "; ") + failure;
    return failure.empty();
  };
  if (!own.empty() && keep(own)) {
    return fmt::format("the training is kept in {}: --resume goes on from there", own);
  }
  plan.keep = 0;
  if (keep(spare_path(output))) {
    return fmt::format("the training is kept in {}: as {} it is what --resume goes on from",
                       plan.path, own.empty() ? "MODEL.checkpoint" : own);
  }
  return "the training could not be kept: " + failures;
}

bool is_same_run(const Model& left, const std::string& path, const Model& model,
                 const TrainRows& rows, const Json& run, bool may_replace) {
  RunDifferences found(path);
  const auto member = [](const Json& json, const char* key) {
    return json.contains(key) ? json[key] : Json();
  };
  const Json version = member(left.record, "version");
  if (version != AIMODEL_VERSION) {
    found.add(fmt::format("was written by version {}, this is {}",
                          version.is_string() ? version.get<std::string>() : "?", AIMODEL_VERSION));
  }
  found.compare("spec", left.spec.stored(), model.spec.stored());
  found.compare("data", member(left.record, "data"), data_record(rows));
  found.compare("init", member(left.record, "init"), member(run, "init"));
  if (found.none()) {
    found.compare("preprocessing", left.preprocessing.state(), model.preprocessing.state());
  }
  if (found.none() || may_replace) return found.none();
  found.refuse("is the model of another training, which has ended",
               "name another file, or use --force to begin anew and replace it");
}

}  // namespace aimodel
