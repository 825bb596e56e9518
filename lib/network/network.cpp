#include "network/network.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

#include <fmt/format.h>

#include "base/json.h"
#include "network/head.h"
#include "network/input_group.h"
#include "network/limits.h"
#include "tensor/elementwise.h"

namespace aimodel {

struct Network::Tree {
  std::vector<InputGroup> groups;
  std::vector<LayerPtr> flatten;  // of each group, where several are put side by side
  bool adds = false;              // what the groups give is added up, not put side by side
  LayerPtr trunk;
  std::vector<Head> heads;

  // What the trunk gets. A single group keeps its shape. Throws Error (spec) where they do not fit.
  TensorType join(const Spec& spec, Build& build);
};

TensorType Network::Tree::join(const Spec& spec, Build& build) {
  TensorType joined = groups[0].layers().output();
  adds = spec.join() == "add";
  for (size_t g = 0; g < groups.size() && groups.size() > 1; ++g) {
    const TensorType& type = groups[g].layers().output();
    joined.requires_grad = joined.requires_grad || type.requires_grad;
    if (adds && (type.shape != joined.shape || type.steps != joined.steps)) {
      throw spec.inputs()[g].error(
          fmt::format("gives {} where the groups before give {}: they cannot be added",
                      to_string(type), to_string(joined)));
    }
    if (adds) continue;
    flatten.push_back(build.layer(Json{{"type", "flatten"}}, type));
    const int64_t width = type.shape.elements();
    joined.shape = {g == 0 ? width : joined.shape[0] + width};
    joined.steps = false;
  }
  return joined;
}

Network::Network(const Spec& spec, const std::vector<InputInfo>& inputs,
                 const std::vector<OutputInfo>& outputs)
    : tree_(std::make_unique<Tree>()) {
  check_layer_count(spec);
  Build build;
  for (const InputInfo& info : inputs) tree_->groups.emplace_back(info, build);
  tree_->trunk = build.sequence(spec.network(), tree_->join(spec, build));
  for (const OutputInfo& info : outputs) {
    tree_->heads.emplace_back(info, tree_->trunk->output(), build);
  }

  if (std::ranges::all_of(tree_->heads, [](const Head& head) { return head.weight == 0; })) {
    throw outputs[0].options.error_at(
        "loss_weight", "no output has a \"loss_weight\" above 0, so there is nothing to learn");
  }

  for (size_t i = 0; i < tree_->groups.size(); ++i) {
    InputGroup& group = tree_->groups[i];
    const std::string path = fmt::format("inputs.{}", i);
    LayerSummary row{path, group.kind(), group.embedded_shape(), 0, 0, 0};
    row.held = row.output.elements();
    for (Param& table : group.tables()) {
      row.parameters += table.shape.elements();
      layout_.add(&table, path + "." + table.name);
    }
    layers_.push_back(row);
    if (group.whitening() != nullptr) add_layer({"", group.whitening()}, path + ".whitening", 1);
    describe(group.layers(), path + ".network", 1);
  }
  describe(*tree_->trunk, "network", 0);
  for (size_t i = 0; i < tree_->heads.size(); ++i) {
    const std::string path = fmt::format("outputs.{}", i);
    describe(*tree_->heads[i].layers, path + ".network", 0);
    add_layer({"", tree_->heads[i].last.get()}, path, 0);
  }
  count_one_hot();
}

Network::Network(Network&&) noexcept = default;
Network::~Network() = default;

void Network::describe(Layer& sequence, const std::string& path, int depth) {
  for (const Layer::Child& child : sequence.children()) {
    add_layer(child, path + "." + child.name, depth);
  }
}

void Network::add_layer(const Layer::Child& child, const std::string& path, int depth) {
  Layer& layer = *child.layer;
  layer.path = path;
  const auto times = static_cast<double>(child.times);
  LayerSummary row{path,  layer.type,        layer.output().shape, 0, times * layer.multiply_adds(),
                   depth, layer.mixes_rows()};
  row.held = child.times * row.output.elements();
  for (Param* param : layer.params()) {
    if (param->tied == nullptr) row.parameters += param->shape.elements();
    layout_.add(param, path + "." + param->name);
  }
  layers_.push_back(row);
  describe(layer, path, depth + 1);
}

// A dense layer that reads one_hot columns adds up a row of its weights for each of them, and
// nobody writes their zeros out (Dense::forward_fields).
void Network::count_one_hot() {
  std::unordered_map<std::string_view, LayerSummary*> rows;
  for (LayerSummary& row : layers_) rows[row.path] = &row;
  const std::vector<Layer::Child> trunk = tree_->trunk->children();
  for (size_t g = 0; g < tree_->groups.size(); ++g) {
    InputGroup& group = tree_->groups[g];
    if (!group.is_one_hot() || group.slot() >= 0 || tree_->adds) continue;
    const std::vector<Layer::Child> layers = group.has_layers() ? group.layers().children() : trunk;
    if (layers.empty() || layers[0].layer->type != "dense") continue;
    LayerSummary& input = *rows.at(fmt::format("inputs.{}", g));
    LayerSummary& reader = *rows.at(layers[0].layer->path);
    const int64_t zeros = input.held - group.columns();
    input.held = group.columns();
    reader.multiply_adds -= static_cast<double>(zeros) * static_cast<double>(reader.output.back());
  }
}

namespace {

// A pass leaves on the tape what each group's layers got and, behind that, what they gave.
Fields begin_fields(size_t groups, Tape& tape) {
  tape.fields = tape.list<Field>(2 * groups);
  return tape.fields;
}

Tensor copy_of(Tensor x, Tape& tape) {
  const Tensor copy = tape.make(x.shape);
  std::copy_n(x.data, x.size(), copy.data);
  return copy;
}

// The sum of what all groups gave, in the first one's place.
void add_up(Fields gave, Tape& tape) {
  const int32_t* lengths = gave[0].x.lengths;
  gave[0].x = copy_of(gave[0].x, tape);
  gave[0].x.lengths = lengths;
  for (const Field& field : gave.subspan(1)) add(field.x, gave[0].x);
}

Shape gradient_shape(const Field& field) {
  return field.one_hot() ? Shape{field.x.rows(), field.width} : field.x.shape;
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
  const Fields fields = begin_fields(tree_->groups.size(), tape);
  for (size_t g = 0; g < embedded.size(); ++g) {
    fields[g] = {embedded[g], {}, embedded[g].row_size(), {}};
  }
  return run(tape);
}

std::span<Tensor> Network::forward(const Batch& batch, Tape& tape) const {
  const size_t groups = tree_->groups.size();
  const Fields fields = begin_fields(groups, tape);
  for (size_t g = 0; g < groups; ++g) fields[g] = tree_->groups[g].field(batch.inputs[g], tape);
  return run(tape);
}

std::span<Tensor> Network::run(Tape& tape) const {
  const size_t groups = tree_->groups.size();
  const Fields got = tape.fields.first(groups), gave = tape.fields.subspan(groups);
  for (size_t g = 0; g < groups; ++g) {
    const InputGroup& group = tree_->groups[g];
    gave[g] = got[g];
    if (!group.has_layers() && group.slot() < 0 && !tree_->adds) continue;
    const Tensor y = group.forward(got.subspan(g, 1), tape);
    if (group.slot() >= 0) tape.name(group.slot(), y);
    gave[g] = {y, {}, y.row_size(), {}};
    if (groups == 1 || tree_->adds) continue;
    gave[g].x = tree_->flatten[g]->forward(y, tape);
    gave[g].width = gave[g].x.row_size();
  }
  if (tree_->adds) add_up(gave, tape);
  const Tensor shared = tree_->trunk->forward_fields(tree_->adds ? gave.first(1) : gave, tape);
  const std::span<Tensor> z = tape.list<Tensor>(tree_->heads.size());
  for (size_t i = 0; i < z.size(); ++i) {
    const Head& head = tree_->heads[i];
    Tensor row = head.layers->forward(shared, tape);
    if (head.flatten) row = head.flatten->forward(row, tape);
    z[i] = head.last->forward(row, tape);
  }
  return z;
}

Tensor Network::heads_backward(std::span<const Tensor> dz, Tape& tape) const {
  Tensor d_shared;
  for (size_t i = tree_->heads.size(); i > 0; --i) {
    const Head& head = tree_->heads[i - 1];
    Tensor d_row = head.last->backward(dz[i - 1], tape);
    if (head.flatten) d_row = head.flatten->backward(d_row, tape);
    const Tensor d_head = head.layers->backward(d_row, tape);
    if (d_shared.data == nullptr) {
      d_shared = d_head;
    } else {
      add(d_head, d_shared);
    }
  }
  return d_shared;
}

// Back to what each group's layers got.
void Network::groups_backward(std::span<const Tensor> dz, Tape& tape) const {
  const size_t groups = tree_->groups.size();
  const Fields got = tape.fields.first(groups), gave = tape.fields.subspan(groups);
  const Tensor d_shared = heads_backward(dz, tape);
  for (size_t g = 0; g < (tree_->adds ? 1 : groups); ++g) {
    const TensorType& type =
        tree_->adds ? tree_->trunk->input() : tree_->groups[g].layers().output();
    if (tape.needs_gradient(type)) gave[g].dx = tape.make(gradient_shape(gave[g]));
  }
  tree_->trunk->backward_fields(d_shared, tree_->adds ? gave.first(1) : gave, tape);
  for (size_t g = groups; g > 0; --g) {
    const InputGroup& group = tree_->groups[g - 1];
    const TensorType& type = group.layers().output();
    if (!tape.needs_gradient(type)) continue;
    Tensor dy = gave[tree_->adds ? 0 : g - 1].dx;
    if (tree_->adds && g > 1) dy = copy_of(dy, tape);  // each group may use its dy's buffer
    if (groups > 1 && !tree_->adds) dy = tree_->flatten[g - 1]->backward(dy, tape);
    if (group.slot() >= 0) {
      const Tensor more = tape.take_gradient(group.slot());
      if (more.data != nullptr) add(more, dy);
    }
    Field& field = got[g - 1];
    if (!group.has_layers()) {
      field.dx = dy;
    } else {
      if (tape.needs_gradient(group.layers().input())) field.dx = tape.make(gradient_shape(field));
      group.backward(dy, got.subspan(g - 1, 1), tape);
    }
  }
}

std::span<Tensor> Network::backward(std::span<const Tensor> dz, Tape& tape) const {
  groups_backward(dz, tape);
  const std::span<Tensor> result = tape.list<Tensor>(tree_->groups.size());
  for (size_t g = 0; g < result.size(); ++g) result[g] = tape.fields[g].dx;
  return result;
}

void Network::backward_parameters(std::span<const Tensor> dz, Tape& tape) const {
  groups_backward(dz, tape);
  for (size_t g = tree_->groups.size(); g > 0; --g) {
    tree_->groups[g - 1].field_backward(tape.fields[g - 1].dx, tape);
  }
}

std::vector<int64_t> Network::owners(size_t group) const {
  return tree_->groups[group].owners();
}

std::vector<const Param*> Network::whitening(size_t group) const {
  Layer* layer = tree_->groups[group].whitening();
  if (layer == nullptr) return {};
  const std::vector<Param*> params = layer->params();
  return {params.begin(), params.end()};
}

const Loss& Network::loss(size_t output) const {
  return *tree_->heads[output].loss;
}

double Network::loss_weight(size_t output) const {
  return tree_->heads[output].weight;
}

const LayerSummary* Network::mixes_rows() const {
  const auto found = std::ranges::find(layers_, true, &LayerSummary::mixes_rows);
  return found == layers_.end() ? nullptr : &*found;
}

double Network::multiply_adds() const {
  double total = 0;
  for (const LayerSummary& row : layers_) total += row.multiply_adds;
  return total;
}

}  // namespace aimodel
