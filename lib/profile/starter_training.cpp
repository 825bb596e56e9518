#include "profile/starter_training.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/json.h"
#include "base/names.h"

namespace aimodel {

namespace {

// What is tried first for so many rows: more of them bear a larger network, larger batches, fewer
// epochs and less dropout.
struct Size {
  int64_t rows;  // up to so many
  int64_t units;
  int layers;
  double dropout;
  int64_t batch, epochs;
  double learning_rate;
  double held_back;  // share of the rows for validation, and for test
};
constexpr Size kSizes[] = {
    {500, 16, 1, 0, 16, 100, 0.003, 0.2},
    {5000, 32, 1, 0.2, 32, 60, 0.003, 0.2},
    {50000, 64, 2, 0.1, 128, 30, 0.001, 0.15},
    {500000, 64, 2, 0.1, 256, 20, 0.001, 0.1},
    {INT64_MAX, 128, 2, 0.1, 1024, 15, 0.001, 0.05},
};

const Size& size_for(int64_t rows) {
  return *std::ranges::find_if(kSizes, [&](const Size& size) { return rows <= size.rows; });
}

// Of the rarer one of two values.
double rare_share(const ColumnProfile& target) {
  const auto common = static_cast<double>(target.values[0].count);
  const auto rare = static_cast<double>(target.values[1].count);
  return rare / (common + rare);
}
// What training watches: the loss, or where one of two classes is rare how well that one is found,
// as long as validation has so many rows of it that this is no matter of luck.
std::string watched(const ColumnProfile& target, double validation_rows,
                    std::vector<std::string>& notes) {
  if (!has_rare_class(target)) return "loss";
  const double share = rare_share(target);
  constexpr double kEnough = 20;
  const bool enough = share * validation_rows >= kEnough;
  notes.push_back(fmt::format(
      "only {:.3g}% of the rows are {}: accuracy says little; the spec watches balanced_accuracy "
      "and pr_auc, and stops early by {}",
      share * 100, quote(target.values[1].value),
      enough ? "pr_auc" : "loss, since validation has too few of them for pr_auc"));
  return enough ? "pr_auc" : "loss";
}

}  // namespace

bool has_rare_class(const ColumnProfile& target) {
  constexpr double kRare = 0.2;
  return target.type == ColumnType::binary && rare_share(target) < kRare;
}

Json starter_network(int64_t rows, int64_t width) {
  const Size& size = size_for(rows);
  constexpr int64_t kWide = 200, kWideRows = 1000;
  const int64_t units = width > kWide && size.rows > kWideRows ? 2 * size.units : size.units;
  Json layers = Json::array();
  for (int i = 0; i < size.layers; ++i) {
    layers.push_back({{"type", "dense"}, {"units", units}, {"activation", "relu"}});
    if (size.dropout > 0) layers.push_back({{"type", "dropout"}, {"rate", size.dropout}});
  }
  return layers;
}

Json starter_training(const ColumnProfile& target, int64_t rows, std::vector<std::string>& notes) {
  const Size& size = size_for(rows);
  constexpr int64_t kFewestRows = 20;
  Json training = {{"epochs", size.epochs}, {"batch_size", size.batch}, {"seed", 1}};
  if (rows < kFewestRows) {
    notes.push_back(
        fmt::format("{} rows are too few to keep any back for validation and test", rows));
  } else {
    Json share = {{"type", "share"}, {"share", size.held_back}};
    if (predicts_classes(target)) share["stratify"] = true;
    training["validation"] = share;
    training["test"] = share;
  }
  training["optimizer"] = {{"type", "adam"}, {"learning_rate", size.learning_rate}};
  if (rows >= kFewestRows) {
    const double validation = size.held_back * static_cast<double>(rows);
    training["early_stopping"] = {{"metric", watched(target, validation, notes)},
                                  {"patience", size.epochs / 5}};
  }
  return training;
}

}  // namespace aimodel
