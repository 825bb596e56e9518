#include "network/limits.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/json.h"
#include "base/numbers.h"

namespace aimodel {

namespace {

constexpr int64_t kMostLayers = 10'000;

// Counts up to one more than the most, so that no product overflows.
class Counter {
 public:
  // Layers, input groups, outputs and branches each count as one.
  void add(const std::vector<Options>& list) {
    for (const Options& options : list) {
      const int64_t layers = count(options);
      total_ += layers;
      if (total_ <= kMostLayers) continue;
      throw options.error(
          fmt::format("the network has more than {} layers", with_commas(kMostLayers)),
          layers > 1 ? "each layer, branch and repetition counts" : "");
    }
  }

  // For each of training.members.
  void repeat(const Options& training) const {
    const int64_t members = training.integer("members");
    if (total_ * members <= kMostLayers) return;
    throw training.error_at("members",
                            fmt::format("the network has more than {} layers, {} in each "
                                        "of {} members",
                                        with_commas(kMostLayers), total_, members));
  }

 private:
  static int64_t capped(int64_t count) { return std::min(count, kMostLayers + 1); }

  static int64_t count(const std::vector<Options>& list) {
    int64_t sum = 0;
    for (const Options& options : list) sum = capped(sum + count(options));
    return sum;
  }

  static int64_t count(const Options& options) {
    if (options.json().is_array()) return capped(1 + count(options.list()));  // a branch
    int64_t inside = 0;
    for (const char* key : {"network", "layers", "branches"}) {
      if (options.has(key)) inside = capped(inside + count(options.list(key)));
    }
    if (options.has("times")) inside = capped(inside * options.integer("times"));
    return capped(1 + inside);
  }

  int64_t total_ = 0;
};

}  // namespace

void check_layer_count(const Spec& spec) {
  Counter counter;
  counter.add(spec.inputs());
  counter.add(spec.outputs());
  counter.add(spec.network());
  counter.repeat(spec.training());
}

}  // namespace aimodel
