#pragma once

#include <memory>
#include <string>
#include <vector>

#include "data/encoding.h"
#include "layers/layer.h"
#include "losses/loss.h"
#include "network/parameters.h"

namespace aimodel {

// The tree of layers between encoded columns and raw outputs:
//   each input group:  embed (category: one-hot or embedding) -> its own network
//   all joined:        [n, sum of sizes] -> network
//   each output:       -> its own network -> a last dense layer -> z
class Network {
 public:
  Network(const Spec& spec, const std::vector<InputInfo>& inputs,
          const std::vector<OutputInfo>& outputs);
  Network(Network&&) noexcept;
  ~Network();

  const Layout& layout() const { return layout_; }

  // Numbers for the columns of each group: indices become one-hot rows or embeddings.   out: [n,
  // ...] per group
  std::vector<Tensor> embed(const Batch& batch, Tape& tape) const;
  // From there to the raw outputs z, one tensor an output.   [n, width]
  std::vector<Tensor> forward(const std::vector<Tensor>& embedded, Tape& tape) const;
  // Gradients of the raw outputs -> gradients of what embed gave; adds those of the parameters.
  std::vector<Tensor> backward(const std::vector<Tensor>& dz, Tape& tape) const;
  // Both directions for training: from a batch, all the way back.
  std::vector<Tensor> forward(const Batch& batch, Tape& tape) const;
  void backward_parameters(const std::vector<Tensor>& dz, Tape& tape) const;

  // Which column of the group (its index) each number of a row of embed's result belongs to.
  std::vector<int64_t> owners(size_t group) const;

  const Loss& loss(size_t output) const;
  double loss_weight(size_t output) const;

  struct Row {
    std::string path;  // "network.0"
    std::string type;  // "dense"
    Shape output;      // of one row
    int64_t parameters = 0;
    double multiply_adds = 0;  // forward, one row
    int depth = 0;
  };
  const std::vector<Row>& rows() const { return rows_; }
  double multiply_adds() const;  // of one row, forward

 private:
  void describe(Layer& sequence, const std::string& path, int depth);
  void place(Layer& layer, const std::string& path, int depth);
  Tensor heads_backward(const std::vector<Tensor>& dz, Tape& tape) const;
  Tensor group_part(Tensor d_joined, size_t group, Tape& tape) const;

  struct Parts;
  std::unique_ptr<Parts> parts_;
  Layout layout_;
  std::vector<Row> rows_;
};

}  // namespace aimodel
