#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/json.h"
#include "model/model.h"
#include "train/training_state.h"

namespace aimodel {

// When checkpoints are written, and where.
struct CheckpointPlan {
  std::string path;    // "": none are written
  double seconds = 0;  // between two of them; 0: not by time
  int64_t steps = 0;   // likewise
  int64_t epochs = 0;  // likewise
  int64_t keep = 0;    // so many are kept, also when training has ended; 0: one, until then
  Json run;            // what the run reads beside spec and version, see describe_run()
};

// Writes checkpoints as planned. A failure to write one in the middle is no reason to lose the
// training: it is noted, and the one before stays.
class Checkpointer {
 public:
  explicit Checkpointer(const CheckpointPlan& plan);

  bool enabled() const { return !plan_.path.empty(); }
  // Whether it is time for one, after a step or an epoch.
  bool due(bool epoch_ended);
  // Returns why it could not be written, or "".
  std::string write(const Model& model, const TrainingState& state,
                    std::vector<Parameters>& moments, std::span<const real> best);
  void end();  // training has ended: removes what is not kept

 private:
  CheckpointPlan plan_;
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
  int64_t steps_ = 0, epochs_ = 0;  // since the last one
};

// A checkpoint that was read and belongs to the run that is about to go on.
struct Checkpoint {
  std::string bytes;  // of the file, which `content` refers to
  SafeTensors content;
  Json text;
};

// Reads it as a hostile file. Throws Error (model) where it is damaged, no checkpoint, of another
// version, or of another run: then with every difference of spec, data and preprocessing.
Checkpoint read_checkpoint(const std::string& path, const Model& model, const Json& run);

// Takes what a checkpoint holds. `measures` are those that the run reports, in order; `best` is
// left empty where there are no best weights yet. Throws Error (model) where it does not fit.
TrainingState restore(const Checkpoint& checkpoint, const std::string& path,
                      const std::vector<Measure>& measures, Model& model,
                      std::vector<Parameters>& moments, std::vector<real>& best);

}  // namespace aimodel
