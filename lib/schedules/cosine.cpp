#include <algorithm>
#include <cmath>

#include "schedules/half_cosine.h"
#include "schedules/schedule.h"

namespace aimodel {

namespace {

// A linear rise over the first W = round(warmup * T) of T steps, then half a cosine down to
// `minimum`.
//   step < W   (step + 1) / (W + 1): no step is lost to a rate of 0, and step W has the full rate
//   else       minimum + (1 - minimum) * (1 + cos(pi * (step - W) / (T - W))) / 2
//   source     Loshchilov, Hutter 2017, arXiv:1608.03983, eq. 5, without restarts; as torch's
//              LinearLR (start_factor 1 / (W + 1)) followed by CosineAnnealingLR
class Cosine final : public Schedule {
 public:
  explicit Cosine(const Options& options)
      : warmup_(options.number("warmup")), minimum_(options.number("minimum")) {}

  double factor(const Position& position) const override {
    const auto step = static_cast<double>(position.step);
    const auto total = static_cast<double>(position.total_steps);
    const double rise = std::round(warmup_ * total);
    if (step < rise) return (step + 1) / (rise + 1);
    const double rest = std::max(total - rise, 1.0);
    return half_cosine(1, minimum_, std::min((step - rise) / rest, 1.0));
  }

 private:
  double warmup_;
  double minimum_;
};

}  // namespace

SchedulePtr make_cosine(const Options& options) {
  return std::make_unique<Cosine>(options);
}

}  // namespace aimodel
