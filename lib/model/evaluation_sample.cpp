#include "model/evaluation_sample.h"

namespace aimodel {

EvaluationSample::EvaluationSample(const Dataset& part, uint64_t seed)
    : rows_(part.rows <= kMost ? RowSet(part) : RowSet(part, order_, kMost)) {
  if (part.rows > kMost) {
    order_.shuffle(Random(seed).branch("measure"), static_cast<uint64_t>(part.rows));
  }
}

}  // namespace aimodel
