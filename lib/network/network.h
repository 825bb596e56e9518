#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "layers/layer.h"
#include "losses/loss.h"
#include "network/group_info.h"
#include "network/parameters.h"
#include "spec/spec.h"
#include "tensor/batch.h"

namespace aimodel {

struct NetworkTree;

// A line of `inspect`: a layer, what it gives, and what a row costs in it.
struct LayerSummary {
  std::string path;  // "network.0"
  std::string type;  // "dense"
  Shape output;      // of one row
  int64_t parameters = 0;
  double multiply_adds = 0;  // forward, one row
  int depth = 0;
  bool mixes_rows = false;  // see Layer
  int64_t held = 0;         // numbers that a pass holds of one row's output; of one_hot, indexes
};

// The tree of layers between encoded columns and raw outputs:
//   each input group:  embed (category: one-hot or embedding) -> whitening, if any -> its own network
//   all joined:        [n, sum of sizes] -> network
//   each output:       -> its own network -> a last dense layer -> z
class Network {
 public:
  Network(const Spec& spec, const std::vector<InputInfo>& inputs,
          const std::vector<OutputInfo>& outputs);
  Network(Network&&) noexcept;
  ~Network();

  const Layout& layout() const { return layout_; }

  // What these give lives in the pass's memory.

  // From a batch to the raw outputs z, one tensor an output, and back as far as something is trained,
  // adding the gradients of the parameters.   [n, width]
  std::span<Tensor> forward(const Batch& batch, Tape& tape) const;
  void backward_parameters(std::span<const Tensor> dz, Tape& tape) const;

  // From numbers for the columns of each group, where indices have become one-hot rows or
  // embeddings, to the raw outputs, and in the mode `gradient` back to the numbers' gradients.   [n, ...] per group
  // embed_means gives the mean of rows whose means and shares of values are known (BackgroundRows).
  std::span<Tensor> embed(const Batch& batch, Tape& tape) const;
  std::span<Tensor> embed_means(std::span<const std::vector<real>> means, Tape& tape) const;
  std::span<Tensor> forward(std::span<const Tensor> embedded, Tape& tape) const;
  std::span<Tensor> backward(std::span<const Tensor> dz, Tape& tape) const;

  // Which column of the group (its index) each number of a row of embed's result belongs to.
  std::vector<int64_t> owners(size_t group) const;

  // Where the group is whitened, what its mean [k] and its matrix [k, k] are; else nothing.
  std::vector<const Param*> whitening(size_t group) const;

  const Loss& loss(size_t output) const;
  double loss_weight(size_t output) const;

  const std::vector<LayerSummary>& layers() const { return layers_; }
  // The first layer that looks at a batch as a whole, or null.
  const LayerSummary* mixes_rows() const;
  double multiply_adds() const;  // of one row, forward

 private:
  void describe(Layer& sequence, const std::string& path, int depth);
  void add_layer(const Layer::Child& child, const std::string& path, int depth);
  void count_one_hot();
  std::span<Tensor> run(Tape& tape) const;
  Tensor heads_backward(std::span<const Tensor> dz, Tape& tape) const;
  void groups_backward(std::span<const Tensor> dz, Tape& tape) const;

  std::unique_ptr<NetworkTree> tree_;
  Layout layout_;
  std::vector<LayerSummary> layers_;
};

}  // namespace aimodel
