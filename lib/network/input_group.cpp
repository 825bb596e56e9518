#include "network/input_group.h"

#include <algorithm>

#include "network/whitening.h"
#include "tensor/one_hot.h"
#include "tensor/parallel.h"

namespace aimodel {

namespace {

// Numbers in a column's embedding where the spec leaves it open.
int64_t default_units(int64_t values) {
  return std::min<int64_t>(50, (values + 1) / 2);
}

}  // namespace

InputGroup::InputGroup(const InputInfo& info, Build& build) : info_(info) {
  if (info.indexed()) {
    kind_ = info.options.text("encoding") == "embedding" ? Kind::embedding : Kind::one_hot;
  }
  for (size_t i = 0; i < info.columns.size(); ++i) {
    sizes_.push_back(info.indexed() ? info.known_values(i) : info.types[i].shape.elements());
  }
  const Build::Scope scope(build, info.options);
  const ParamKind table = build.trainable() ? ParamKind::weight : ParamKind::frozen;
  if (kind_ == Kind::embedding) {
    for (size_t i = 0; i < info.columns.size(); ++i) {
      const int64_t values = info.known_values(i);
      sizes_[i] = info.options.has("units") ? info.options.integer("units") : default_units(values);
      tables_.push_back(
          {"embedding." + info.columns[i], {values, sizes_[i]}, Initializer::normal, table});
    }
  }
  for (const int64_t size : sizes_) {
    starts_.push_back(embedded_width_);
    embedded_width_ += size;
  }
  const std::vector<Options> layers = info.options.list("network");
  has_layers_ = !layers.empty();
  if (info.options.has("whitening") && info.options.flag("whitening")) {
    whitening_ = make_whitening({embedded_shape()});
  }
  layers_ = build.sequence(layers, {embedded_shape(), 0, false, has_trained_tables()});
  slot_ = build.name(info.options, layers_->output());
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

// The mean of the rows of each table in which some row of x finds none; of the others anything.
Tensor InputGroup::mean_rows(Tensor x, Tape& tape) const {
  const Tensor means = tape.make({embedded_width_});
  const auto columns = static_cast<int64_t>(sizes_.size());
  real* to = means.data;
  for (int64_t c = 0; c < columns; ++c) {
    const int64_t size = sizes_[static_cast<size_t>(c)];
    bool needed = false;
    for (int64_t i = 0; i < x.rows() && !needed; ++i) needed = x[i * columns + c] == 0;
    const Tensor table = tape.value(tables_[static_cast<size_t>(c)]);
    for (int64_t j = 0; needed && j < size; ++j) {
      double sum = 0;
      for (int64_t row = 0; row < table.rows(); ++row) sum += double{table[row * size + j]};
      to[j] = static_cast<real>(sum / static_cast<double>(table.rows()));
    }
    to += size;
  }
  return means;
}

Tensor InputGroup::look_up(Tensor x, Tape& tape) const {
  const Tensor y = tape.make({x.rows(), embedded_width_}), means = mean_rows(x, tape);
  const auto columns = static_cast<int64_t>(sizes_.size());
  constexpr int64_t kRows = 64;
  const double work = kElementCost * static_cast<double>(y.size());
  for_ranges(x.rows(), kRows, work, [&](int64_t first, int64_t last) {
    for (int64_t i = first; i < last; ++i) {
      real* to = y.data + i * embedded_width_;
      const real* mean = means.data;
      for (int64_t c = 0; c < columns; ++c) {
        const int64_t size = sizes_[static_cast<size_t>(c)];
        const auto place = static_cast<int64_t>(x[i * columns + c]);
        const real* table = tape.value(tables_[static_cast<size_t>(c)]).data;
        to = std::copy_n(place == 0 ? mean : table + (place - 1) * size, size, to);
        mean += size;
      }
    }
  });
  return y;
}

Tensor InputGroup::embed(Tensor x, Tape& tape) const {
  if (kind_ == Kind::numbers) return x;
  if (kind_ == Kind::embedding) return look_up(x, tape);
  const Tensor y = tape.make({x.rows(), embedded_width_});
  write_one_hot(x, sizes_, y);
  return y;
}

Tensor InputGroup::embed_means(std::span<const real> means, Tape& tape) const {
  const Tensor y = tape.zeros({1, embedded_width_});
  if (kind_ != Kind::embedding) {
    std::copy_n(means.begin(), y.size(), y.data);
    return y;
  }
  const real* share = means.data();
  for (size_t c = 0; c < sizes_.size(); ++c) {
    const real* table = tape.value(tables_[c]).data;
    for (int64_t value = 0; value < info_.known_values(c); ++value, ++share) {
      real* to = y.data + starts_[c];
      for (int64_t j = 0; j < sizes_[c]; ++j) to[j] += *share * *table++;
    }
  }
  return y;
}

Field InputGroup::field(Tensor x, Tape& tape) const {
  switch (kind_) {
    case Kind::one_hot:
      return {x, sizes_, embedded_width_, {}};
    case Kind::embedding:
      tape.keep(x);
      return {look_up(x, tape), {}, embedded_width_, {}};
    default:
      return {x, {}, embedded_width_, {}};
  }
}

void InputGroup::field_backward(Tensor dy, Tape& tape) const {
  if (kind_ != Kind::embedding) return;
  const Tensor x = tape.take();
  if (!has_trained_tables() || dy.data == nullptr) return;
  const auto columns = static_cast<int64_t>(sizes_.size());
  const double work = kElementCost * static_cast<double>(dy.size());
  // A table is a column's alone, so that no two pieces add to the same numbers.
  for_pieces(columns, work, [&](int64_t c) {
    const int64_t size = sizes_[static_cast<size_t>(c)];
    const int64_t start = starts_[static_cast<size_t>(c)];
    const Tensor table = tape.grad(tables_[static_cast<size_t>(c)]);
    bool unseen = false;
    for (int64_t i = 0; i < x.rows(); ++i) {
      const real* from = dy.data + i * embedded_width_ + start;
      const auto place = static_cast<int64_t>(x[i * columns + c]);
      unseen = unseen || place == 0;
      if (place == 0) continue;
      real* to = table.data + (place - 1) * size;
      for (int64_t j = 0; j < size; ++j) to[j] += from[j];
    }
    for (int64_t j = 0; unseen && j < size; ++j) {
      double sum = 0;
      for (int64_t i = 0; i < x.rows(); ++i) {
        if (x[i * columns + c] == 0) sum += double{dy[i * embedded_width_ + start + j]};
      }
      const auto share = static_cast<real>(sum / static_cast<double>(table.rows()));
      for (int64_t row = 0; row < table.rows(); ++row) table[row * size + j] += share;
    }
  });
}

Tensor InputGroup::forward(Fields field, Tape& tape) const {
  if (!whitening_) return layers_->forward_fields(field, tape);
  return layers_->forward(whitening_->forward(field[0].x, tape), tape);
}

void InputGroup::backward(Tensor dy, Fields field, Tape& tape) const {
  if (!whitening_) return layers_->backward_fields(dy, field, tape);
  field[0].dx = whitening_->backward(layers_->backward(dy, tape), tape);
}

std::vector<int64_t> InputGroup::owners() const {
  std::vector<int64_t> result;
  for (size_t c = 0; c < sizes_.size(); ++c) {
    result.insert(result.end(), static_cast<size_t>(sizes_[c]), static_cast<int64_t>(c));
  }
  return result;
}

}  // namespace aimodel
