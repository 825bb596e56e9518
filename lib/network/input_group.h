#pragma once

#include <deque>
#include <span>
#include <string>
#include <vector>

#include "layers/build.h"
#include "network/group_info.h"

namespace aimodel {

// One input group inside a network: how its encoded columns become numbers, and the layers that run
// on them alone. A place counts from 1; 0 is a value that training did not see.
//   numbers    as they are                               [n, columns] -> [n, columns]
//   one_hot    a 1 at the place of each column's value   [n, columns] -> [n, sum of known values]
//              0: 1 / the column's values at each
//   embedding  the row of each column's table            [n, columns] -> [n, sum of units]
//              0: the mean of its rows
//              backward: d_table[place - 1] += dy; 0: d_table[each] += dy / rows
// Whitening stands between the numbers and the layers, so that whoever looks at the numbers
// (explanations) sees columns, and not mixtures of them.
class InputGroup {
 public:
  InputGroup(const InputInfo& info, Build& build);

  // What the group's layers get: numbers, or places.
  Field field(Tensor x, Tape& tape) const;
  void field_backward(Tensor dy, Tape& tape) const;  // embedding: adds to the tables' gradients
  // What the group's layers get, with places written out as zeros and ones; nothing is kept.
  Tensor embed(Tensor x, Tape& tape) const;
  // What embed gives in the mean of rows of which this is known: of each number the mean, of each
  // value of a column of places the share of the rows.   [1, ...]
  Tensor embed_means(std::span<const real> means, Tape& tape) const;
  // Whether training takes the gradient of what the group's layers get.
  bool has_trained_tables() const { return !tables_.empty() && tables_[0].trained(); }
  bool has_layers() const { return has_layers_ || whitening_; }
  bool has_tables() const { return !tables_.empty(); }
  bool is_one_hot() const { return kind_ == Kind::one_hot; }
  int64_t columns() const { return static_cast<int64_t>(sizes_.size()); }

  Shape embedded_shape() const { return {embedded_width_}; }
  int slot() const { return slot_; }  // of the group's name, else -1
  // What runs on the field: whitening, where the group has it, and its layers. backward leaves in
  // the field's dx its gradient, where anybody needs it.
  Tensor forward(Fields field, Tape& tape) const;
  void backward(Tensor dy, Fields field, Tape& tape) const;

  Layer* whitening() const { return whitening_.get(); }  // or null
  const Layer& layers() const { return *layers_; }
  Layer& layers() { return *layers_; }
  std::deque<Param>& tables() { return tables_; }
  std::string kind() const;

  // Column of the group (its index) that each number of embed's result belongs to.
  std::vector<int64_t> owners() const;

 private:
  enum class Kind { numbers, one_hot, embedding };
  Tensor look_up(Tensor x, Tape& tape) const;
  Tensor mean_rows(Tensor x, Tape& tape) const;

  InputInfo info_;
  Kind kind_ = Kind::numbers;
  std::vector<int64_t> sizes_;   // numbers that each column takes after embed
  std::vector<int64_t> starts_;  // and where they begin
  int64_t embedded_width_ = 0;
  std::deque<Param> tables_;  // one per column
  LayerPtr whitening_, layers_;
  bool has_layers_;
  int slot_;
};

}  // namespace aimodel
