#pragma once

#include <cstdint>
#include <memory>

#include "model/model.h"
#include "tensor/batch.h"
#include "train/batches.h"

namespace aimodel {

// Where the gradient of a step comes from. For one thread; a source may use the team's.
class GradientSource {
 public:
  virtual ~GradientSource() = default;

  struct Loss {
    double sum = 0;     // weighted, over the rows and outputs
    double weight = 0;  // of the rows, by the first output
  };
  // Adds the gradient of the mean loss over a step's rows to the gradients that it was made with.
  //   passes   how many were made before, in all steps; each draws from a branch of its own
  virtual Loss add(const Batch& batch, uint64_t& passes) = 0;
};

// The rows in passes of `batches`, whose gradients add up: training.accumulate.
std::unique_ptr<GradientSource> accumulated_passes(Model& model, const Batches& batches,
                                                   Parameters& gradients);

}  // namespace aimodel
