#include "train/memory_budget.h"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/numbers.h"
#include "base/units.h"

namespace aimodel {

MemoryBudget::MemoryBudget(std::optional<uint64_t> limit, int threads) : threads_(threads) {
  constexpr double kShare = 0.8;  // others take memory too
  limited_ = limit.has_value();
  most_ = limited_ ? static_cast<double>(*limit) : kShare * static_cast<double>(available_memory());
}

uint64_t MemoryBudget::for_reading(double taken) const {
  constexpr double kLeast = 1 << 20;
  return static_cast<uint64_t>(std::max(kLeast, (most_ - program() - taken) / 2));
}

void MemoryBudget::check(const Spec& spec, const MemoryPlan& plan, const Network& network,
                         int64_t rows) const {
  if (!limited_ || plan.without_rows() <= most_) return;
  const int64_t wanted = spec.training().integer("batch_size"), batch = std::min(wanted, rows);
  std::string hint = fmt::format(
      "{} of it is for the program, {} for {} parameters and their optimizer, {} for batches of "
      "{} rows: give it more",
      human_bytes(plan.program), human_bytes(plan.parameters()),
      with_commas(plan.network.parameters), human_bytes(plan.passes() + plan.batches),
      with_commas(batch));
  // Smaller batches whose gradients are added up, where no layer looks at a batch as a whole.
  for (int64_t passes = 2; network.mixes_rows() == nullptr && passes <= batch; passes *= 2) {
    const int64_t micro_batch = (batch + passes - 1) / passes;
    if (micro_batch * passes != wanted && wanted < rows) break;
    const double saved =
        plan.passes() * (1 - static_cast<double>(micro_batch) / static_cast<double>(batch));
    if (plan.without_rows() - saved > most_) continue;
    hint = fmt::format(
        "with training.batch_size {} and training.accumulate {} it fits, and the steps stay the "
        "same",
        micro_batch, passes * spec.training().integer("accumulate"));
    break;
  }
  throw Error(Exit::limit, "",
              fmt::format("--memory-limit {}: training takes {} beside the rows",
                          human_bytes(most_), human_bytes(plan.without_rows())),
              hint);
}

}  // namespace aimodel
