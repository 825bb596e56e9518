#include "network/network.h"

#include <algorithm>

#include <fmt/format.h>

#include "network/head.h"
#include "network/input_group.h"
#include "network/limits.h"
#include "tensor/elementwise.h"

namespace aimodel {

struct Network::Parts {
  std::vector<InputGroup> groups;
  LayerPtr trunk;
  std::vector<Head> heads;
  Shape joined;  // of one row, before the trunk
};

namespace {

Tensor flat(Tensor x) {
  return x.reshaped({x.rows(), x.row_size()});
}

}  // namespace

Network::Network(const Spec& spec, const std::vector<InputInfo>& inputs,
                 const std::vector<OutputInfo>& outputs)
    : parts_(std::make_unique<Parts>()) {
  check_layer_count(spec);
  int64_t joined = 0;
  for (const InputInfo& info : inputs) {
    parts_->groups.emplace_back(info);
    joined += parts_->groups.back().layers().output_shape().elements();
  }
  // A single group keeps its shape; several are flattened and put side by side.
  parts_->joined = inputs.size() == 1 ? parts_->groups[0].layers().output_shape() : Shape{joined};
  parts_->trunk = make_sequence(spec.network(), parts_->joined);
  const Shape shared = parts_->trunk->output_shape();
  for (const OutputInfo& info : outputs) parts_->heads.emplace_back(info, shared);

  for (size_t i = 0; i < parts_->groups.size(); ++i) {
    InputGroup& group = parts_->groups[i];
    const std::string path = fmt::format("inputs.{}", i);
    Row row{path, group.kind(), group.embedded_shape(), 0, 0, 0};
    for (Param& table : group.tables()) {
      row.parameters += table.shape.elements();
      layout_.add(&table, path + "." + table.name);
    }
    rows_.push_back(row);
    describe(group.layers(), path + ".network", 1);
  }
  describe(*parts_->trunk, "network", 0);
  for (size_t i = 0; i < parts_->heads.size(); ++i) {
    const std::string path = fmt::format("outputs.{}", i);
    describe(*parts_->heads[i].layers, path + ".network", 0);
    place(*parts_->heads[i].last, path, 0);
  }
}

Network::Network(Network&&) noexcept = default;
Network::~Network() = default;

void Network::describe(Layer& sequence, const std::string& path, int depth) {
  for (const Layer::Child& child : sequence.children()) {
    place(*child.layer, path + "." + child.name, depth);
  }
}

void Network::place(Layer& layer, const std::string& path, int depth) {
  layer.path = path;
  Row row{path, layer.type, layer.output_shape(), 0, layer.multiply_adds(), depth};
  for (Param* param : layer.params()) {
    row.parameters += param->shape.elements();
    layout_.add(param, path + "." + param->name);
  }
  rows_.push_back(row);
  describe(layer, path, depth + 1);
}

std::vector<Tensor> Network::embed(const Batch& batch, Tape& tape) const {
  std::vector<Tensor> result;
  for (size_t i = 0; i < parts_->groups.size(); ++i) {
    result.push_back(parts_->groups[i].embed(batch.inputs[i], tape));
  }
  return result;
}

std::vector<Tensor> Network::forward(const std::vector<Tensor>& embedded, Tape& tape) const {
  const int64_t n = embedded[0].rows();
  Tensor joined;
  if (embedded.size() == 1) {
    joined = parts_->groups[0].layers().forward(embedded[0], tape);
  } else {
    joined = tape.make(parts_->joined.with_rows(n));
    int64_t column = 0;
    for (size_t g = 0; g < embedded.size(); ++g) {
      const Tensor part = parts_->groups[g].layers().forward(embedded[g], tape);
      const int64_t width = part.row_size(), stride = joined.row_size();
      for (int64_t i = 0; i < n; ++i) {
        std::copy_n(part.data + i * width, width, joined.data + i * stride + column);
      }
      column += width;
    }
  }
  const Tensor shared = parts_->trunk->forward(joined, tape);
  std::vector<Tensor> z;
  for (const Head& head : parts_->heads) {
    z.push_back(head.last->forward(flat(head.layers->forward(shared, tape)), tape));
    tape.show(*head.last, z.back());
  }
  return z;
}

std::vector<Tensor> Network::forward(const Batch& batch, Tape& tape) const {
  return forward(embed(batch, tape), tape);
}

Tensor Network::heads_backward(const std::vector<Tensor>& dz, Tape& tape) const {
  Tensor d_shared;
  for (size_t i = parts_->heads.size(); i > 0; --i) {
    const Head& head = parts_->heads[i - 1];
    const Shape shape = head.layers->output_shape().with_rows(dz[0].rows());
    const Tensor part =
        head.layers->backward(head.last->backward(dz[i - 1], tape).reshaped(shape), tape);
    if (d_shared.data == nullptr) {
      d_shared = part;
    } else {
      add(part, d_shared);
    }
  }
  return d_shared;
}

Tensor Network::group_part(Tensor d_joined, size_t group, Tape& tape) const {
  if (parts_->groups.size() == 1) return d_joined;
  int64_t column = 0;
  for (size_t g = 0; g < group; ++g) {
    column += parts_->groups[g].layers().output_shape().elements();
  }
  const int64_t n = d_joined.rows(), stride = d_joined.row_size();
  const Tensor part = tape.make(parts_->groups[group].layers().output_shape().with_rows(n));
  const int64_t width = part.row_size();
  for (int64_t i = 0; i < n; ++i) {
    std::copy_n(d_joined.data + i * stride + column, width, part.data + i * width);
  }
  return part;
}

std::vector<Tensor> Network::backward(const std::vector<Tensor>& dz, Tape& tape) const {
  const Tensor d_joined = parts_->trunk->backward(heads_backward(dz, tape), tape);
  std::vector<Tensor> result(parts_->groups.size());
  for (size_t g = result.size(); g > 0; --g) {
    result[g - 1] =
        parts_->groups[g - 1].layers().backward(group_part(d_joined, g - 1, tape), tape);
  }
  return result;
}

void Network::backward_parameters(const std::vector<Tensor>& dz, Tape& tape) const {
  const Tensor d_shared = heads_backward(dz, tape);
  const bool below = std::any_of(parts_->groups.begin(), parts_->groups.end(),
                                 [](const auto& g) { return g.has_tables() || g.has_layers(); });
  if (!below) return parts_->trunk->backward_parameters(d_shared, tape);
  const Tensor d_joined = parts_->trunk->backward(d_shared, tape);
  std::vector<Tensor> d_embedded(parts_->groups.size());
  for (size_t g = d_embedded.size(); g > 0; --g) {
    const InputGroup& group = parts_->groups[g - 1];
    const Tensor part = group_part(d_joined, g - 1, tape);
    if (group.has_tables()) {
      d_embedded[g - 1] = group.layers().backward(part, tape);
    } else {
      group.layers().backward_parameters(part, tape);
    }
  }
  for (size_t g = d_embedded.size(); g > 0; --g) {
    parts_->groups[g - 1].embed_backward(d_embedded[g - 1], tape);
  }
}

std::vector<int64_t> Network::owners(size_t group) const {
  return parts_->groups[group].owners();
}

const Loss& Network::loss(size_t output) const {
  return *parts_->heads[output].loss;
}

double Network::loss_weight(size_t output) const {
  return parts_->heads[output].weight;
}

double Network::multiply_adds() const {
  double total = 0;
  for (const Row& row : rows_) total += row.multiply_adds;
  return total;
}

}  // namespace aimodel
