#pragma once

#include <memory>
#include <vector>

#include "model/model.h"
#include "optimizers/optimizer.h"
#include "schedules/schedule.h"
#include "train/batches.h"
#include "train/gradient.h"
#include "train/gradient_source.h"

namespace aimodel {

// One step of learning: the gradients of a batch, and what the optimizer makes of them. What a
// checkpoint has to keep of it, beside the parameters, are the moments and the counts.
class TrainingStep {
 public:
  TrainingStep(Model& model, const Batches& batches, int64_t epochs);

  // Adds the gradient of the mean loss over the batch of a step.
  GradientSource::Loss add_gradients(const Batch& batch) {
    return source_->add(batch, counts.passes);
  }
  // Moves the parameters along the gradients, which are 0 after it. Returns the learning rate.
  //   epoch    1 for the first
  //   history  what reduce_on_plateau looks at
  double update(int64_t epoch, std::span<const double> history);

  struct Counts {
    int64_t updates = 0;
    uint64_t passes = 0;
  };
  Counts counts;
  std::vector<Parameters>& moments() { return moments_; }

 private:
  void plan_updates();
  void update_matrix(const Param& weight, const Optimizer::Step& step);
  void update_range(int64_t begin, int64_t end, const Optimizer::Step& step);

  Model& model_;
  Options spec_;
  int64_t total_steps_;  // of the whole training, for the schedule
  std::unique_ptr<Optimizer> optimizer_;
  std::unique_ptr<Schedule> schedule_;
  GradientClipping clipping_;
  Parameters gradients_;
  std::vector<Parameters> moments_;
  // What the optimizer moves as matrices, and the ranges of all other trained numbers.
  std::vector<const Param*> matrices_;
  struct Range {
    int64_t begin, end;
    bool decays;
  };
  std::vector<Range> ranges_;
  Buffer scratch_;  // of a matrix
  std::unique_ptr<GradientSource> source_;
};

}  // namespace aimodel
