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

// The trees of layers between encoded columns and raw outputs, one for each of training.members:
//   each input group:  embed (category: one-hot or embedding) -> whitening, if any -> its own network
//   all joined:        [n, sum of sizes] -> network
//   each output:       -> its own network -> a last dense layer -> z
// Members share nothing but their batches. Parameters of the first have their plain names, those of
// others begin with "member.1.", ...
class Network {
 public:
  Network(const Spec& spec, const std::vector<InputInfo>& inputs,
          const std::vector<OutputInfo>& outputs);
  Network(Network&&) noexcept;
  ~Network();

  const Layout& layout() const { return layout_; }
  size_t members() const { return trees_.size(); }

  // What these give lives in the pass's memory.

  // From a batch to the raw outputs z of each member, and back as far as something is trained,
  // adding the gradients of the parameters.   [n, width], member by member its outputs
  std::span<Tensor> forward_members(const Batch& batch, Tape& tape) const;
  void backward_parameters(std::span<const Tensor> dz, Tape& tape) const;
  // To the raw outputs that stand for the members' mean prediction, one tensor an output; from a
  // batch, or in place of what forward_members gave in inference.
  //   z = undo(mean of predict(z_m))     predict and undo of the output's loss
  std::span<Tensor> forward(const Batch& batch, Tape& tape) const;
  std::span<Tensor> mean_prediction(std::span<Tensor> z) const;

  // From numbers for the columns of each embedded group, where indices have become one-hot rows or
  // embeddings, to the mean of the members' raw outputs, and in the mode `gradient` back to the
  // numbers' gradients.   [n, ...] per embedded group: member by member its groups, where those
  // that hold no tables are there once, for all, and [n, 0] in later members
  // embed_means gives the mean of rows whose means and shares of values are known (BackgroundRows).
  std::span<Tensor> embed(const Batch& batch, Tape& tape) const;
  std::span<Tensor> embed_means(std::span<const std::vector<real>> means, Tape& tape) const;
  std::span<Tensor> forward(std::span<const Tensor> embedded, Tape& tape) const;
  std::span<Tensor> backward(std::span<const Tensor> dz, Tape& tape) const;

  // Which column of the group (its index) each number of a row of embed's result belongs to; the
  // same in every member.
  std::vector<int64_t> owners(size_t group) const;

  // Where the group is whitened, what its mean [k] and its matrix [k, k] are; else nothing.
  std::vector<const Param*> whitening(size_t group, size_t member = 0) const;

  const Loss& loss(size_t output) const;
  double loss_weight(size_t output) const;

  // Of one member; all have the same.
  const std::vector<LayerSummary>& layers() const { return layers_; }
  // The first layer that looks at a batch as a whole, or null.
  const LayerSummary* mixes_rows() const;
  double multiply_adds() const;  // of one row, forward, through all members

 private:
  using Tree = NetworkTree;
  void add_tree(Tree& tree, const std::string& prefix);
  void describe(Layer& sequence, const std::string& path, int depth);
  void add_layer(const Layer::Child& child, const std::string& path, int depth);
  void count_one_hot();
  size_t groups() const;   // of a member
  size_t outputs() const;  // likewise
  // A pass through one member leaves on the tape, in its span, what each group's layers got and,
  // behind that, what they gave.
  Fields fields_of(size_t member, const Tape& tape) const;
  bool is_shared(size_t embedded) const;  // stands among the first member's for all of them
  template <typename Embed>
  std::span<Tensor> embed_all(Tape& tape, const Embed& embed) const;
  void run(size_t member, Tape& tape, std::span<Tensor> z) const;
  static Tensor heads_backward(const Tree& tree, std::span<const Tensor> dz, Tape& tape);
  void groups_backward(size_t member, std::span<const Tensor> dz, Tape& tape) const;

  std::vector<std::unique_ptr<Tree>> trees_;  // of each member
  Layout layout_;
  std::vector<LayerSummary> layers_;
};

}  // namespace aimodel
