#include "metrics/row_score.h"

namespace aimodel {

namespace {

int64_t most_probable(const double* p, int64_t width) {
  int64_t best = 0;
  for (int64_t j = 1; j < width; ++j) best = p[j] > p[best] ? j : best;
  return best;
}

double distance(const double* p, int64_t width, int64_t truth, int64_t positive) {
  double sum = 0;
  for (int64_t j = 0; j < width; ++j) {
    if (width == 2 && j != positive) continue;
    const double miss = p[j] - (j == truth ? 1.0 : 0.0);
    sum += miss * miss;
  }
  return sum;
}

const double* probabilities(const Scored& scored, int64_t row) {
  return scored.prediction.data() + row * scored.width;
}

int64_t truth_of(const Scored& scored, int64_t row) {
  return static_cast<int64_t>(scored.target[static_cast<size_t>(row)]);
}

}  // namespace

RowScore row_score(const double* p, int64_t width, int64_t truth, int64_t positive) {
  const int64_t predicted = most_probable(p, width);
  return {predicted, p[predicted], p[truth], distance(p, width, truth, positive)};
}

int64_t predicted_class(const Scored& scored, int64_t row) {
  if (!scored.threshold || scored.width != 2) return most_probable_class(scored, row);
  const double p = scored.prediction[static_cast<size_t>(row * 2 + scored.positive)];
  return p >= *scored.threshold ? scored.positive : 1 - scored.positive;
}

int64_t most_probable_class(const Scored& scored, int64_t row) {
  if (!scored.scores.empty()) return scored.scores[static_cast<size_t>(row)].predicted;
  return most_probable(probabilities(scored, row), scored.width);
}

double confidence(const Scored& scored, int64_t row) {
  if (!scored.scores.empty()) return scored.scores[static_cast<size_t>(row)].confidence;
  return probabilities(scored, row)[most_probable_class(scored, row)];
}

double probability_of_truth(const Scored& scored, int64_t row) {
  if (!scored.scores.empty()) return scored.scores[static_cast<size_t>(row)].of_truth;
  return probabilities(scored, row)[truth_of(scored, row)];
}

double distance_from_truth(const Scored& scored, int64_t row) {
  if (!scored.scores.empty()) return scored.scores[static_cast<size_t>(row)].distance;
  return distance(probabilities(scored, row), scored.width, truth_of(scored, row), scored.positive);
}

}  // namespace aimodel
