#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "base/json.h"

namespace aimodel {

using Clock = std::chrono::steady_clock;

struct Job {
  std::vector<int64_t> sizes;
  int64_t batch;
  int threads;
  double seconds;
};

inline double elapsed(Clock::time_point since) {
  return std::chrono::duration<double>(Clock::now() - since).count();
}

// See bench_tool.cpp.
Json run_products(const Job& job);
Json run_kernels(const std::vector<int64_t>& sizes, double seconds);

}  // namespace aimodel
