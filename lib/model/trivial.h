#pragma once

#include <string>
#include <vector>

#include "model/evaluate.h"
#include "rows/row_set.h"

namespace aimodel {

// The answer that looks at no input: of classes their shares in the training rows, so that the
// largest is predicted, of numbers the training rows' mean. Sets of each measure what it would be
// of that answer; rows are those that were evaluated.
void measure_trivial(const Model& model, const RowSet& rows, Evaluation& evaluation);

// Measures the trivial answer over rows that come piece by piece.
class TrivialAnswer {
 public:
  explicit TrivialAnswer(const Model& model);
  void add(const RowSet& rows);
  void measure(Evaluation& evaluation) const;  // of all of them

 private:
  struct Mean {
    double sum = 0, weight = 0;
  };
  double loss(const Evaluation& evaluation) const;

  const Model& model_;
  std::vector<std::vector<real>> outputs_;  // of the network for that answer
  std::vector<Mean> losses_;                // of outputs that are numbers
};

// {"loss": 0.69, "auc": 0.5}
Json trivial_json(const std::vector<Measure>& measures);

// "accuracy 0.61 (0.63)": the measures in which the model does not beat the trivial answer, with
// that answer's; "" where it beats it in all that say so much.
std::string not_better(const std::vector<Measure>& measures);

}  // namespace aimodel
