#include "network/network.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

#include <fmt/format.h>

#include "network/limits.h"
#include "network/network_tree.h"

namespace aimodel {

Network::Network(const Spec& spec, const std::vector<InputInfo>& inputs,
                 const std::vector<OutputInfo>& outputs) {
  check_layer_count(spec);
  int slots = 0;
  for (int64_t m = 0; m < spec.training().integer("members"); ++m) {
    Build build(slots);
    trees_.push_back(std::make_unique<Tree>(spec, inputs, outputs, build));
    slots = build.slots();
  }
  if (std::ranges::all_of(trees_[0]->heads, [](const Head& head) { return head.weight == 0; })) {
    throw outputs[0].options.error_at(
        "loss_weight", "no output has a \"loss_weight\" above 0, so there is nothing to learn");
  }
  add_tree(*trees_[0], "");
  count_one_hot();
  const size_t layers = layers_.size();
  for (size_t m = 1; m < trees_.size(); ++m) {
    add_tree(*trees_[m], fmt::format("member.{}.", m));
    layers_.resize(layers);
  }
}

void Network::add_tree(Tree& tree, const std::string& prefix) {
  for (size_t i = 0; i < tree.groups.size(); ++i) {
    InputGroup& group = tree.groups[i];
    const std::string path = fmt::format("{}inputs.{}", prefix, i);
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
  describe(*tree.trunk, prefix + "network", 0);
  for (size_t i = 0; i < tree.heads.size(); ++i) {
    const std::string path = fmt::format("{}outputs.{}", prefix, i);
    describe(*tree.heads[i].layers, path + ".network", 0);
    add_layer({"", tree.heads[i].last.get()}, path, 0);
  }
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
  Tree& tree = *trees_[0];
  const std::vector<Layer::Child> trunk = tree.trunk->children();
  for (size_t g = 0; g < tree.groups.size(); ++g) {
    InputGroup& group = tree.groups[g];
    if (!group.is_one_hot() || group.slot() >= 0 || tree.adds) continue;
    const std::vector<Layer::Child> layers = group.has_layers() ? group.layers().children() : trunk;
    if (layers.empty() || layers[0].layer->type != "dense") continue;
    LayerSummary& input = *rows.at(fmt::format("inputs.{}", g));
    LayerSummary& reader = *rows.at(layers[0].layer->path);
    const int64_t zeros = input.held - group.columns();
    input.held = group.columns();
    reader.multiply_adds -= static_cast<double>(zeros) * static_cast<double>(reader.output.back());
  }
}

std::vector<int64_t> Network::owners(size_t group) const {
  return trees_[0]->groups[group].owners();
}

std::vector<const Param*> Network::whitening(size_t group, size_t member) const {
  Layer* layer = trees_[member]->groups[group].whitening();
  if (layer == nullptr) return {};
  const std::vector<Param*> params = layer->params();
  return {params.begin(), params.end()};
}

const Loss& Network::loss(size_t output) const {
  return *trees_[0]->heads[output].loss;
}

double Network::loss_weight(size_t output) const {
  return trees_[0]->heads[output].weight;
}

const LayerSummary* Network::mixes_rows() const {
  const auto found = std::ranges::find(layers_, true, &LayerSummary::mixes_rows);
  return found == layers_.end() ? nullptr : &*found;
}

double Network::multiply_adds() const {
  double total = 0;
  for (const LayerSummary& row : layers_) total += row.multiply_adds;
  return total * static_cast<double>(members());
}

}  // namespace aimodel
