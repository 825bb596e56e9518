#include "network/input_group.h"

#include <algorithm>
#include <numeric>

namespace aimodel {

namespace {

// Numbers in a column's embedding where the spec leaves it open.
int64_t default_units(int64_t cardinality) {
  return std::min<int64_t>(50, (cardinality + 1) / 2);
}

}  // namespace

InputGroup::InputGroup(const InputInfo& info) : info_(info), sizes_(info.widths) {
  if (!info.cardinalities.empty()) {
    kind_ = info.options.text("encoding") == "embedding" ? Kind::embedding : Kind::one_hot;
    sizes_ = info.cardinalities;
  }
  if (kind_ == Kind::embedding) {
    for (size_t i = 0; i < info.columns.size(); ++i) {
      const int64_t values = info.cardinalities[i];
      sizes_[i] = info.options.has("units") ? info.options.integer("units") : default_units(values);
      tables_.push_back(
          {"embedding." + info.columns[i], {values, sizes_[i]}, Initializer::normal, Zone::weight});
    }
  }
  embedded_width_ = std::accumulate(sizes_.begin(), sizes_.end(), int64_t{0});
  layers_ = make_sequence(info.options.list("network"), embedded_shape());
}

std::string InputGroup::kind() const {
  switch (kind_) {
    case Kind::one_hot:
      return info_.options.type() + " (one_hot)";
    case Kind::embedding:
      return info_.options.type() + " (embedding)";
    default:
      return info_.options.type();
  }
}

Tensor InputGroup::embed(Tensor x, Tape& tape) const {
  if (kind_ == Kind::numbers) return x;
  const int64_t n = x.rows();
  const auto columns = static_cast<int64_t>(sizes_.size());
  const Tensor y =
      kind_ == Kind::one_hot ? tape.zeros({n, embedded_width_}) : tape.make({n, embedded_width_});
  for (int64_t i = 0; i < n; ++i) {
    real* to = y.row(i);
    for (int64_t c = 0; c < columns; ++c) {
      const auto value = static_cast<int64_t>(x[i * columns + c]);
      const int64_t size = sizes_[static_cast<size_t>(c)];
      if (kind_ == Kind::one_hot) {
        to[value] = 1;
      } else {
        const Tensor table = tape.value(tables_[static_cast<size_t>(c)]);
        std::copy_n(table.data + value * size, size, to);
      }
      to += size;
    }
  }
  if (kind_ == Kind::embedding) tape.keep(x);
  return y;
}

void InputGroup::embed_backward(Tensor dy, Tape& tape) const {
  if (kind_ != Kind::embedding) return;
  const Tensor x = tape.take();
  const auto columns = static_cast<int64_t>(sizes_.size());
  for (int64_t i = 0; i < x.rows(); ++i) {
    const real* from = dy.row(i);
    for (int64_t c = 0; c < columns; ++c) {
      const int64_t size = sizes_[static_cast<size_t>(c)];
      const auto value = static_cast<int64_t>(x[i * columns + c]);
      real* to = tape.grad(tables_[static_cast<size_t>(c)]).data + value * size;
      for (int64_t j = 0; j < size; ++j) to[j] += from[j];
      from += size;
    }
  }
}

std::vector<int64_t> InputGroup::owners() const {
  std::vector<int64_t> result;
  for (size_t c = 0; c < sizes_.size(); ++c) {
    result.insert(result.end(), static_cast<size_t>(sizes_[c]), static_cast<int64_t>(c));
  }
  return result;
}

}  // namespace aimodel
