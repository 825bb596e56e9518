// A checkpoint: a model's file (see model/model_file.cpp) with the parameters as they stand, not
// the best ones, and beside them
//   tensors  checkpoint.moment.N.NAME   moment N of the optimizer, for each parameter NAME
//            checkpoint.best.NAME       the best weights so far, where there are some
//   text     aimodel.checkpoint, JSON:
//     {"version", "instructions", "blas"  of the program that wrote it, which its numbers depend on
//      "run": {...}                     what it reads: hashes of the files, and how they are read
//      "random": {"generator", "seed", "passes"}      draws are a function of these (base/random.h)
//      "position": {"epoch", "step", "updates"}       steps done
//      "epoch": {"loss_sum", "weight_sum", "learning_rate"}      of the epoch in progress
//      "stopping": {"best_epoch", "best", "reference", "waited", "history"}
//      "start": {...}                   epoch 0, where the parameters are those of a trained model
//      "history": [...]}                what was reported of each epoch that is finished
#include "train/checkpoint.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json_text.h"
#include "base/names.h"
#include "base/output_place.h"
#include "model/safetensors_reader.h"
#include "spec/document.h"
#include "tensor/blas.h"
#include "tensor/libraries.h"
#include "tensor/tile_product.h"
#include "train/run_differences.h"

