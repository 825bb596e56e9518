#include "train/training_step.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include "model/optimizer_matrices.h"
#include "tensor/parallel.h"

namespace aimodel {

namespace {

constexpr int kMostBuffers = 4;  // of an optimizer

}  // namespace

TrainingStep::TrainingStep(Model& model, const Batches& batches, int64_t epochs)
    : model_(model),
      spec_(model.spec.training()),
      total_steps_(batches.steps() * epochs),
      optimizer_(make_optimizer(spec_["optimizer"])),
      schedule_(make_schedule(spec_["schedule"])),
      clipping_(spec_),
      gradients_(model.network.layout()),
      source_(accumulated_passes(model, batches, gradients_)) {
  if (optimizer_->buffers() > kMostBuffers) throw std::logic_error("an optimizer of many buffers");
  for (int i = 0; i < optimizer_->buffers(); ++i) moments_.emplace_back(model.network.layout());
  plan_updates();
}

void TrainingStep::plan_updates() {
  const Layout& layout = model_.network.layout();
  const int64_t weights = optimizer_->weight_decay() == 0 ? 0 : layout.size(ParamKind::weight);
  matrices_ = optimizer_matrices(*optimizer_, layout);
  int64_t begin = 0;
  const auto add = [&](int64_t end, bool decays) {
    if (end > begin) ranges_.push_back({begin, end, decays});
    begin = end;
  };
  for (const Param* matrix : matrices_) {
    add(layout.offset(*matrix), weights > 0);
    begin += matrix->shape.elements();
  }
  add(std::max(begin, weights), true);
  add(layout.trainable(), false);
  scratch_ = Buffer(static_cast<size_t>(matrix_scratch(*optimizer_, layout)));
}

double TrainingStep::update(int64_t epoch, std::span<const double> history) {
  const double rate = optimizer_->learning_rate() *
                      schedule_->factor({counts.updates, total_steps_, epoch - 1, history});
  clipping_.apply(gradients_.trainable());
  ++counts.updates;
  const double decay = optimizer_->weight_decay();
  for (const Range& range : ranges_) {
    update_range(range.begin, range.end, {counts.updates, rate, range.decays ? decay : 0});
  }
  for (const Param* matrix : matrices_) update_matrix(*matrix, {counts.updates, rate, decay});
  const std::span<real> statistics = model_.parameters.statistics(),
                        changes = gradients_.statistics();
  for (size_t i = 0; i < changes.size(); ++i) statistics[i] += std::exchange(changes[i], real{0});
  return rate;
}

void TrainingStep::update_matrix(const Param& weight, const Optimizer::Step& step) {
  const Tensor gradient = gradients_[weight];
  optimizer_->update_matrix(step, model_.parameters[weight], gradient, moments_[0][weight],
                            scratch_.values());
  std::fill_n(gradient.data, gradient.size(), real{0});
}

// The gradients are brought back to 0 while they are in cache.
void TrainingStep::update_range(int64_t begin, int64_t end, const Optimizer::Step& step) {
  const double work = 4 * kElementCost * static_cast<double>(end - begin);
  for_ranges(end - begin, kElementPiece, work, [&](int64_t first, int64_t last) {
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
