#pragma once

#include <algorithm>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/output_file.h"
#include "base/scratch.h"
#include "model/predictor.h"
#include "train/prepare_rows.h"
#include "train/start_model.h"
#include "train/trainer.h"

namespace aimodel {

// Rows of every kind of cell, some missing, and a weight.
inline std::string whole_rows(int count) {
  std::string text = "x1,x2,colour,shop,day,kind,size,weight\n";
  for (int i = 0; i < count; ++i) {
    const int a = (i * 37) % 101, b = (i * 53) % 97;
    text +=
        fmt::format("{},{},{},{},2024-{:02}-{:02},{},{},{}\n", i % 9 == 4 ? "" : std::to_string(a),
                    b, std::vector{"red", "green", "blue"}[i % 3],
                    std::vector{"n", "e", "s", "w", ""}[i % 5], 1 + i * 5 % 12, 1 + i * 11 % 28,
                    a > b       ? "high"
                    : a + b > 9 ? "low"
                                : "even",
                    a - b / 2, 1 + i % 4 * 0.5);
  }
  return text;
}

// All of it: number, category and date inputs, two outputs that are weighed, rows that are weighed.
inline std::string whole_spec(const std::string& network, const std::string& class_loss,
                              const std::string& number_loss, const std::string& training) {
  return fmt::format(
      R"({{"inputs": [
             {{"columns": ["x1", "x2"], "type": "number", "missing_indicator": true}},
             {{"column": "colour", "type": "category"}},
             {{"column": "shop", "type": "category", "encoding": "embedding", "units": 2}},
             {{"column": "day", "type": "date", "parts": ["elapsed", "month"]}}],
           "network": [{}],
           "outputs": [
             {{"column": "kind", "type": "category", "loss": {}, "loss_weight": 0.75}},
             {{"column": "size", "type": "number", "loss": {}, "loss_weight": 2,
               "network": [{{"type": "dense", "units": 3, "activation": "softplus"}}]}}],
           "training": {{"sample_weight": "weight", {}}}}})",
      network, class_loss, number_loss, training);
}

// A model with its first weights, and rows, by the way that the program takes.
class WholeTraining {
 public:
  WholeTraining(const std::string& spec_text, int rows) {
    Spec spec = Spec::parse(spec_text, "spec.json");
    put(scratch_ / "rows.csv", whole_rows(rows));
    PrepareOptions options;
    options.files = training_files({scratch_ / "rows.csv", "", "", ""}, spec);
    OutputPlan outputs;
    rows_ = std::make_unique<TrainRows>(prepare_rows(spec, nullptr, options, outputs));
    model_ = start_model(std::move(spec), *rows_, nullptr, "");
  }

  const Model& model() const { return *model_; }
  std::span<real> parameters() { return model_->parameters.values(); }

  TrainResult train() { return aimodel::train(*model_, rows_->train, rows_->validation, {}); }
  // What the model is told to make small, as predictions of the rows that it learns from measure it.
  double predicted_loss() const {
    double loss = 0;
    Predictor(*model_).predict(rows_->train, &loss);
    return loss;
  }

 private:
  Scratch scratch_;
  std::unique_ptr<TrainRows> rows_;
  std::unique_ptr<Model> model_;
};

inline constexpr const char* kResidual =
    R"({"type": "residual", "layers": [{"type": "dense", "units": 4, "activation": "tanh"}]})";

// A training whose losses are the same numbers whatever `real` is, as far as float has them.
inline TrainResult agreed_training() {
  return WholeTraining(
             whole_spec(
                 std::string(R"({"type": "dense", "units": 8, "activation": "gelu"},
                                {"type": "batch_norm"}, {"type": "dropout", "rate": 0.1}, )") +
                     kResidual,
                 R"({"type": "cross_entropy", "label_smoothing": 0.1})", R"({"type": "huber"})",
                 R"("epochs": 6, "batch_size": 16, "accumulate": 2, "validation": 0.25, "clip_norm": 3,
                    "optimizer": {"type": "adamw", "learning_rate": 0.02, "weight_decay": 0.01},
                    "schedule": {"type": "cosine", "warmup": 0.1})"),
             200)
      .train();
}

// Of each epoch, in training and of the validation rows.
inline constexpr std::pair<double, double> kAgreedLosses[] = {
    {2.97826388953, 1.73765772981}, {1.78634924821, 1.4923774312}, {1.44737396799, 1.29773944337},
    {1.27396122093, 1.14134276328}, {1.189317455, 1.04767505607},  {1.1479288046, 1.03214830791}};

}  // namespace aimodel
