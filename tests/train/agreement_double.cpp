// What train() does in double, where equal and nearly equal can be told apart.
#include <doctest/doctest.h>

#include "whole_training.h"

using namespace aimodel;

TEST_CASE("losses of a training are pinned to ten digits") {
  const TrainResult result = agreed_training();
  REQUIRE(result.history.size() == std::size(kAgreedLosses));
  for (size_t i = 0; i < result.history.size(); ++i) {
    CAPTURE(i);
    CHECK(result.history[i].loss == doctest::Approx(kAgreedLosses[i].first).epsilon(1e-10));
    CHECK(result.history[i].validation.at(0).value.value ==
          doctest::Approx(kAgreedLosses[i].second).epsilon(1e-10));
  }
}

TEST_CASE("passes whose gradients add up are one large batch, the last step's few rows included") {
  const auto trained = [](const char* batches) {
    WholeTraining training(
        whole_spec(std::string(R"({"type": "dense", "units": 5, "activation": "silu"},
                                  {"type": "layer_norm"}, )") +
                       kResidual,
                   R"({"type": "cross_entropy", "label_smoothing": 0.1})",
                   R"({"type": "squared_error"})",
                   std::string(R"("epochs": 3, "clip_norm": 1,
                                  "optimizer": {"type": "sgd", "learning_rate": 0.05, "momentum": 0.9}, )") +
                       batches),
        53);
    const TrainResult result = training.train();
    std::vector<double> numbers(training.parameters().begin(), training.parameters().end());
    for (const EpochInfo& epoch : result.history) numbers.push_back(epoch.loss);
    return numbers;
  };
  const std::vector<double> whole = trained(R"("batch_size": 20)");
  // The last step has 13 rows, in passes of 10 and 3, or of 5, 5 and 3.
  for (const char* batches :
       {R"("batch_size": 10, "accumulate": 2)", R"("batch_size": 5, "accumulate": 4)"}) {
    CAPTURE(batches);
    const std::vector<double> parts = trained(batches);
    REQUIRE(parts.size() == whole.size());
    for (size_t i = 0; i < whole.size(); ++i) {
      CHECK_MESSAGE(std::abs(parts[i] - whole[i]) <= 1e-12 * (1 + std::abs(whole[i])), "[", i, "]");
    }
  }
}

TEST_CASE("a file of a model in double holds all of its bits") {
  WholeTraining training(whole_spec(kResidual, R"({"type": "cross_entropy"})",
                                    R"({"type": "squared_error"})", R"("epochs": 1)"),
                         40);
  training.train();
  const std::string bytes = to_file_bytes(training.model());
  CHECK(bytes.find("F32") == std::string::npos);
  const std::unique_ptr<Model> read = from_file_bytes(bytes, "double.model");
  CHECK(std::ranges::equal(std::as_const(read->parameters).values(), training.parameters()));
}
