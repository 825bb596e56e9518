// The gradients of a whole training step, from cells to parameters, beside central differences of
// the loss. A step of plain descent at rate 1 moves each parameter by its gradient.
#include <doctest/doctest.h>

#include "whole_training.h"

using namespace aimodel;

namespace {

constexpr double kDifference = 1e-5;
constexpr double kNear = 1e-6;
constexpr double kSmall = 1e-3;  // below it the rounding of the losses is seen

const char* const kStepOfAll = R"("epochs": 1, "shuffle": false, "batch_size": 40,
                                  "optimizer": {"type": "sgd", "learning_rate": 1})";
const char* const kStepOfPasses =
    R"("epochs": 1, "shuffle": false, "batch_size": 16, "accumulate": 3,
                                     "optimizer": {"type": "sgd", "learning_rate": 1})";

// `loss` is of the parameters as they stand, and may move them.
void check_step(WholeTraining& training, const std::function<double()>& loss) {
  const std::span<real> now = training.parameters();
  const std::vector<real> first(now.begin(), now.end());
  const auto restore = [&] { std::ranges::copy(first, now.begin()); };
  const double before = loss();
  restore();
  const TrainResult result = training.train();
  CHECK(result.history.at(0).loss == doctest::Approx(before).epsilon(1e-12));
  const std::vector<real> moved(now.begin(), now.end());
  for (const Param* param : training.model().network.layout().params()) {
    if (!param->trained()) continue;
    CAPTURE(param->name);
    double largest = 0;
    for (int64_t i = 0; i < param->shape.elements(); ++i) {
      const auto at = static_cast<size_t>(training.model().network.layout().offset(*param) + i);
      const auto beside = [&](double step) {
        restore();
        now[at] = first[at] + step;
        return loss();
      };
      const double numeric = (beside(kDifference) - beside(-kDifference)) / (2 * kDifference);
      const double exact = first[at] - moved[at];
      CHECK_MESSAGE(std::abs(exact - numeric) <= kNear * std::max(kSmall, std::abs(numeric)), "[",
                    i, "]: ", exact, ", not ", numeric);
      largest = std::max(largest, std::abs(exact));
    }
    CHECK(largest > 1e-3);  // something is there to be compared
  }
}

struct Losses {
  const char *classes, *numbers;
};
const Losses kLosses[] = {
    {R"({"type": "cross_entropy", "label_smoothing": 0.1, "class_weights": "balanced"})",
     R"({"type": "huber", "delta": 0.7})"},
    {R"({"type": "focal", "class_weights": {"low": 3}})", R"({"type": "squared_error"})"},
    {R"({"type": "cross_entropy", "label_smoothing": 0.2})",
     R"({"type": "quantile", "quantile": 0.8})"},
};

}  // namespace

TEST_CASE("a step goes down the loss that predictions of its rows have, in one pass or several") {
  const std::string network =
      std::string(
          R"({"type": "dense", "units": 4, "activation": "gelu"}, {"type": "layer_norm"}, )") +
      kResidual;
  for (const Losses& losses : kLosses) {
    for (const char* step : {kStepOfAll, kStepOfPasses}) {
      CAPTURE(losses.classes);
      CAPTURE(step);
      WholeTraining training(whole_spec(network, losses.classes, losses.numbers, step), 40);
      check_step(training, [&] { return training.predicted_loss(); });
    }
  }
}

TEST_CASE("where a layer looks at the batch it is the loss of the training's own pass") {
  const std::string network =
      std::string(R"({"type": "dense", "units": 4, "activation": "tanh"}, {"type": "batch_norm"},
                     {"type": "dropout", "rate": 0.2}, )") +
      kResidual;
  for (const char* step : {kStepOfAll, kStepOfPasses}) {
    CAPTURE(step);
    WholeTraining training(whole_spec(network, kLosses[0].classes, kLosses[0].numbers, step), 40);
    check_step(training, [&] { return training.train().history.at(0).loss; });
  }
}
