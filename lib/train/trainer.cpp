#include "train/trainer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <utility>

#include "base/file.h"
#include "base/signals.h"
#include "model/evaluation_sample.h"
#include "rows/row_set.h"
#include "tensor/parallel.h"
#include "train/batch_prefetch.h"
#include "train/batches.h"
#include "train/divergence.h"
#include "train/training_step.h"

namespace aimodel {

namespace {

// One run of the loop. What it takes to go on is in the standing, the learner, the model and the
// best weights so far.
class Trainer {
 public:
  Trainer(Model& model, const Dataset& training, const Dataset& validation,
          const TrainOptions& options)
      : model_(model),
        training_(training),
        options_(options),
        spec_(model.spec.training()),
        validation_(validation, static_cast<uint64_t>(spec_.integer("seed"))),
        batches_(model.spec, model.network, training.rows),
        epochs_(spec_.integer("epochs")),
        shuffle_(spec_.flag("shuffle")),
        steps_(batches_.steps()),
        random_(Random(static_cast<uint64_t>(spec_.integer("seed"))).branch("training")),
        stopping_(model.spec, model.preprocessing.outputs(), validation.rows > 0),
        measures_(measures_of(model.spec, model.preprocessing.outputs())),
        step_(model, batches_, epochs_),
        predictor_(model),
        checkpointer_(options.checkpoints),
        rows_(shuffle_ ? RowSet(training, order_, training.rows) : RowSet(training)),
        prefetch_(batches_, rows_) {
    const auto same = [&](const Measure& m) { return m.name == stopping_.watched().name; };
    if (std::none_of(measures_.begin(), measures_.end(), same)) {
      measures_.push_back(stopping_.watched());
    }
  }

  TrainResult run() {
    if (options_.resume && file_exists(options_.checkpoints.path)) {
      resume();
    } else if (options_.trained_before && validation_.rows().rows() > 0) {
      measure_start();
    }
    TrainResult result;
    while (!finished() && !stopped_) {
      if (!train_epoch()) break;  // stopped in the middle of an epoch
      finish_epoch();
      if (checkpointer_.due(true) && !finished() && !stopped_) write_checkpoint();
    }
    if (stopping_.exhausted()) {
      result.reason = StopReason::early_stopping;
    } else if (!finished()) {
      result.reason = reason_;
      if (checkpointer_.enabled() && try_checkpoint().empty()) {
        result.checkpoint = options_.checkpoints.path;
      }
    }
    note_standing();
    result.start = at_.start;
    result.history = at_.history;
    result.best_epoch = at_.best_epoch;
    result.state = std::move(at_);
    result.moments = std::move(step_.moments());
    if (!best_.empty()) {
      const std::span<real> values = model_.parameters.values();
      std::swap_ranges(best_.begin(), best_.end(), values.begin());
      result.last = std::move(best_);
    }
    return result;
  }

 private:
  // A request to stop that comes in the last step is too late.
  bool finished() const { return at_.epoch > epochs_ || stopping_.exhausted(); }

  // The steps of the epoch that are left. False where it was stopped before the last of them.
  bool train_epoch() {
    if (shuffle_) {
      order_.shuffle(random_.branch("order").branch(static_cast<uint64_t>(at_.epoch)),
                     static_cast<uint64_t>(training_.rows));
    }
    prefetch_.begin(batches_.first(at_.step));
    while (at_.step < steps_) {
      const Batch& batch = next_batch();
      const auto [loss, weight] = step_.add_gradients(batch);
      if (!std::isfinite(loss)) {
        prefetch_.finish();
        throw explain_divergence(model_, batch, at_.epoch, at_.step + 1,
                                 weight > 0 ? loss / weight : loss);
      }
      at_.loss_sum += loss;
      at_.weight_sum += weight;
      at_.learning_rate = step_.update(at_.epoch, stopping_.state().history);
      ++at_.step;
      const StepInfo info{at_.epoch,        epochs_,     at_.step,         steps_,
                          prefetch_.done(), mean_loss(), at_.learning_rate};
      if (options_.callback != nullptr) options_.callback->on_step_end(info);
      if (!go_on(info)) {
        prefetch_.finish();
        return false;
      }
    }
    return true;
  }

  // What is to be done between two steps; false where it is to stop before the epoch ends. The end
  // of an epoch looks after itself.
  bool go_on(const StepInfo& info) {
    must_stop();
    if (options_.callback != nullptr && take_status_request()) options_.callback->on_status(info);
    if (at_.step == steps_) return true;
    if (stopped_) return false;
    const bool asked = checkpointer_.enabled() && take_checkpoint_request();
    if (checkpointer_.due(false) || asked) write_checkpoint();
    return true;
  }

