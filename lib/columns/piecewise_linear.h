#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/random.h"
#include "tensor/real.h"

namespace aimodel {

// A number as how far it has come through each of some bins, which lie between edges.
//   component t of y = (y - e[t-1]) / (e[t] - e[t-1])     t = 1 .. T, edges e[0] < ... < e[T]
//   not below 0 but for the first, not above 1 but for the last
//   source    Gorishniy, Rubachev, Babenko 2022, arXiv:2203.05556, equation 1
//   example   edges 0 1 2 4: 1.5 -> 1 .5 0;  -1 -> -1 0 0;  9 -> 1 1 3.5
class PiecewiseLinear {
 public:
  // Behind the last edge; false where the bin between them were too narrow to be divided by.
  bool add_edge(double edge);

  size_t bins() const { return inverse_widths_.size(); }
  // Of at least one bin.     out [bins]
  void encode(double y, real* out) const;

 private:
  std::vector<double> edges_, inverse_widths_;
};

// Finds edges between which about as many training rows lie: quantiles (type 7 of Hyndman, Fan
// 1996). Where a value alone fills a bin it is an edge, and the others are quantiles of the rest.
// Looks at all rows while they are few, else at a sample of them, drawn by their number, so that it
// takes one pass and little memory.
class EdgeSearch {
 public:
  // Values of the training rows, none of them missing, in order.
  void add(std::span<const double> values);
  // So many bins, or fewer; ascends, each once, from the lowest value of all to the highest.
  std::vector<double> edges(int64_t bins) const;

 private:
  static constexpr size_t kMost = 32768;  // values that are held
  struct Drawn {
    uint32_t bits;
    double value;
  };

  void thin();

  Random random_ = Random(0).branch("edges");
  uint64_t count_ = 0;           // values that came
  uint64_t bound_ = 1ull << 32;  // those are kept whose bits are below it
  std::vector<Drawn> drawn_;
  double low_ = 0, high_ = 0;
};

}  // namespace aimodel
