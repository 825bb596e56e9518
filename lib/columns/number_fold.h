#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace aimodel {

// Statistics of numbers that are seen one after the other, in several passes over all of them, so
// that they need not be held. What they come to depends on the numbers and their order alone, not
// on where the passes are interrupted. After each pass end_pass() says whether there is another.

// Between two neighbours in proportion; finite where both are.
double between(double below, double above, double fraction);

// Mean and standard deviation (of the population; exactly 0 where all are equal).
struct Moments {
  double mean = 0;
  double deviation = 0;
};

// Two passes over the numbers, each mean corrected by what rounding left over (Chan, Golub, LeVeque
// 1983). Numbers so large that their squares or sums overflow, or so small that their squares
// vanish, are first divided by a power of two, which is exact.
class MomentsFold {
 public:
  void add(std::span<const double> values);
  void add(double value) { add(std::span(&value, 1)); }
  bool end_pass();
  int64_t count() const { return count_; }
  double low() const { return low_; }
  double high() const { return high_; }
  Moments result() const;  // of at least one number

 private:
  enum class Pass { range, sum, rest, squares, done };
  Pass pass_ = Pass::range;
  int64_t count_ = 0;
  double low_ = std::numeric_limits<double>::infinity();
  double high_ = -std::numeric_limits<double>::infinity();
  double unit_ = 1, sum_ = 0, mean_ = 0, rest_ = 0, squares_ = 0;
};

// The value that more than half of the numbers are, where there is one (a vote: Boyer, Moore 1981),
// and how many are others. Two passes.
class MajorityFold {
 public:
  void add(std::span<const double> values);
  void add(double value) { add(std::span(&value, 1)); }
  bool end_pass() { return std::exchange(first_, false); }
  // Share of the numbers that are not it; without a majority at least a half.
  double others() const { return static_cast<double>(others_) / static_cast<double>(count_); }

 private:
  bool first_ = true;
  double value_ = 0;
  int64_t votes_ = 0, count_ = 0, others_ = 0;
};

// Quantiles, between neighbours in proportion (type 7 of Hyndman, Fan 1996; what R and NumPy do),
// exactly: the numbers of the ranks that matter in the order of size, found byte by
// byte of the bits that sort like them (a radix selection).
class QuantileFold {
 public:
  explicit QuantileFold(std::vector<double> shares) : shares_(std::move(shares)) {}
  void add(std::span<const double> values);
  void add(double value) { add(std::span(&value, 1)); }
  bool end_pass();
  double result(size_t share) const;  // of at least one number

 private:
  // The search for the number of a rank: the numbers with the bits found so far, by their next.
  struct Search {
    uint64_t rank = 0;  // among those numbers
    uint64_t bits = 0;
    std::array<uint64_t, 256> counts{};
  };
  std::vector<double> shares_;
  std::vector<Search> searches_;  // the numbers below and above each share
  uint64_t count_ = 0;
  int found_ = -1;  // bytes; -1 while the numbers are counted
};

}  // namespace aimodel
