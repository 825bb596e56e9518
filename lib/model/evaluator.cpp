// How rows are measured that come piece by piece.
#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/numbers.h"
#include "metrics/rank_counts.h"
#include "metrics/row_score.h"
#include "model/evaluate.h"

namespace aimodel {

namespace {

// Probabilities that are held of an output: 32 MiB.
constexpr int64_t kHeld = int64_t{1} << 22;
// Of more, so many at a time: 8 MiB.
constexpr int64_t kAtOnce = int64_t{1} << 20;

bool is_held(const Output& output, int64_t rows) {
  return !output.has_row_scores() || rows * output.prediction_width() <= kHeld;
}

// Rows at a time, whole blocks of a predictor, so that a loss is the same sum.
int64_t piece_size(const Outputs& outputs, int64_t rows) {
  int64_t size = std::max<int64_t>(1, rows);
  for (const OutputPtr& output : outputs) {
    if (is_held(*output, rows)) continue;
    const int64_t width = output->prediction_width();
    size = std::min(size,
                    std::max<int64_t>(1, kAtOnce / width / Predictor::kBlock) * Predictor::kBlock);
  }
  return size;
}

// Puts a piece behind the rows that are there.
void append(Scored piece, bool held, Scored& all) {
  if (all.width == 0) {
    all.classes = piece.classes;
    all.positive = piece.positive;
    all.width = piece.width;
  }
  if (held) {
    if (all.rows == 0) {
      all.prediction = std::move(piece.prediction);
    } else {
      all.prediction.insert(all.prediction.end(), piece.prediction.begin(), piece.prediction.end());
    }
  }
  for (int64_t i = 0; !held && i < piece.rows; ++i) {
    const auto truth = static_cast<int64_t>(piece.target[static_cast<size_t>(i)]);
    all.scores.push_back(
        row_score(piece.prediction.data() + i * piece.width, piece.width, truth, piece.positive));
  }
  all.target.insert(all.target.end(), piece.target.begin(), piece.target.end());
  all.weight.insert(all.weight.end(), piece.weight.begin(), piece.weight.end());
  all.rows += piece.rows;
}

// A loss that is no number: because of a target that it does not take, or of the outputs.
std::string why_no_loss(const Model& model, const std::vector<Scored>& scored) {
  for (size_t i = 0; i < scored.size(); ++i) {
    for (const double target : scored[i].target) {
      const char* why = model.network.loss(i).refuses(target);
      if (why != nullptr) return fmt::format("{} ({})", why, shortest(target));
    }
  }
  return "not finite";
}

}  // namespace

struct Evaluator::State {
  const Model& model;
  Predictor& predictor;
  std::vector<Measure> measures;
  int64_t rows;
  int64_t piece;
  std::vector<Scored> scored{};
  Predictor::LossSums sums{};
  bool again = false;                               // whether rows come for the second time
  int64_t counted = 0;                              // rows of these
  std::vector<std::optional<RankCounts>> ranked{};  // of each output

  const Outputs& outputs() const { return model.preprocessing.outputs(); }

  void add(const RowSet& selection, int64_t first, int64_t count) {
    std::vector<Prediction> predictions =
        predictor.predict(selection, first, count, again ? nullptr : &sums);
    if (again) {
      for (size_t i = 0; i < ranked.size(); ++i) {
        if (ranked[i]) ranked[i]->add(scored[i], counted, predictions[i].values);
      }
      counted += count;
      return;
    }
    std::vector<Scored> pieces = score(model, std::move(predictions), selection, first);
    for (size_t i = 0; i < pieces.size(); ++i) {
      append(std::move(pieces[i]), is_held(*outputs()[i], rows), scored[i]);
    }
  }
};

Evaluator::Evaluator(const Model& model, Predictor& predictor, std::vector<Measure> measures,
                     int64_t rows)
    : state_(new State{model, predictor, std::move(measures), rows,
                       piece_size(model.preprocessing.outputs(), rows)}) {
  state_->scored.resize(model.preprocessing.outputs().size());
}
Evaluator::~Evaluator() = default;
Evaluator::Evaluator(Evaluator&&) noexcept = default;

void Evaluator::add(const RowSet& rows) {
  for (int64_t first = 0; first < rows.rows(); first += state_->piece) {
    state_->add(rows, first, std::min(state_->piece, rows.rows() - first));
  }
}

bool Evaluator::goes_on() {
  State& state = *state_;
  if (state.again) {
    for (size_t i = 0; i < state.ranked.size(); ++i) {
      if (state.ranked[i]) state.scored[i].ties = state.ranked[i]->ties();
    }
    state.ranked.clear();
    return false;
  }
  state.ranked.resize(state.scored.size());
  for (const Measure& measure : state.measures) {
    const Scored& scored = state.scored[measure.output];
    if (measure.metric == nullptr || !measure.metric->ranks || scored.scores.empty()) continue;
    std::optional<RankCounts>& ranked = state.ranked[measure.output];
    if (!ranked) ranked.emplace(scored);
    if (!ranked->complete()) {
      ranked.reset();
    } else {
      state.again = true;
    }
  }
  return state.again;
}

Evaluation Evaluator::finish(const Thresholds& thresholds) {
  State& state = *state_;
  const double loss = state.predictor.mean_loss(state.sums);
  for (size_t i = 0; i < state.scored.size(); ++i) {
    if (state.scored[i].rows == 0) state.scored[i] = state.outputs()[i]->no_rows();
  }
  Evaluation result{std::move(state.measures), std::move(state.scored)};
  for (size_t i = 0; i < thresholds.size(); ++i) result.scored[i].threshold = thresholds[i];
  for (Measure& measure : result.measures) {
    if (measure.metric != nullptr) {
      measure.value = measure.of(result.scored);
    } else if (state.rows == 0) {
      measure.value.reason = "no rows";
    } else {
      measure.value.value = loss;
      if (!std::isfinite(loss)) measure.value.reason = why_no_loss(state.model, result.scored);
    }
  }
  return result;
}

double evaluation_memory(const Outputs& outputs, int64_t rows) {
  const auto n = static_cast<double>(rows);
  const auto piece = static_cast<double>(std::min(rows, piece_size(outputs, rows)));
  double bytes = 0;
  for (const OutputPtr& output : outputs) {
    const auto width = static_cast<double>(std::max<int64_t>(2, output->prediction_width()));
    if (is_held(*output, rows)) {
      // A prediction, a target, a weight and a place in an order each, as double.
      // Beside numbers stands the trivial answer; that of classes is one row a class. Of several
      // columns one is taken out at a time.
      bytes += n * sizeof(double) * ((output->truth_width() > 0 ? 3 : 2) * width + 4);
      if (output->columns().size() > 1) bytes += n * sizeof(double) * 3;
    } else {
      // A row's score, target and weight; its place among those of its class, with the weights
      // inside and outside, and the ties that come of it. A piece with its targets.
      constexpr double kRanked = 3 * sizeof(double) + 4 * sizeof(Tie);
      bytes += n * (sizeof(RowScore) + 2 * sizeof(double) + kRanked) +
               width * (sizeof(Tie) + 4 * sizeof(double)) + 2 * piece * width * sizeof(double);
    }
  }
  return bytes;
}

}  // namespace aimodel
