#include <cmath>

#include "schedules/schedule.h"

namespace aimodel {

namespace {

// gamma^epoch, as torch.optim.lr_scheduler.ExponentialLR.
class Exponential final : public Schedule {
 public:
  explicit Exponential(const Options& options) : gamma_(options.number("gamma")) {}

  double factor(const Position& position) const override {
    return std::pow(gamma_, static_cast<double>(position.epoch));
  }

 private:
  double gamma_;
};

}  // namespace

SchedulePtr make_exponential(const Options& options) {
  return std::make_unique<Exponential>(options);
}

}  // namespace aimodel
