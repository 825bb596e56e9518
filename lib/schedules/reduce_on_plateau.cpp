#include <algorithm>
#include <cmath>
#include <limits>

#include "schedules/schedule.h"

namespace aimodel {

namespace {

// Multiplies the rate by `factor` each time more than `patience` epochs in a row have brought
// nothing better.
//   better   value < best - minimum_change * |best|; a value that is not a number never is
//   source   torch.optim.lr_scheduler.ReduceLROnPlateau (threshold_mode "rel"), whose two modes are
//            one here: what should rise comes with its sign changed
class ReduceOnPlateau final : public Schedule {
 public:
  explicit ReduceOnPlateau(const Options& options)
      : factor_(options.number("factor")),
        patience_(options.integer("patience")),
        minimum_change_(options.number("minimum_change")),
        minimum_(options.number("minimum")) {}

  double factor(const Position& position) const override {
    double result = 1;
    double bound = std::numeric_limits<double>::infinity();  // what is below it is better
    int64_t waited = 0;
    for (const double value : position.history) {
      if (value < bound) {
        bound = value - minimum_change_ * std::abs(value);
        waited = 0;
      } else if (++waited > patience_) {
        result = std::max(result * factor_, minimum_);
        waited = 0;
      }
    }
    return result;
  }

 private:
  double factor_;
  int64_t patience_;
  double minimum_change_;
  double minimum_;
};

}  // namespace

SchedulePtr make_reduce_on_plateau(const Options& options) {
  return std::make_unique<ReduceOnPlateau>(options);
}

}  // namespace aimodel
