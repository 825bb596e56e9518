// How rows go through a network, and gradients back.
#include <algorithm>

#include "network/network.h"
#include "network/network_tree.h"
#include "tensor/elementwise.h"

namespace aimodel {

namespace {

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

// The mean of what all members gave for each output, in the first one's place.
void average(std::span<Tensor> z, size_t outputs) {
  const size_t members = z.size() / outputs;
  const auto share = static_cast<real>(1 / static_cast<double>(members));
  for (size_t i = outputs; i < z.size(); ++i) add(z[i], z[i % outputs]);
  for (const Tensor& mean : z.first(outputs)) {
    for (real& value : mean.values()) value *= share;
  }
}

Shape gradient_shape(const Field& field) {
  return field.one_hot() ? Shape{field.x.rows(), field.width} : field.x.shape;
}

}  // namespace

size_t Network::groups() const {
  return trees_[0]->groups.size();
}

size_t Network::outputs() const {
  return trees_[0]->heads.size();
}

Fields Network::fields_of(size_t member, const Tape& tape) const {
  return tape.fields.subspan(2 * groups() * member, 2 * groups());
}

bool Network::is_shared(size_t embedded) const {
  return embedded >= groups() && !trees_[0]->groups[embedded % groups()].has_tables();
}

template <typename Embed>
std::span<Tensor> Network::embed_all(Tape& tape, const Embed& embed) const {
  const std::span<Tensor> result = tape.list<Tensor>(members() * groups());
  for (size_t i = 0; i < result.size(); ++i) {
    const size_t g = i % groups();
    result[i] = is_shared(i) ? Tensor{nullptr, {result[g].rows(), 0}}
                             : embed(trees_[i / groups()]->groups[g], g);
  }
  return result;
}

std::span<Tensor> Network::embed(const Batch& batch, Tape& tape) const {
  return embed_all(
      tape, [&](const InputGroup& group, size_t g) { return group.embed(batch.inputs[g], tape); });
}

std::span<Tensor> Network::embed_means(std::span<const std::vector<real>> means, Tape& tape) const {
  return embed_all(
      tape, [&](const InputGroup& group, size_t g) { return group.embed_means(means[g], tape); });
}

std::span<Tensor> Network::forward_members(const Batch& batch, Tape& tape) const {
  const std::span<Tensor> z = tape.list<Tensor>(members() * outputs());
  tape.fields = tape.list<Field>(2 * members() * groups());
  for (size_t m = 0; m < members(); ++m) {
    const Fields fields = fields_of(m, tape);
    for (size_t g = 0; g < groups(); ++g) {
      fields[g] = trees_[m]->groups[g].field(batch.inputs[g], tape);
    }
    run(m, tape, z.subspan(m * outputs(), outputs()));
  }
  return z;
}

std::span<Tensor> Network::forward(const Batch& batch, Tape& tape) const {
  return mean_prediction(forward_members(batch, tape));
}

std::span<Tensor> Network::mean_prediction(std::span<Tensor> z) const {
  if (members() == 1) return z;
  for (size_t i = 0; i < z.size(); ++i) loss(i % outputs()).predict(z[i]);
  average(z, outputs());
  for (size_t i = 0; i < outputs(); ++i) loss(i).undo(z[i]);
  return z.first(outputs());
}

std::span<Tensor> Network::forward(std::span<const Tensor> embedded, Tape& tape) const {
  const std::span<Tensor> z = tape.list<Tensor>(members() * outputs());
  tape.fields = tape.list<Field>(2 * members() * groups());
  for (size_t m = 0; m < members(); ++m) {
    const Fields fields = fields_of(m, tape);
    for (size_t g = 0; g < groups(); ++g) {
      const size_t own = m * groups() + g;
      const Tensor& x = embedded[is_shared(own) ? g : own];
      fields[g] = {x, {}, x.row_size(), {}};
    }
    run(m, tape, z.subspan(m * outputs(), outputs()));
  }
  if (members() == 1) return z;
  // The last layer of an output may keep its z for the way back.
  for (size_t i = 0; i < outputs(); ++i) z[i] = copy_of(z[i], tape);
  average(z, outputs());
  return z.first(outputs());
}

void Network::run(size_t member, Tape& tape, std::span<Tensor> z) const {
  const Tree& tree = *trees_[member];
  const size_t groups = tree.groups.size();
  const Fields fields = fields_of(member, tape);
  const Fields got = fields.first(groups), gave = fields.subspan(groups);
  for (size_t g = 0; g < groups; ++g) {
    const InputGroup& group = tree.groups[g];
    gave[g] = got[g];
    if (!group.has_layers() && group.slot() < 0 && !tree.adds) continue;
    const Tensor y = group.forward(got.subspan(g, 1), tape);
    if (group.slot() >= 0) tape.name(group.slot(), y);
    gave[g] = {y, {}, y.row_size(), {}};
    if (groups == 1 || tree.adds) continue;
    gave[g].x = tree.flatten[g]->forward(y, tape);
    gave[g].width = gave[g].x.row_size();
  }
  if (tree.adds) add_up(gave, tape);
  const Tensor shared = tree.trunk->forward_fields(tree.adds ? gave.first(1) : gave, tape);
  for (size_t i = 0; i < z.size(); ++i) {
    const Head& head = tree.heads[i];
    Tensor row = head.layers->forward(shared, tape);
    if (head.flatten) row = head.flatten->forward(row, tape);
    z[i] = head.last->forward(row, tape);
  }
}

Tensor Network::heads_backward(const Tree& tree, std::span<const Tensor> dz, Tape& tape) {
  Tensor d_shared;
  for (size_t i = tree.heads.size(); i > 0; --i) {
    const Head& head = tree.heads[i - 1];
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
void Network::groups_backward(size_t member, std::span<const Tensor> dz, Tape& tape) const {
  const Tree& tree = *trees_[member];
  const size_t groups = tree.groups.size();
  const Fields fields = fields_of(member, tape);
  const Fields got = fields.first(groups), gave = fields.subspan(groups);
  const Tensor d_shared = heads_backward(tree, dz, tape);
  for (size_t g = 0; g < (tree.adds ? 1 : groups); ++g) {
    const TensorType& type = tree.adds ? tree.trunk->input() : tree.groups[g].layers().output();
    if (tape.needs_gradient(type)) gave[g].dx = tape.make(gradient_shape(gave[g]));
  }
  tree.trunk->backward_fields(d_shared, tree.adds ? gave.first(1) : gave, tape);
  for (size_t g = groups; g > 0; --g) {
    const InputGroup& group = tree.groups[g - 1];
    const TensorType& type = group.layers().output();
    if (!tape.needs_gradient(type)) continue;
    Tensor dy = gave[tree.adds ? 0 : g - 1].dx;
    if (tree.adds && g > 1) dy = copy_of(dy, tape);  // each group may use its dy's buffer
    if (groups > 1 && !tree.adds) dy = tree.flatten[g - 1]->backward(dy, tape);
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
  const auto share = static_cast<real>(1 / static_cast<double>(members()));
  for (size_t m = members(); m > 0; --m) {
    const std::span<Tensor> own = tape.list<Tensor>(outputs());
    for (size_t i = 0; i < own.size(); ++i) {
      own[i] = dz[i];
      if (members() == 1) continue;
      own[i] = copy_of(dz[i], tape);  // a layer may use its dy's buffer
      for (real& value : own[i].values()) value *= share;
    }
    groups_backward(m - 1, own, tape);
  }
  const std::span<Tensor> result = tape.list<Tensor>(members() * groups());
  for (size_t i = 0; i < result.size(); ++i) {
    const size_t g = i % groups();
    const Tensor dx = fields_of(i / groups(), tape)[g].dx;
    result[i] = is_shared(i) ? Tensor{nullptr, {dx.rows(), 0}} : dx;
    if (is_shared(i)) add(dx, result[g]);
  }
  return result;
}

void Network::backward_parameters(std::span<const Tensor> dz, Tape& tape) const {
  for (size_t m = members(); m > 0; --m) {
    groups_backward(m - 1, dz.subspan((m - 1) * outputs(), outputs()), tape);
    const Fields fields = fields_of(m - 1, tape);
    for (size_t g = groups(); g > 0; --g) {
      trees_[m - 1]->groups[g - 1].field_backward(fields[g - 1].dx, tape);
    }
  }
}

}  // namespace aimodel
