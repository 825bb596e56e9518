#include "network/parameters.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/error.h"
#include "base/names.h"
#include "base/numbers.h"
#include "tensor/blas.h"

namespace aimodel {

void Layout::add(Param* param, const std::string& full_name) {
  constexpr int64_t kMost = int64_t{1} << 40;  // far from where sums overflow
  if (param->tied == nullptr && param->shape.elements() > kMost - size()) {
    throw Error(
        Exit::spec, "",
        fmt::format(
            "the parameter {} has the shape {}: the network would have more than {} numbers",
            quote(full_name), to_string(param->shape), with_commas(kMost)));
  }
  param->name = full_name;
  if (param->tied != nullptr) {  // its numbers are there already
    param->kind = param->tied->kind;
    param->offset = param->tied->offset;
    return;
  }
  auto& size = sizes_[static_cast<size_t>(param->kind)];
  param->offset = size;
  size += param->shape.elements();
  params_.push_back(param);
}

int64_t Layout::offset(const Param& param) const {
  int64_t start = 0;
  for (int kind = 0; kind < static_cast<int>(param.kind); ++kind) {
    start += sizes_[static_cast<size_t>(kind)];
  }
  return start + param.offset;
}

Tensor Parameters::operator[](const Param& param) const {
  return {data_.data() + layout_->offset(param), param.shape};
}

Tape::Starts Parameters::starts() const {
  Tape::Starts result{};
  real* start = data_.data();
  for (int kind = 0; kind < kParamKinds; ++kind) {
    result[static_cast<size_t>(kind)] = start;
    start += layout_->size(static_cast<ParamKind>(kind));
  }
  return result;
}

Tape::Starts Parameters::gradient_starts() const {
  Tape::Starts result = starts();
  result[static_cast<size_t>(ParamKind::frozen)] = nullptr;
  return result;
}

namespace {

// The orthogonal factor of a matrix of normal draws, its signs made unique: drawn evenly from all
// such matrices (Mezzadri 2007).
void fill_orthogonal(const Random& draws, Tensor values) {
  const int64_t columns = values.shape.back(), rows = values.size() / columns;
  const int64_t most = std::max(rows, columns), least = std::min(rows, columns);
  std::vector<real> tall(static_cast<size_t>(values.size()));
  for (size_t i = 0; i < tall.size(); ++i) tall[i] = static_cast<real>(draws.normal(i));
  orthonormal_columns({tall.data(), {most, least}});
  for (int64_t i = 0; i < rows; ++i) {
    for (int64_t j = 0; j < columns; ++j) {
      values[i * columns + j] =
          tall[static_cast<size_t>(rows >= columns ? i * least + j : j * least + i)];
    }
  }
}

}  // namespace

void Parameters::initialize(const Random& random) {
  for (const Param* param : layout_->params()) {
    const Random draws = random.branch(param->name);
    const Tensor values = (*this)[*param];
    const auto fan_in = static_cast<double>(param->shape.rank() > 1 ? param->shape[0] : 1);
    const auto fan_out = static_cast<double>(param->shape.back());
    const auto uniform = [&](double bound) {
      for (int64_t i = 0; i < values.size(); ++i) {
        values[i] = static_cast<real>((2 * draws.uniform(static_cast<uint64_t>(i)) - 1) * bound);
      }
    };
    switch (param->initializer) {
      case Initializer::zeros:
      case Initializer::learnt:
        std::fill_n(values.data, values.size(), real{0});
        break;
      case Initializer::ones:
        std::fill_n(values.data, values.size(), real{1});
        break;
      case Initializer::glorot_uniform:
        uniform(std::sqrt(6 / (fan_in + fan_out)));
        break;
      case Initializer::he_uniform:
        uniform(std::sqrt(6 / fan_in));
        break;
      case Initializer::normal:
        for (int64_t i = 0; i < values.size(); ++i) {
          values[i] = static_cast<real>(0.05 * draws.normal(static_cast<uint64_t>(i)));
        }
        break;
      case Initializer::orthogonal:
        fill_orthogonal(draws, values);
    }
  }
}

}  // namespace aimodel
