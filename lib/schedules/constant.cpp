#include "schedules/schedule.h"

namespace aimodel {

namespace {

class Constant final : public Schedule {
 public:
  double factor(const Position&) const override { return 1; }
};

}  // namespace

SchedulePtr make_constant(const Options&) {
  return std::make_unique<Constant>();
}

}  // namespace aimodel
