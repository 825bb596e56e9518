#include "columns/piecewise_linear.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "columns/number_fold.h"

namespace aimodel {

bool PiecewiseLinear::add_edge(double edge) {
  if (!edges_.empty()) {
    const double inverse = 1 / (edge - edges_.back());
    if (!(edge > edges_.back()) || !std::isfinite(inverse) || inverse == 0) return false;
    inverse_widths_.push_back(inverse);
  }
  edges_.push_back(edge);
  return true;
}

void PiecewiseLinear::encode(double y, real* out) const {
  const size_t last = bins() - 1;
  for (size_t t = 0; t <= last; ++t) {
    double way = (y - edges_[t]) * inverse_widths_[t];
    if (t > 0) way = std::max(way, 0.0);
    if (t < last) way = std::min(way, 1.0);
    out[t] = static_cast<real>(way);
  }
}

void EdgeSearch::add(std::span<const double> values) {
  constexpr size_t kBlock = 256;
  std::array<uint32_t, kBlock> bits;
  while (!values.empty()) {
    const auto some = values.first(std::min(kBlock, values.size()));
    values = values.subspan(some.size());
    random_.fill_bits(count_, std::span(bits).first(some.size()));
    if (count_ == 0) low_ = high_ = some[0];
    count_ += some.size();
    for (size_t i = 0; i < some.size(); ++i) {
      low_ = std::min(low_, some[i]);
      high_ = std::max(high_, some[i]);
      if (bits[i] < bound_) drawn_.push_back({bits[i], some[i]});
    }
    while (drawn_.size() > kMost) thin();
  }
}

void EdgeSearch::thin() {
  bound_ /= 2;
  std::erase_if(drawn_, [&](const Drawn& one) { return one.bits >= bound_; });
}

namespace {

double quantile(std::span<const double> sorted, double share) {
  const double position = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<size_t>(position);
  const size_t above = std::min(below + 1, sorted.size() - 1);
  return between(sorted[below], sorted[above], position - static_cast<double>(below));
}

}  // namespace

std::vector<double> EdgeSearch::edges(int64_t bins) const {
  if (count_ == 0) return {};
  std::vector<double> values;
  values.reserve(drawn_.size());
  for (const Drawn& one : drawn_) values.push_back(one.value + 0.0);  // -0 is 0
  std::ranges::sort(values);
  std::vector<double> edges{low_ + 0.0, high_ + 0.0}, rest;
  for (auto from = values.begin(); from != values.end();) {
    const auto to = std::upper_bound(from, values.end(), *from);
    if ((to - from) * bins > std::ssize(values)) {
      if (*from != low_ && *from != high_) edges.push_back(*from);
    } else {
      rest.insert(rest.end(), from, to);
    }
    from = to;
  }
  // Fewer than `bins` values can fill one each, so that at least one is left.
  const int64_t left = bins - (std::ssize(edges) - 2);
  for (int64_t k = 1; k < left && !rest.empty(); ++k) {
    edges.push_back(quantile(rest, static_cast<double>(k) / static_cast<double>(left)));
  }
  std::ranges::sort(edges);
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
  return edges;
}

}  // namespace aimodel
