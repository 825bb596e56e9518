#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "spec/options.h"

namespace aimodel {

// The learning rate as a function of where training stands; without state of its own, so that a
// resumed run goes on as if it had never stopped.
class Schedule {
 public:
  virtual ~Schedule() = default;

  struct Position {
    int64_t step;         // 0 for the first
    int64_t total_steps;  // of the whole training
    int64_t epoch;        // 0 for the first
    // What reduce_on_plateau watches, one value per finished epoch; lower is better.
    std::span<const double> history;
  };
  // What the optimizer's learning rate is multiplied by.
  virtual double factor(const Position& position) const = 0;
};

using SchedulePtr = std::unique_ptr<Schedule>;
SchedulePtr make_schedule(const Options& options);

// The generated table: calls make_NAME for the NAME of a file in schemas/schedules/.
SchedulePtr make_named_schedule(const std::string& name, const Options& options);

}  // namespace aimodel
