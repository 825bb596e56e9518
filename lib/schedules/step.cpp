#include <cmath>

#include "schedules/schedule.h"

namespace aimodel {

namespace {

// gamma^floor(epoch / epochs), as torch.optim.lr_scheduler.StepLR.
class StepSchedule final : public Schedule {
 public:
  explicit StepSchedule(const Options& options)
      : epochs_(options.integer("epochs")), gamma_(options.number("gamma")) {}

  double factor(const Position& position) const override {
    const int64_t changes = position.epoch / epochs_;
    return std::pow(gamma_, static_cast<double>(changes));
  }

 private:
  int64_t epochs_;
  double gamma_;
};

}  // namespace

SchedulePtr make_step(const Options& options) {
  return std::make_unique<StepSchedule>(options);
}

}  // namespace aimodel
