#pragma once

#include <cstdint>
#include <optional>

#include "train/memory_plan.h"

namespace aimodel {

// How much memory there is for a training, and how much of it rows may take. In bytes.
class MemoryBudget {
 public:
  // Without a limit most of what the system says is available.
  MemoryBudget(std::optional<uint64_t> limit, int threads);

  // While rows are read beside `taken` bytes: half of what is left, since encoded rows are made
  // beside them.
  uint64_t for_reading(double taken) const;
  // Throws Error (limit), in the name of --memory-limit, where the network alone takes more than was
  // allowed.
  void check(const Spec& spec, const MemoryPlan& plan, const Network& network, int64_t rows) const;

  double most() const { return most_; }
  double program() const { return program_memory(threads_); }

 private:
  int threads_;
  double most_ = 0;
  bool limited_ = false;
};

}  // namespace aimodel
