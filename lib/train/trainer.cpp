#include "train/trainer.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "base/signals.h"
#include "optimizers/optimizer.h"
#include "schedules/schedule.h"
#include "tensor/parallel.h"
#include "train/divergence.h"
#include "train/early_stopping.h"
#include "train/gradient.h"

namespace aimodel {

namespace {

int64_t ceil_div(int64_t a, int64_t b) {
  return (a + b - 1) / b;
}

// Rows of a batch, without copying; `part` keeps its memory.
void slice(const Batch& batch, int64_t first, int64_t count, Batch& part) {
  part.rows = count;
  part.inputs.clear();
  part.targets.clear();
  const auto cut = [&](const Tensor& x) {
    return Tensor{x.data + first * x.row_size(), x.shape.without_rows().with_rows(count)};
  };
  for (const Tensor& x : batch.inputs) part.inputs.push_back(cut(x));
  for (const Tensor& x : batch.targets) part.targets.push_back(cut(x));
  part.weights = batch.weights == nullptr ? nullptr : batch.weights + first;
}

// One run of the loop. Everything that a step changes is a member.
class Trainer {
 public:
  Trainer(Model& model, const Dataset& training, const Dataset& validation,
          const TrainOptions& options)
      : model_(model),
        training_(training),
        validation_(validation),
        options_(options),
        spec_(model.spec.training()),
        batch_size_(spec_.integer("batch_size")),
        accumulate_(spec_.integer("accumulate")),
        epochs_(spec_.integer("epochs")),
        shuffle_(spec_.flag("shuffle")),
        steps_(steps_per_epoch(model.spec, training.rows)),
        random_(Random(static_cast<uint64_t>(spec_.integer("seed"))).branch("training")),
        pass_random_(random_.branch("pass")),
        optimizer_(make_optimizer(spec_["optimizer"])),
        schedule_(make_schedule(spec_["schedule"])),
        clipping_(spec_),
        stopping_(model.spec, model.encoding.outputs(), validation.rows > 0),
        measures_(measures_of(model.spec, model.encoding.outputs())),
        gradients_(model.network.layout()),
        tape_(model.parameters.zones(), gradients_.zones()),
        predictor_(model) {
    for (int i = 0; i < optimizer_->buffers(); ++i) moments_.emplace_back(model.network.layout());
    const int64_t group = std::min(batch_size_ * accumulate_, training.rows);
    for (BatchMaker& maker : makers_) {
      if (shuffle_) maker.reserve(training, group);
    }
    const auto same = [&](const Measure& m) { return m.name == stopping_.watched().name; };
    if (std::none_of(measures_.begin(), measures_.end(), same)) {
      measures_.push_back(stopping_.watched());
    }
  }

  TrainResult run() {
    TrainResult result;
    std::vector<real> best;
    for (int64_t epoch = 1; epoch <= epochs_; ++epoch) {
      EpochInfo info = train_epoch(epoch);
      if (stopped_ && info.epoch == 0) break;  // in the middle of an epoch
      if (validation_.rows > 0) {
        info.validation = evaluate(model_, predictor_, validation_, measures_).measures;
      }
      info.best = stopping_.improves(info);
      if (info.best || validation_.rows == 0) result.best_epoch = epoch;
      if (info.best && validation_.rows > 0) {
        const auto values = std::as_const(model_.parameters).values();
        best.assign(values.begin(), values.end());
      }
      result.history.push_back(info);
      if (options_.observer != nullptr) options_.observer->epoch(info);
      if (stopped_) break;
      if (stopping_.exhausted()) {
        result.reason = StopReason::early_stopping;
        break;
      }
    }
    if (stopped_) result.reason = reason_;
    if (!best.empty()) std::copy(best.begin(), best.end(), model_.parameters.values().begin());
    return result;
  }

 private:
  EpochInfo train_epoch(int64_t epoch) {
    const int64_t rows = training_.rows, group = batch_size_ * accumulate_;
    if (shuffle_) {
      order_.shuffle(random_.branch("order").branch(static_cast<uint64_t>(epoch)),
                     static_cast<uint64_t>(rows));
    }
    double loss_sum = 0, weight_sum = 0, rate = 0;
    int64_t next = 0;  // first row of the batch that is being made
    const auto make_next = [&] { make_batch(next); };
    Background next_batch(make_next);
    next_batch.begin();
    for (int64_t step = 1; step <= steps_; ++step) {
      next_batch.finish();
      const Batch& batch = making_->batch();
      const int64_t done = next + batch.rows;
      if (done < rows) {  // the batch after this one is made beside this step
        next = done;
        making_ = making_ == &makers_[0] ? &makers_[1] : &makers_[0];
        next_batch.begin();
      }
      double weight = 0;
      const double loss = add_gradients(batch, &weight);
      if (!std::isfinite(loss)) {
        next_batch.finish();
        throw explain_divergence(model_, batch, epoch, step, weight > 0 ? loss / weight : loss);
      }
      loss_sum += loss;
      weight_sum += weight;
      rate = learning_rate(epoch);
      update(rate);
      const double mean = weight_sum > 0 ? loss_sum / weight_sum : 0;
      if (options_.observer != nullptr) {
        options_.observer->step(
            {epoch, epochs_, step, steps_, std::min(step * group, rows), mean, rate});
      }
      if (must_stop() && step < steps_) return {};
    }
    EpochInfo info;
    info.epoch = epoch;
    info.loss = weight_sum > 0 ? loss_sum / weight_sum : 0;
    info.learning_rate = rate;
    return info;
  }

