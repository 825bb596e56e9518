#include "schedules/schedule.h"

namespace aimodel {

SchedulePtr make_schedule(const Options& options) {
  return make_named_schedule(options.type(), options);
}

}  // namespace aimodel
