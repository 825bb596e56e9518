// How rows go through a network, and gradients back.
#include <algorithm>

#include "network/network.h"
#include "network/network_tree.h"
#include "tensor/elementwise.h"

namespace aimodel {

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

}  // namespace aimodel
