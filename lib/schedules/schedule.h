#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "spec/options.h"

namespace aimodel {

// The learning rate as a function of where training stands; without state of its own, so that a resumed run
// goes on as if it had never stopped.
class Schedule {
 public:
  virtual ~Schedule() = default;

  struct Position {
    int64_t step;         // 0 for the first
    int64_t total_steps;  // of the whole training
    int64_t epoch;        // 0 for the first
    std::span<const double> history;  // what reduce_on_plateau watches, one value per finished epoch; lower is better
  };
  // What the optimizer's learning rate is multiplied by.
  virtual double factor(const Position& position) const = 0;
};

std::unique_ptr<Schedule> make_schedule(const Options& options);

}  // namespace aimodel
