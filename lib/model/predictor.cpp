#include "model/predictor.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include "tensor/parallel.h"

namespace aimodel {

namespace {

constexpr int64_t kManyBlocks = 4;

}  // namespace

Predictor::Predictor(const Model& model, const Parameters& parameters)
    : model_(model), parameters_(parameters) {}

Predictor::Workspace& Predictor::workspace() {
  return workspaces_.mine([&] { return std::make_unique<Workspace>(parameters_); });
}

std::vector<Prediction> Predictor::predict(const RowSet& selection, double* loss) {
  LossSums sums;
  const bool with_loss = loss != nullptr && !layout_of(selection.data()).targets.empty();
  std::vector<Prediction> result =
      predict(selection, 0, selection.rows(), with_loss ? &sums : nullptr);
  if (with_loss) *loss = mean_loss(sums);
  return result;
}

double Predictor::mean_loss(const LossSums& sums) const {
  double loss = 0;
  for (size_t i = 0; i < sums.size(); ++i) {
    const auto& [sum, weight] = sums[i];
    loss += model_.network.loss_weight(i) * (weight > 0 ? sum / weight : 0);
  }
  return loss;
}

//   mean = 1/N sum p_m,   spread = sqrt(1/(N - 1) sum (p_m - mean)^2)
void Predictor::add_spread(std::span<const Tensor> z, size_t output, Workspace& mine,
                           double* spread) const {
  const Outputs& outputs = model_.preprocessing.outputs();
  const auto rows = static_cast<size_t>(z[output].rows());
  const size_t size = rows * static_cast<size_t>(outputs[output]->prediction_width());
  const size_t members = model_.network.members();
  mine.members.resize(members * size);
  for (size_t m = 0; m < members; ++m) {
    const Tensor& of_member = z[m * outputs.size() + output];
    const Tensor copy = mine.tape.make(of_member.shape);
    std::copy_n(of_member.data, copy.size(), copy.data);
    model_.network.loss(output).predict(copy);
    outputs[output]->finish(copy, mine.members.data() + m * size);
  }
  for (size_t i = 0; i < size; ++i) {
    double mean = 0, squares = 0;
    for (size_t m = 0; m < members; ++m) mean += mine.members[m * size + i];
    mean /= static_cast<double>(members);
    for (size_t m = 0; m < members; ++m) {
      const double difference = mine.members[m * size + i] - mean;
      squares += difference * difference;
    }
    spread[i] = std::sqrt(squares / static_cast<double>(members - 1));
  }
}

std::vector<Prediction> Predictor::predict(const RowSet& selection, int64_t begin, int64_t rows,
                                           LossSums* all) {
  const Outputs& outputs = model_.preprocessing.outputs();
  std::vector<Prediction> result(outputs.size());
  for (size_t i = 0; i < outputs.size(); ++i) {
    const int64_t width = outputs[i]->prediction_width();
    result[i] = {rows, width, std::vector<double>(static_cast<size_t>(rows * width))};
    if (with_spread_) result[i].spread.resize(result[i].values.size());
  }
  const int64_t blocks = (rows + kBlock - 1) / kBlock;
  // Many rows at a time cost large networks less (784-2048-2048-10: 512 rows 14% less than 128), if
  // there are enough passes to share.
  const int64_t blocks_in_pass = blocks < 8 * kManyBlocks ? 1 : kManyBlocks;
  const int64_t passes = (blocks + blocks_in_pass - 1) / blocks_in_pass;
  const bool with_loss = all != nullptr;
  // [block][output]: weighted sum of losses, and of weights
  std::vector<std::pair<double, double>> sums(
      with_loss ? static_cast<size_t>(blocks) * outputs.size() : 0);
  const double work = model_.network.multiply_adds() * static_cast<double>(rows);
  const auto predict_pass = [&](int64_t pass) {
    const int64_t first_block = pass * blocks_in_pass, first = first_block * kBlock;
    Workspace& mine = workspace();
    const Batch& batch = selection.fetch(
        begin + first, std::min(blocks_in_pass * kBlock, rows - first), mine.memory);
    mine.tape.reset(Tape::Mode::inference);
    std::span<Tensor> z = model_.network.forward_members(batch, mine.tape);
    for (size_t i = 0; with_spread_ && i < outputs.size(); ++i) {
      add_spread(z, i, mine, result[i].spread.data() + first * result[i].width);
    }
    z = model_.network.mean_prediction(z);
    for (size_t i = 0; i < outputs.size(); ++i) {
      const Loss& rule = model_.network.loss(i);
      for (int64_t at = 0; with_loss && at < batch.rows; at += kBlock) {
        const int64_t count = std::min(kBlock, batch.rows - at);
        const real* weights = batch.weights == nullptr ? nullptr : batch.weights + at;
        auto& [sum, weight] =
            sums[static_cast<size_t>(first_block + at / kBlock) * outputs.size() + i];
        sum = rule.compute(z[i].slice(at, count), batch.targets[i].slice(at, count), weights, 1, {},
                           &weight);
      }
      rule.predict(z[i]);
      outputs[i]->finish(z[i], result[i].values.data() + first * result[i].width);
    }
  };
  if (selection.data().file) {
    for_throwing_pieces(passes, work, predict_pass);
  } else {
    for_pieces(passes, work, predict_pass);
  }
  if (!with_loss) return result;
  all->resize(outputs.size());
  for (size_t i = 0; i < sums.size(); ++i) {
    (*all)[i % outputs.size()].first += sums[i].first;
    (*all)[i % outputs.size()].second += sums[i].second;
  }
  return result;
}

std::vector<Scored> score(const Model& model, std::vector<Prediction> predictions,
                          const RowSet& rows, int64_t first) {
  const int64_t count = predictions.empty() ? 0 : predictions[0].rows;
  std::vector<Scored> result;
  for (size_t i = 0; i < predictions.size(); ++i) {
    Scored scored = model.preprocessing.outputs()[i]->no_rows();
    scored.rows = count;
    scored.prediction = std::move(predictions[i].values);
    result.push_back(std::move(scored));
  }
  BatchMemory memory;
  for (int64_t done = 0; done < count; done += Predictor::kBlock) {
    const Batch& batch =
        rows.fetch(first + done, std::min(Predictor::kBlock, count - done), memory);
    for (size_t i = 0; i < result.size(); ++i) {
      std::vector<double>& target = result[i].target;
      if (model.preprocessing.outputs()[i]->truth_width() > 0) {
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
