#include "train/learner.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include "tensor/parallel.h"

namespace aimodel {

namespace {

constexpr int kMostBuffers = 4;  // of an optimizer

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

}  // namespace

Learner::Learner(Model& model, const Batches& batches, int64_t epochs)
    : model_(model),
      spec_(model.spec.training()),
      batches_(batches),
      total_steps_(batches.steps() * epochs),
      random_(
          Random(static_cast<uint64_t>(spec_.integer("seed"))).branch("training").branch("pass")),
      optimizer_(make_optimizer(spec_["optimizer"])),
      schedule_(make_schedule(spec_["schedule"])),
      clipping_(spec_),
      gradients_(model.network.layout()),
      tape_(model.parameters.starts(), gradients_.gradient_starts()) {
  if (optimizer_->buffers() > kMostBuffers) throw std::logic_error("an optimizer of many buffers");
  for (int i = 0; i < optimizer_->buffers(); ++i) moments_.emplace_back(model.network.layout());
}

double Learner::add_gradients(const Batch& batch, double* weight) {
  const size_t outputs = model_.encoding.outputs().size();
  weights_.assign(outputs, 0);
  for (size_t i = 0; i < outputs; ++i) {
    weights_[i] = model_.network.loss(i).total_weight(batch.targets[i], batch.weights);
  }
  double sum = 0;
  int64_t count = 0;
  for (int64_t first = 0; first < batch.rows; first += count) {
    count = batches_.pass(first, batch.rows);
    const bool whole = count == batch.rows;
    if (!whole) slice(batch, first, count, part_);
    const Batch& part = whole ? batch : part_;
    tape_.reset(Tape::Mode::training, random_.branch(counts.passes++), batches_.share(count));
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

double Learner::update(int64_t epoch, std::span<const double> history) {
  const double rate = optimizer_->learning_rate() *
                      schedule_->factor({counts.updates, total_steps_, epoch - 1, history});
  clipping_.apply(gradients_.trainable());
  ++counts.updates;
  const Layout& layout = model_.network.layout();
  const int64_t weights = layout.size(ParamKind::weight), all = layout.trainable();
  const double decay = optimizer_->weight_decay();
  const int64_t decaying = decay == 0 ? 0 : weights;
  update_range(0, decaying, {counts.updates, rate, decay});
  update_range(decaying, all, {counts.updates, rate, 0});
  const std::span<real> statistics = model_.parameters.statistics(),
                        changes = gradients_.statistics();
  for (size_t i = 0; i < changes.size(); ++i) statistics[i] += std::exchange(changes[i], real{0});
  return rate;
}

// The gradients are brought back to 0 while they are in cache.
void Learner::update_range(int64_t begin, int64_t end, const Optimizer::Step& step) {
  constexpr int64_t kPiece = 16384;
  const double work = 4 * kElementCost * static_cast<double>(end - begin);
  for_ranges(end - begin, kPiece, work, [&](int64_t first, int64_t last) {
    const auto offset = static_cast<size_t>(begin + first);
    const auto count = static_cast<size_t>(last - first);
    std::array<real*, kMostBuffers> buffers{};
    for (size_t i = 0; i < moments_.size(); ++i) {
      buffers[i] = moments_[i].values().data() + offset;
    }
    const std::span<real> gradient = gradients_.values().subspan(offset, count);
    optimizer_->update(step, model_.parameters.values().subspan(offset, count), gradient,
                       {buffers.data(), moments_.size()});
    std::fill(gradient.begin(), gradient.end(), real{0});
  });
}

}  // namespace aimodel
