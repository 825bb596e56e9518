#include "network/network.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

#include <fmt/format.h>

#include "network/head.h"
#include "network/input_group.h"
#include "network/limits.h"
#include "tensor/elementwise.h"

namespace aimodel {

struct Network::Tree {
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
    : tree_(std::make_unique<Tree>()) {
  check_layer_count(spec);
  int64_t joined = 0;
  for (const InputInfo& info : inputs) {
    tree_->groups.emplace_back(info);
    joined += tree_->groups.back().layers().output_shape().elements();
  }
  // A single group keeps its shape; several are flattened and put side by side.
  tree_->joined = inputs.size() == 1 ? tree_->groups[0].layers().output_shape() : Shape{joined};
  tree_->trunk = make_sequence(spec.network(), tree_->joined);
  const Shape shared = tree_->trunk->output_shape();
  for (const OutputInfo& info : outputs) tree_->heads.emplace_back(info, shared);

  if (std::ranges::all_of(tree_->heads, [](const Head& head) { return head.weight == 0; })) {
    throw outputs[0].options.error_at(
        "loss_weight", "no output has a \"loss_weight\" above 0, so there is nothing to learn");
  }

  for (size_t i = 0; i < tree_->groups.size(); ++i) {
    InputGroup& group = tree_->groups[i];
    const std::string path = fmt::format("inputs.{}", i);
    Row row{path, group.kind(), group.embedded_shape(), 0, 0, 0};
    row.held = row.output.elements();
    for (Param& table : group.tables()) {
      row.parameters += table.shape.elements();
      layout_.add(&table, path + "." + table.name);
    }
    rows_.push_back(row);
    describe(group.layers(), path + ".network", 1);
  }
  describe(*tree_->trunk, "network", 0);
  for (size_t i = 0; i < tree_->heads.size(); ++i) {
    const std::string path = fmt::format("outputs.{}", i);
    describe(*tree_->heads[i].layers, path + ".network", 0);
    place(*tree_->heads[i].last, path, 0);
  }
  count_places();
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
  Row row{path,  layer.type,        layer.output_shape(), 0, layer.multiply_adds(),
          depth, layer.mixes_rows()};
  row.held = row.output.elements();
  for (Param* param : layer.params()) {
    row.parameters += param->shape.elements();
    layout_.add(param, path + "." + param->name);
  }
  rows_.push_back(row);
  describe(layer, path, depth + 1);
}

// A dense layer that reads one_hot columns adds up a row of its weights for each of them, and
// nobody writes their zeros out (Dense::forward_parts).
void Network::count_places() {
  std::unordered_map<std::string_view, Row*> rows;
  for (Row& row : rows_) rows[row.path] = &row;
  const std::vector<Layer::Child> trunk = tree_->trunk->children();
  for (size_t g = 0; g < tree_->groups.size(); ++g) {
    InputGroup& group = tree_->groups[g];
    if (!group.is_one_hot()) continue;
    const std::vector<Layer::Child> layers = group.has_layers() ? group.layers().children() : trunk;
    if (layers.empty() || layers[0].layer->type != "dense") continue;
    Row& input = *rows.at(fmt::format("inputs.{}", g));
    Row& reader = *rows.at(layers[0].layer->path);
    const int64_t zeros = input.held - group.columns();
    input.held = group.columns();
    reader.multiply_adds -= static_cast<double>(zeros) * static_cast<double>(reader.output.back());
  }
}

// A pass leaves on the tape what each group's layers got and, behind that, what the trunk got.
namespace {

Parts begin_parts(size_t groups, Tape& tape) {
  tape.parts = tape.list<Part>(2 * groups);
  return tape.parts;
}

}  // namespace

std::span<Tensor> Network::embed(const Batch& batch, Tape& tape) const {
  const std::span<Tensor> result = tape.list<Tensor>(tree_->groups.size());
  for (size_t g = 0; g < result.size(); ++g) {
    result[g] = tree_->groups[g].embed(batch.inputs[g], tape);
  }
  return result;
}

std::span<Tensor> Network::embed_means(std::span<const std::vector<real>> means, Tape& tape) const {
  const std::span<Tensor> result = tape.list<Tensor>(tree_->groups.size());
  for (size_t g = 0; g < result.size(); ++g) {
    result[g] = tree_->groups[g].embed_means(means[g], tape);
  }
  return result;
}

std::span<Tensor> Network::forward(std::span<const Tensor> embedded, Tape& tape) const {
  const Parts parts = begin_parts(tree_->groups.size(), tape);
  for (size_t g = 0; g < embedded.size(); ++g) {
    parts[g] = {embedded[g], {}, embedded[g].row_size(), {}};
  }
  return run(tape);
}

std::span<Tensor> Network::forward(const Batch& batch, Tape& tape) const {
  const size_t groups = tree_->groups.size();
  const Parts parts = begin_parts(groups, tape);
  for (size_t g = 0; g < groups; ++g) parts[g] = tree_->groups[g].part(batch.inputs[g], tape);
  return run(tape);
}

std::span<Tensor> Network::run(Tape& tape) const {
  const size_t groups = tree_->groups.size();
  const Parts got = tape.parts.first(groups), joined = tape.parts.subspan(groups);
  for (size_t g = 0; g < groups; ++g) {
    const InputGroup& group = tree_->groups[g];
    joined[g] = got[g];
    if (!group.has_layers()) continue;
    const Tensor y = group.layers().forward_parts(got.subspan(g, 1), tape);
    joined[g] = {groups == 1 ? y : flat(y), {}, y.row_size(), {}};
  }
  const Tensor shared = tree_->trunk->forward_parts(joined, tape);
  const std::span<Tensor> z = tape.list<Tensor>(tree_->heads.size());
  for (size_t i = 0; i < z.size(); ++i) {
    const Head& head = tree_->heads[i];
    z[i] = head.last->forward(flat(head.layers->forward(shared, tape)), tape);
    tape.show(*head.last, z[i]);
  }
  return z;
}

Tensor Network::heads_backward(std::span<const Tensor> dz, Tape& tape) const {
  Tensor d_shared;
  for (size_t i = tree_->heads.size(); i > 0; --i) {
    const Head& head = tree_->heads[i - 1];
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

// Back to what each group's layers got: where `all`, with the gradient of it, else only where
// parameters lie below.
void Network::groups_backward(std::span<const Tensor> dz, bool all, Tape& tape) const {
  const size_t groups = tree_->groups.size();
  const Parts got = tape.parts.first(groups), joined = tape.parts.subspan(groups);
  for (size_t g = 0; g < groups; ++g) {
    const InputGroup& group = tree_->groups[g];
    if (all || group.has_tables()) got[g].dx = tape.make(got[g].x.shape);
    if (!group.has_layers()) {
      joined[g].dx = got[g].dx;
    } else {
      joined[g].dx = tape.make(joined[g].x.shape);
    }
  }
  tree_->trunk->backward_parts(heads_backward(dz, tape), joined, tape);
  for (size_t g = groups; g > 0; --g) {
    const InputGroup& group = tree_->groups[g - 1];
    if (!group.has_layers()) {
      got[g - 1].dx = joined[g - 1].dx;
    } else {
      const Shape shape = group.layers().output_shape().with_rows(joined[g - 1].dx.rows());
      group.layers().backward_parts(joined[g - 1].dx.reshaped(shape), got.subspan(g - 1, 1), tape);
    }
  }
}

std::span<Tensor> Network::backward(std::span<const Tensor> dz, Tape& tape) const {
  groups_backward(dz, true, tape);
  const std::span<Tensor> result = tape.list<Tensor>(tree_->groups.size());
  for (size_t g = 0; g < result.size(); ++g) result[g] = tape.parts[g].dx;
  return result;
}

void Network::backward_parameters(std::span<const Tensor> dz, Tape& tape) const {
  groups_backward(dz, false, tape);
  for (size_t g = tree_->groups.size(); g > 0; --g) {
    tree_->groups[g - 1].part_backward(tape.parts[g - 1].dx, tape);
  }
}

std::vector<int64_t> Network::owners(size_t group) const {
  return tree_->groups[group].owners();
}

const Loss& Network::loss(size_t output) const {
  return *tree_->heads[output].loss;
}

double Network::loss_weight(size_t output) const {
  return tree_->heads[output].weight;
}

const Network::Row* Network::mixes_rows() const {
  const auto found = std::ranges::find(rows_, true, &Row::mixes_rows);
  return found == rows_.end() ? nullptr : &*found;
}

double Network::multiply_adds() const {
  double total = 0;
  for (const Row& row : rows_) total += row.multiply_adds;
  return total;
}

}  // namespace aimodel