namespace aimodel {

namespace {

std::string instructions() {
  return vector_target() + "/" + product_target();
}

std::string text_at(const Json& object, const char* key) {
  return object.contains(key) && object[key].is_string() ? object[key].get<std::string>() : "?";
}

std::string moment_name(size_t moment, const std::string& parameter) {
  return fmt::format("{}moment.{}.{}", kCheckpointTensor, moment, parameter);
}

std::string best_name(const std::string& parameter) {
  return fmt::format("{}best.{}", kCheckpointTensor, parameter);
}

// The slice of a buffer of the layout that belongs to a parameter.
std::span<const real> slice(std::span<const real> buffer, const Layout& layout,
                            const Param& param) {
  return buffer.subspan(static_cast<size_t>(layout.offset(param)),
                        static_cast<size_t>(param.shape.elements()));
}

}  // namespace

Checkpointer::Checkpointer(const CheckpointPlan& plan) : plan_(plan) {}

bool Checkpointer::due(bool epoch_ended) {
  if (!enabled()) return false;
  ++steps_;
  epochs_ += epoch_ended ? 1 : 0;
  if (plan_.steps > 0 && steps_ >= plan_.steps) return true;
  if (plan_.epochs > 0 && epochs_ >= plan_.epochs) return true;
  if (!(plan_.seconds > 0)) return false;
  const auto elapsed = std::chrono::steady_clock::now() - last_;
  return std::chrono::duration<double>(elapsed).count() >= plan_.seconds;
}

std::string Checkpointer::write(const Model& model, const TrainingState& state,
                                std::vector<Parameters>& moments, std::span<const real> best) {
  steps_ = epochs_ = 0;
  const Layout& layout = model.network.layout();
  CheckpointSection section;
  Json text{{"version", AIMODEL_VERSION},
            {"instructions", instructions()},
            {"blas", blas_name()},
            {"run", plan_.run}};
  text.update(to_json(state, model));
  section.text = json_text(text, -1);
  for (const Param* param : layout.params()) {
    for (size_t i = 0; i < moments.size(); ++i) {
      section.tensors.push_back({moment_name(i, param->name), param->shape,
                                 bytes_of(slice(moments[i].values(), layout, *param))});
    }
    if (best.empty()) continue;
    section.tensors.push_back(
        {best_name(param->name), param->shape, bytes_of(slice(best, layout, *param))});
  }
  std::string failure;
  try {
    // The older ones move on by one number, the oldest gives way. The last one has its own name
    // until the new one takes it.
    const auto older = [&](int64_t i) { return fmt::format("{}.{}", plan_.path, i); };
    for (int64_t i = plan_.keep - 1; i > 1; --i) {
      std::rename(older(i - 1).c_str(), older(i).c_str());
    }
    if (plan_.keep > 1) {
      ::unlink(older(1).c_str());
      if (::linkat(AT_FDCWD, plan_.path.c_str(), AT_FDCWD, older(1).c_str(), AT_SYMLINK_FOLLOW) !=
              0 &&
          errno != ENOENT) {
        return fmt::format("{}: cannot keep the last one: {}", older(1), std::strerror(errno));
      }
    }
    write_checkpoint_file(model, section, output_place(plan_.path, true));
  } catch (const Error& error) {
    failure = error.what();
  }
  last_ = std::chrono::steady_clock::now();
  return failure;
}

void Checkpointer::end() {
  if (!enabled()) return;
  if (plan_.keep == 0) ::unlink(plan_.path.c_str());
  // Those that an earlier run kept, and this one does not.
  for (int64_t i = std::max<int64_t>(1, plan_.keep);; ++i) {
    if (::unlink(fmt::format("{}.{}", plan_.path, i).c_str()) != 0) break;
  }
}

namespace {

// What differs between the run that wrote a checkpoint and the one that reads it.
RunDifferences run_differences(const Checkpoint& checkpoint, const std::string& path,
                               const Model& model, const Json& run) {
  RunDifferences result(path);
  const std::string version = text_at(checkpoint.text, "version");
  if (version != AIMODEL_VERSION) {
    result.add(fmt::format("was written by version {}, this is {}", version, AIMODEL_VERSION));
  }
  const std::string written_with = text_at(checkpoint.text, "instructions");
  if (written_with != instructions()) {
    result.add(fmt::format("was written on a machine with other vector instructions ({}, here {})",
                           written_with, instructions()));
  }
  const std::string blas = text_at(checkpoint.text, "blas");
  if (blas != blas_name()) {
    result.add(
        fmt::format("was written with another matrix library ({}, here {})", blas, blas_name()));
  }
  const auto stored = [&](const char* key) {
    return parse_json(checkpoint.content.texts.at(key), path + ": " + key, Exit::model).root;
  };
  result.compare("spec", stored(kSpecText), model.spec.stored());
  const Json before = checkpoint.text.contains("run") ? checkpoint.text["run"] : Json::object();
  result.compare("data", before, run);
  // A consequence of the others, if they differ.
  if (result.none()) {
    result.compare("preprocessing", stored(kPreprocessingText), model.preprocessing.state());
  }
  return result;
}

}  // namespace

Checkpoint read_checkpoint(const std::string& path, const Model& model, const Json& run) {
  Checkpoint checkpoint;
  checkpoint.bytes = read_safetensors_bytes(path);
  checkpoint.content = read_checkpoint_file(checkpoint.bytes, path);
  checkpoint.text = parse_json(checkpoint.content.texts.at(kCheckpointText),
                               path + ": " + kCheckpointText, Exit::model)
                        .root;
  if (!checkpoint.text.is_object()) {
    throw Error(Exit::model, path, "the checkpoint's text is not an object");
  }
  const RunDifferences found = run_differences(checkpoint, path, model, run);
  if (!found.none()) {
    found.refuse("belongs to another run, which cannot go on as this one",
                 "give the spec, data and options that it was begun with, or remove the "
                 "checkpoint to begin anew");
  }
  return checkpoint;
}

namespace {

// Copies the tensors of a buffer of the layout; `name` gives each parameter's tensor.
template <typename Name>
void take(const Checkpoint& checkpoint, const std::string& path, const Layout& layout,
          const Name& name, std::span<real> buffer) {
  for (const Param* param : layout.params()) {
    const std::string wanted = name(param->name);
    const auto found =
        std::ranges::find(checkpoint.content.tensors, wanted, &SafeTensors::Entry::name);
    if (found == checkpoint.content.tensors.end() || found->shape != param->shape) {
      throw Error(
          Exit::model, path,
          fmt::format("has no tensor {} of the shape {}", quote(wanted), to_string(param->shape)));
    }
    copy_numbers(found->data, buffer.subspan(static_cast<size_t>(layout.offset(*param)),
                                             static_cast<size_t>(param->shape.elements())));
  }
}

}  // namespace

TrainingState restore(const Checkpoint& checkpoint, const std::string& path,
                      const std::vector<Measure>& measures, Model& model,
                      std::vector<Parameters>& moments, std::vector<real>& best) {
  TrainingState state = training_state_from(checkpoint.text, path, model, measures);
  const Layout& layout = model.network.layout();
  take(
      checkpoint, path, layout, [](const std::string& name) { return name; },
      model.parameters.values());
  for (size_t i = 0; i < moments.size(); ++i) {
    take(
        checkpoint, path, layout, [&](const std::string& name) { return moment_name(i, name); },
        moments[i].values());
  }
  best.clear();
  const bool has_best = std::ranges::any_of(
      checkpoint.content.tensors,
      [](const SafeTensors::Entry& entry) { return entry.name.starts_with(best_name("")); });
  if (has_best) {
    best.resize(static_cast<size_t>(layout.size()));
    take(checkpoint, path, layout, best_name, best);
  }
  return state;
}

}  // namespace aimodel