  void make_batch(int64_t first) {
    const int64_t count = std::min(batch_size_ * accumulate_, training_.rows - first);
    if (shuffle_) {
      making_->gather(training_, order_, first, count);
    } else {
      making_->take(training_, first, count);
    }
  }

  // Adds the gradient of the mean loss over the batch, one pass for each part of batch_size rows.
  // Returns the weighted sum of the loss and the weight of the rows (of the first output).
  double add_gradients(const Batch& batch, double* weight) {
    const size_t outputs = model_.encoding.outputs().size();
    weights_.assign(outputs, 0);
    for (size_t i = 0; i < outputs; ++i) {
      weights_[i] = model_.network.loss(i).total_weight(batch.targets[i], batch.weights);
    }
    double sum = 0;
    for (int64_t first = 0; first < batch.rows; first += batch_size_) {
      const bool whole = batch.rows <= batch_size_;
      if (!whole) slice(batch, first, std::min(batch_size_, batch.rows - first), part_);
      const Batch& part = whole ? batch : part_;
      tape_.reset(Tape::Mode::training, pass_random_.branch(passes_++));
      const std::span<Tensor> z = model_.network.forward(part, tape_);
      for (size_t i = 0; i < outputs; ++i) {
        const double factor = model_.network.loss_weight(i);
        const double scale = weights_[i] > 0 ? factor / weights_[i] : 0;
        double unused = 0;
        // Not into z: a last layer with an activation keeps it for its backward pass.
        const Tensor dz = tape_.make(z[i].shape);
        const double loss =
            model_.network.loss(i).compute(z[i], part.targets[i], part.weights, scale, dz, &unused);
        z[i] = dz;
        // Every output's mean counts in full: brought to the first output's weight.
        sum += weights_[i] > 0 ? factor * loss * (weights_[0] / weights_[i]) : 0;
      }
      model_.network.backward_parameters(z, tape_);
      tape_.reset(Tape::Mode::inference);  // the next pass finds its memory in one piece
    }
    *weight = weights_[0];
    return sum;
  }

  double learning_rate(int64_t epoch) const {
    const Schedule::Position position{updates_, steps_ * epochs_, epoch - 1, stopping_.history()};
    return optimizer_->learning_rate() * schedule_->factor(position);
  }

  void update(double rate) {
    clipping_.apply(gradients_.trainable());
    ++updates_;
    const Layout& layout = model_.network.layout();
    const int64_t weights = layout.zone_size(Zone::weight), all = layout.trainable();
    const double decay = optimizer_->weight_decay();
    const int64_t decaying = decay == 0 ? 0 : weights;
    update_range(0, decaying, {updates_, rate, decay});
    update_range(decaying, all, {updates_, rate, 0});
  }

  // The gradients are brought back to 0 while they are in cache.

  void update_range(int64_t begin, int64_t end, const Optimizer::Step& step) {
    constexpr int64_t kPiece = 16384;
    constexpr size_t kMostBuffers = 4;
    const double work = 4 * kElementCost * static_cast<double>(end - begin);
    for_ranges(end - begin, kPiece, work, [&](int64_t first, int64_t last) {
      const auto offset = static_cast<size_t>(begin + first);
      const auto count = static_cast<size_t>(last - first);
      std::array<real*, kMostBuffers> buffers{};
      for (size_t i = 0; i < moments_.size(); ++i)
        buffers[i] = moments_[i].values().data() + offset;
      const std::span<real> gradient = gradients_.values().subspan(offset, count);
      optimizer_->update(step, model_.parameters.values().subspan(offset, count), gradient,
                         {buffers.data(), moments_.size()});
      std::fill(gradient.begin(), gradient.end(), real{0});
    });
  }

  bool must_stop() {
    const auto elapsed = std::chrono::steady_clock::now() - start_;
    if (stop_signal() != 0) {
      stopped_ = true;
      reason_ = StopReason::signal;
    } else if (options_.max_seconds > 0 &&
               std::chrono::duration<double>(elapsed).count() >= options_.max_seconds) {
      stopped_ = true;
      reason_ = StopReason::time_limit;
    }
    return stopped_;
  }

  Model& model_;
  const Dataset& training_;
  const Dataset& validation_;
  const TrainOptions& options_;
  Options spec_;
  int64_t batch_size_, accumulate_, epochs_;
  bool shuffle_;
  int64_t steps_;
  Random random_, pass_random_;
  std::unique_ptr<Optimizer> optimizer_;
  std::unique_ptr<Schedule> schedule_;
  GradientClipping clipping_;
  EarlyStopping stopping_;
  std::vector<Measure> measures_;
  Parameters gradients_;
  std::vector<Parameters> moments_;
  Tape tape_;
  Predictor predictor_;
  BatchMaker makers_[2];  // one for the batch in use, one for the next
  BatchMaker* making_ = &makers_[0];
  RandomOrder order_;
  Batch part_;
  std::vector<double> weights_;
  int64_t updates_ = 0;
  uint64_t passes_ = 0;
  bool stopped_ = false;
  StopReason reason_ = StopReason::finished;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace

int64_t steps_per_epoch(const Spec& spec, int64_t rows) {
  const Options training = spec.training();
  return ceil_div(rows, training.integer("batch_size") * training.integer("accumulate"));
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
