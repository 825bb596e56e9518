#include "rows/covariance.h"

#include <algorithm>
#include <cmath>

#include "tensor/blas.h"

namespace aimodel {

Covariance::Covariance(int64_t numbers)
    : numbers_(numbers),
      block_(static_cast<size_t>((kBlock + 1) * numbers)),
      mean_(static_cast<size_t>(numbers)),
      products_(static_cast<size_t>(numbers * numbers)) {}

void Covariance::add(std::span<const real> rows) {
  while (!rows.empty()) {
    const auto room = static_cast<size_t>((kBlock - filled_) * numbers_);
    const std::span<const real> some = rows.first(std::min(room, rows.size()));
    rows = rows.subspan(some.size());
    std::ranges::copy(some, block_.begin() + filled_ * numbers_);
    filled_ += static_cast<int64_t>(some.size()) / numbers_;
    if (filled_ == kBlock) end_block();
  }
}

void Covariance::end() {
  if (filled_ > 0) end_block();
}

void Covariance::end_block() {
  const auto k = static_cast<size_t>(numbers_);
  const auto count = static_cast<double>(filled_);
  std::vector<double> mean(k);
  double* row = block_.data();
  for (int64_t i = 0; i < filled_; ++i, row += k) {
    for (size_t j = 0; j < k; ++j) mean[j] += row[j];
  }
  for (double& each : mean) each /= count;
  row = block_.data();
  for (int64_t i = 0; i < filled_; ++i, row += k) {
    for (size_t j = 0; j < k; ++j) row[j] -= mean[j];
  }
  const double share = count / (rows_ + count), weight = std::sqrt(rows_ * share);
  for (size_t j = 0; j < k; ++j) {
    const double difference = mean[j] - mean_[j];
    row[j] = weight * difference;
    mean_[j] += share * difference;
  }
  add_column_products(std::span(block_).first(static_cast<size_t>(filled_ + 1) * k), products_,
                      numbers_);
  rows_ += count;
  filled_ = 0;
}

}  // namespace aimodel
