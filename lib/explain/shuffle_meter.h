#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "explain/method.h"
#include "model/evaluate.h"

namespace aimodel {

// What shuffling a column does to the measure that was asked for.
struct Drop {
  double importance = 0, standard_error = 0;
};

// A measure of labelled rows before a column is shuffled, and what shuffling does to it.
class ShuffleMeter {
 public:
  virtual ~ShuffleMeter() = default;
  virtual MetricValue before() = 0;
  // `shuffle(repeat)` changes `shuffled`, and says which row's value each row was given.
  using Shuffle = std::function<const std::vector<uint32_t>&(int64_t repeat)>;
  virtual Drop drop(const Dataset& shuffled, const Shuffle& shuffle, int64_t repeats) = 0;
};

// For the loss (a measure without metric) or a metric; refers to both of what it is given.
std::unique_ptr<ShuffleMeter> make_shuffle_meter(const ExplainRequest& request,
                                                 const Measure& measure);

}  // namespace aimodel
