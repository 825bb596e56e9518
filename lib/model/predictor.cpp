#include "model/predictor.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "tensor/parallel.h"

namespace aimodel {

namespace {

constexpr int64_t kBlock = 128;  // rows

bool is_binary(const OutputInfo& info) {
  return info.classes.size() == 2 && info.width == 1;
}

}  // namespace

Predictor::Predictor(const Model& model, const Parameters& parameters)
    : model_(model), parameters_(parameters) {}

Predictor::Workspace& Predictor::workspace() {
  return workspaces_.mine([&] { return std::make_unique<Workspace>(parameters_); });
}

std::vector<Prediction> Predictor::predict(const Selection& selection, double* loss) {
  const std::vector<OutputInfo>& outputs = model_.encoding.outputs();
  const int64_t rows = selection.rows;
  std::vector<Prediction> result(outputs.size());
  for (size_t i = 0; i < outputs.size(); ++i) {
    const int64_t width = is_binary(outputs[i]) ? 2 : outputs[i].width;
    result[i] = {rows, width, std::vector<double>(static_cast<size_t>(rows * width))};
  }
  const int64_t blocks = (rows + kBlock - 1) / kBlock;
  const bool with_loss = loss != nullptr && !layout_of(selection.data).targets.empty();
  // [block][output]: weighted sum of losses, and of weights
  std::vector<std::pair<double, double>> sums(
      with_loss ? static_cast<size_t>(blocks) * outputs.size() : 0);
  const double work = model_.network.multiply_adds() * static_cast<double>(rows);
  const auto predict_block = [&](int64_t block) {
    const int64_t first = block * kBlock;
    Workspace& mine = workspace();
    const Batch& batch = mine.maker.make(selection, first, std::min(kBlock, rows - first));
    mine.tape.reset(Tape::Mode::inference);
    const std::span<Tensor> z = model_.network.forward(batch, mine.tape);
    for (size_t i = 0; i < outputs.size(); ++i) {
      const Loss& rule = model_.network.loss(i);
      if (with_loss) {
        auto& [sum, weight] = sums[static_cast<size_t>(block) * outputs.size() + i];
        sum = rule.compute(z[i], batch.targets[i], batch.weights, 1, {}, &weight);
      }
      rule.predict(z[i]);
      double* to = result[i].values.data() + first * result[i].width;
      if (outputs[i].classes.empty()) {
        model_.encoding.unscale(i, z[i], to);
      } else if (is_binary(outputs[i])) {
        for (int64_t row = 0; row < batch.rows; ++row) {
          to[2 * row + 1] = static_cast<double>(z[i][row]);
          to[2 * row] = 1 - to[2 * row + 1];
        }
      } else {
        for (int64_t k = 0; k < z[i].size(); ++k) to[k] = static_cast<double>(z[i][k]);
      }
    }
  };
  if (selection.data.file) {
    for_throwing_pieces(blocks, work, predict_block);
  } else {
    for_pieces(blocks, work, predict_block);
  }
  if (with_loss) {
    *loss = 0;
    for (size_t i = 0; i < outputs.size(); ++i) {
      double sum = 0, weight = 0;
      for (int64_t block = 0; block < blocks; ++block) {
        sum += sums[static_cast<size_t>(block) * outputs.size() + i].first;
        weight += sums[static_cast<size_t>(block) * outputs.size() + i].second;
      }
      *loss += model_.network.loss_weight(i) * (weight > 0 ? sum / weight : 0);
    }
  }
  return result;
}

std::vector<Scored> score(const Model& model, std::vector<Prediction> predictions,
                          const Selection& rows) {
  std::vector<Scored> result;
  for (size_t i = 0; i < predictions.size(); ++i) {
    const OutputInfo& info = model.encoding.outputs()[i];
    Scored scored;
    scored.classes = info.classes;
    if (info.positive >= 0) scored.positive = info.positive;
    scored.rows = rows.rows;
    scored.width = predictions[i].width;
    scored.prediction = std::move(predictions[i].values);
    result.push_back(std::move(scored));
  }
  BatchMaker maker;
  for (int64_t first = 0; first < rows.rows; first += kBlock) {
    const Batch& batch = maker.make(rows, first, std::min(kBlock, rows.rows - first));
    for (size_t i = 0; i < result.size(); ++i) {
      std::vector<double>& target = result[i].target;
      if (result[i].classes.empty()) {
        target.insert(target.end(), batch.truths[i], batch.truths[i] + batch.targets[i].size());
      } else {
        target.insert(target.end(), batch.targets[i].data, batch.targets[i].data + batch.rows);
      }
      if (batch.weights == nullptr) continue;
      result[i].weight.insert(result[i].weight.end(), batch.weights, batch.weights + batch.rows);
    }
  }
  return result;
}

}  // namespace aimodel
