#include <algorithm>

#include "schedules/half_cosine.h"
#include "schedules/schedule.h"

namespace aimodel {

namespace {

// Up along half a cosine to the full rate, then down along another, far below the start.
//   peak          = warmup * T - 1 of T steps (a fraction of a step where it falls between two)
//   step <= peak  from 1 / start_divisor to 1
//   else          from 1 to 1 / (start_divisor * end_divisor), reached at the last step
//   source        Smith, Topin 2018, arXiv:1708.07120; torch.optim.lr_scheduler.OneCycleLR of
//                 two phases, without its cycle of momentum
class OneCycle final : public Schedule {
 public:
  explicit OneCycle(const Options& options)
      : warmup_(options.number("warmup")),
        first_(1 / options.number("start_divisor")),
        last_(first_ / options.number("end_divisor")) {}

  double factor(const Position& position) const override {
    const auto step = static_cast<double>(position.step);
    const double end = static_cast<double>(position.total_steps) - 1;
    const double peak = warmup_ * static_cast<double>(position.total_steps) - 1;
    if (step <= peak) return peak > 0 ? half_cosine(first_, 1, step / peak) : 1;
    return half_cosine(1, last_, std::min((step - peak) / (end - peak), 1.0));
  }

 private:
  double warmup_;
  double first_;
  double last_;
};

}  // namespace

SchedulePtr make_one_cycle(const Options& options) {
  return std::make_unique<OneCycle>(options);
}

}  // namespace aimodel
