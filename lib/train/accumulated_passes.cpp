#include <vector>

#include "train/gradient_source.h"
#include "train/member_folds.h"

namespace aimodel {

namespace {

// Inputs and targets of a batch's rows, without copying; `micro_batch` keeps its memory.
void slice(const Batch& batch, int64_t first, int64_t count, Batch& micro_batch) {
  micro_batch.rows = count;
  micro_batch.inputs.clear();
  micro_batch.targets.clear();
  for (const Tensor& x : batch.inputs) micro_batch.inputs.push_back(x.slice(first, count));
  for (const Tensor& x : batch.targets) micro_batch.targets.push_back(x.slice(first, count));
}

class AccumulatedPasses : public GradientSource {
 public:
  AccumulatedPasses(Model& model, const Batches& batches, Parameters& gradients)
      : model_(model),
        batches_(batches),
        random_(Random(static_cast<uint64_t>(model.spec.training().integer("seed")))
                    .branch("training")
                    .branch("pass")),
        tape_(model.parameters.starts(), gradients.gradient_starts()),
        folds_(model.spec.training()) {}

  Loss add(const Batch& batch, uint64_t& passes) override {
    const size_t outputs = model_.preprocessing.outputs().size();
    folds_.set(batch);
    weights_.assign(model_.network.members() * outputs, 0);
    for (size_t k = 0; k < weights_.size(); ++k) {
      const size_t i = k % outputs;
      const bool as_first = k >= outputs && !folds_.used();
      weights_[k] = as_first ? weights_[i]
                             : model_.network.loss(i).total_weight(batch.targets[i],
                                                                   folds_.weights(k / outputs));
    }
    whole_ = folds_.used() ? model_.network.loss(0).total_weight(batch.targets[0], batch.weights)
                           : weights_[0];
    double sum = 0;
    int64_t count = 0;
    for (int64_t first = 0; first < batch.rows; first += count) {
      count = batches_.pass(first, batch.rows);
      const bool whole = count == batch.rows;
      if (!whole) slice(batch, first, count, micro_batch_);
      const Batch& micro_batch = whole ? batch : micro_batch_;
      tape_.reset(Tape::Mode::training, random_.branch(passes++), batches_.share(count));
      sum += pass(micro_batch, first);
      tape_.reset(Tape::Mode::inference);  // the next pass finds its memory in one piece
    }
    return {sum, whole_};
  }

 private:
  // first: the micro-batch's first row in the step's
  double pass(const Batch& micro_batch, int64_t first) {
    const size_t outputs = model_.preprocessing.outputs().size();
    double sum = 0;
    const std::span<Tensor> z = model_.network.forward_members(micro_batch, tape_);
    for (size_t k = 0; k < z.size(); ++k) {
      const size_t i = k % outputs;
      const real* weights = folds_.weights(k / outputs);
      if (weights != nullptr) weights += first;
      const double factor = model_.network.loss_weight(i);
      const double scale = weights_[k] > 0 ? factor / weights_[k] : 0;
      double unused = 0;
      // Not into z: a last layer with an activation keeps it for its backward pass.
      const Tensor dz = tape_.make(z[k].shape);
      const double loss =
          model_.network.loss(i).compute(z[k], micro_batch.targets[i], weights, scale, dz, &unused);
      z[k] = dz;
      // Every output's mean counts in full: brought to the first output's weight.
      sum += weights_[k] > 0 ? factor * loss * (whole_ / weights_[k]) : 0;
    }
    model_.network.backward_parameters(z, tape_);
    return sum / static_cast<double>(model_.network.members());
  }

  Model& model_;
  Batches batches_;
  Random random_;  // of passes
  Tape tape_;
  Batch micro_batch_;
  MemberFolds folds_;
  std::vector<double> weights_;  // of the step's rows, by member and output
  double whole_ = 0;             // of all of them, by the first output
};

}  // namespace

std::unique_ptr<GradientSource> accumulated_passes(Model& model, const Batches& batches,
                                                   Parameters& gradients) {
  return std::make_unique<AccumulatedPasses>(model, batches, gradients);
}

}  // namespace aimodel
