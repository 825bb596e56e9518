#pragma once

#include <span>
#include <vector>

#include "explain/target.h"
#include "rows/row_set.h"
#include "tensor/per_thread.h"

namespace aimodel {

// The explained number of a network, and its slopes by what the network gets, without dropout and
// with the running statistics of normalisations. Keeps its memory from call to call, one piece a
// thread of the team.
class InputGradients {
 public:
  InputGradients(const Model& model, size_t output);

  // Begins a pass on the calling thread; tensors of the one before are gone.
  Tape& begin();
  Tape& tape() { return workspace().tape; }  // of the pass that began last
  // Begins one with rows of some data as the network gets them.     [count, ...] per group
  std::span<Tensor> embed(const Dataset& data, int64_t first, int64_t count);

  struct Result {
    std::vector<real> value;     // at each row
    std::span<Tensor> gradient;  // per input group, as `embedded`; in the pass's memory
  };
  // Of the raw output that each row asks for.   embedded [n, ...] per group, in the pass's memory
  Result at(std::span<const Tensor> embedded, std::span<const RawTarget> targets);

 private:
  struct Workspace {
    explicit Workspace(const Parameters& parameters);
    Tape tape;
    BatchMemory memory;
  };
  Workspace& workspace();

  const Model& model_;
  size_t output_;
  PerThread<Workspace> workspaces_;
};

}  // namespace aimodel