  void finish_epoch() {
    EpochInfo info;
    info.epoch = at_.epoch;
    info.loss = mean_loss();
    info.learning_rate = at_.learning_rate;
    measure(info);
    at_.history.push_back(info);
    if (options_.callback != nullptr) options_.callback->on_epoch_end(info);
    ++at_.epoch;
    at_.step = 0;
    at_.loss_sum = at_.weight_sum = 0;
  }

  void measure_start() {
    EpochInfo info;
    info.loss = std::numeric_limits<double>::quiet_NaN();  // no step was made
    measure(info);
    at_.start = info;
    if (options_.callback != nullptr) options_.callback->on_epoch_end(info);
  }

  // The validation rows, and whether this epoch is the best.
  void measure(EpochInfo& info) {
    const RowSet& validation = validation_.rows();
    const bool watched = validation.rows() > 0;
    if (watched) info.validation = evaluate(model_, predictor_, validation, measures_).measures;
    info.best = stopping_.improves(info);
    if (info.best || !watched) at_.best_epoch = info.epoch;
    if (!info.best || !watched) return;
    const auto values = std::as_const(model_.parameters).values();
    best_.assign(values.begin(), values.end());
  }

  double mean_loss() const { return at_.weight_sum > 0 ? at_.loss_sum / at_.weight_sum : 0; }

  // Where it cannot be made, no step was begun: what is done is not lost.
  const Batch& next_batch() {
    try {
      return prefetch_.next();
    } catch (...) {
      if (checkpointer_.enabled() && step_.counts.updates > 0) write_checkpoint();
      throw;
    }
  }

  void must_stop() {
    if (stop_signal() != 0) {
      stopped_ = true;
      reason_ = StopReason::signal;
    } else if (options_.max_seconds > 0) {
      const auto elapsed = std::chrono::steady_clock::now() - start_;
      if (std::chrono::duration<double>(elapsed).count() < options_.max_seconds) return;
      stopped_ = true;
      reason_ = StopReason::time_limit;
    }
  }

  void note_standing() {
    at_.counts = step_.counts;
    at_.stopping = stopping_.state();
  }

  std::string try_checkpoint() {
    note_standing();
    return checkpointer_.write(model_, at_, step_.moments(), best_);
  }

  // What fails again and again is told once.
  void write_checkpoint() {
    const std::string failure = try_checkpoint();
    if (!failure.empty() && !failing_ && options_.callback != nullptr) {
      options_.callback->on_warning(failure);
    }
    failing_ = !failure.empty();
  }

  void resume() {
    const std::string& path = options_.checkpoints.path;
    const Checkpoint checkpoint = read_checkpoint(path, model_, options_.checkpoints.run);
    at_ = restore(checkpoint, path, measures_, model_, step_.moments(), best_);
    if (at_.step >= steps_ || (at_.epoch > epochs_ && at_.step > 0)) {
      throw Error(Exit::model, path, "stands behind the last step of an epoch");
    }
    if (at_.counts.updates != (at_.epoch - 1) * steps_ + at_.step) {
      throw Error(Exit::model, path, "counts other steps than it has done");
    }
    step_.counts = at_.counts;
    stopping_.restore(at_.stopping);
    if (options_.callback != nullptr) {
      options_.callback->on_resume(at_.history, at_.epoch, at_.step);
    }
  }

  Model& model_;
  const Dataset& training_;
  const TrainOptions& options_;
  Options spec_;
  EvaluationSample validation_;
  Batches batches_;
  int64_t epochs_;
  bool shuffle_;
  int64_t steps_;  // of an epoch
  Random random_;
  EarlyStopping stopping_;
  std::vector<Measure> measures_;
  TrainingStep step_;
  Predictor predictor_;
  Checkpointer checkpointer_;
  TrainingState at_;
  std::vector<real> best_;  // weights
  RandomOrder order_;
  RowSet rows_;  // of training, in the order of the epoch
  BatchPrefetch prefetch_;
  bool failing_ = false;  // the last checkpoint could not be written
  bool stopped_ = false;
  StopReason reason_ = StopReason::finished;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace

std::string write_ending(Model& model, TrainResult& result, const CheckpointPlan& plan) {
  const std::span<real> values = model.parameters.values();
  std::swap_ranges(result.last.begin(), result.last.end(), values.begin());
  std::string failure = Checkpointer(plan).write(model, result.state, result.moments, result.last);
  std::swap_ranges(result.last.begin(), result.last.end(), values.begin());
  return failure;
}

TrainResult train(Model& model, const Dataset& training, const Dataset& validation,
                  const TrainOptions& options) {
  // A step with less work than this is done before another thread has noticed it; a bound on the
  // shape alone.
  constexpr double kWorthATeam = 200000;
  const auto batch = static_cast<double>(model.spec.training().integer("batch_size"));
  const double work = 3 * batch * model.network.multiply_adds();
  TrainResult result;
  with_team(work < kWorthATeam ? 1 : options.threads, [&] {
    Trainer trainer(model, training, validation, options);
    result = trainer.run();
  });
  return result;
}

}  // namespace aimodel
