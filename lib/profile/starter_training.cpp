#include "profile/starter_training.h"

#include <algorithm>
#include <span>

#include <fmt/format.h>

#include "base/json.h"
#include "base/names.h"

namespace aimodel {

namespace {

// What is tried first for so many rows: more of them bear a larger network, larger batches and fewer
// epochs. Measured on the tables of data/README.md.
struct Size {
  int64_t rows;  // up to so many
  int64_t units;
  double dropout;
  int64_t batch, epochs;
  double learning_rate;
  int64_t bins;      // of a number
  double held_back;  // share of the rows for validation, and for test
};
constexpr Size kForClasses[] = {
    {500, 64, 0, 16, 100, 0.002, 16, 0.2},       {1500, 64, 0.1, 32, 80, 0.002, 16, 0.2},
    {10000, 128, 0.1, 128, 80, 0.002, 12, 0.15}, {50000, 128, 0.2, 256, 60, 0.002, 32, 0.15},
    {500000, 128, 0.2, 512, 30, 0.002, 32, 0.1}, {INT64_MAX, 128, 0.1, 1024, 15, 0.002, 32, 0.05},
};
constexpr Size kForNumbers[] = {
    {500, 64, 0, 16, 100, 0.002, 16, 0.2},          {1500, 64, 0, 32, 150, 0.004, 16, 0.1},
    {10000, 128, 0, 128, 80, 0.002, 16, 0.1},       {25000, 256, 0.1, 256, 60, 0.002, 32, 0.15},
    {50000, 128, 0.1, 256, 60, 0.002, 32, 0.15},    {500000, 128, 0.1, 512, 30, 0.002, 32, 0.1},
    {INT64_MAX, 128, 0, 1024, 15, 0.002, 32, 0.05},
};
constexpr int kLayers = 2;

const Size& size_for(const ColumnProfile& target, int64_t rows) {
  const std::span<const Size> sizes = predicts_classes(target) ? std::span<const Size>(kForClasses)
                                                               : std::span<const Size>(kForNumbers);
  return *std::ranges::find_if(sizes, [&](const Size& size) { return rows <= size.rows; });
}

// Of many rows two classes are learnt in fewer epochs (AUC of adult .9206 in 60, .9217 in 30), 26 are
// not (accuracy of letter .970, .961).
int64_t epochs_for(const ColumnProfile& target, const Size& size) {
  constexpr int64_t kManyRows = 10000, kForTwo = 30;
  const bool two = target.type == ColumnType::binary && size.rows > kManyRows;
  return two ? std::min(size.epochs, kForTwo) : size.epochs;
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

bool counts_events(const ColumnProfile& target) {
  constexpr double kFromZero = 0.02, kSpread = 0.8;  // of the mean
  if (predicts_classes(target) || !target.dress.looks.empty()) return false;
  const NumberSummary& numbers = *target.numbers;
  return numbers.whole && numbers.minimum >= 0 &&
         numbers.minimum <= std::max(1.0, kFromZero * numbers.mean) &&
         numbers.deviation >= kSpread * numbers.mean;
}

bool has_rare_class(const ColumnProfile& target) {
  constexpr double kRare = 0.2;
  return target.type == ColumnType::binary && rare_share(target) < kRare;
}

int64_t starter_bins(const ColumnProfile& target, int64_t rows, int64_t columns) {
  // A bin of which a handful of rows say something is learnt by heart: 442 rows of ten columns get
  // worse, 1,030 of eight much better.
  constexpr int64_t kRowsOfBin = 5;
  const int64_t bins = size_for(target, rows).bins;
  return columns > 0 && rows / kRowsOfBin / bins >= columns ? bins : 0;
}

Json starter_network(const ColumnProfile& target, int64_t rows, int64_t width) {
  const Size& size = size_for(target, rows);
  constexpr int64_t kWide = 500, kWideRows = 1500;
  const bool wide = width > kWide && size.rows > kWideRows;
  // Numbers are smooth functions of their inputs, classes have edges.
  const char* activation = predicts_classes(target) ? "relu" : "silu";
  Json layers = Json::array();
  for (int i = 0; i < kLayers; ++i) {
    layers.push_back({{"type", "dense"},
                      {"units", wide ? 2 * size.units : size.units},
                      {"activation", activation},
                      {"initializer", "glorot_uniform"}});
    if (size.dropout > 0) layers.push_back({{"type", "dropout"}, {"rate", size.dropout}});
  }
  return layers;
}

Json starter_training(const ColumnProfile& target, int64_t rows, std::vector<std::string>& notes) {
  const Size& size = size_for(target, rows);
  constexpr int64_t kFewestRows = 20;
  const int64_t epochs = epochs_for(target, size);
  Json training = {{"epochs", epochs}, {"batch_size", size.batch}, {"seed", 1}};
  if (rows < kFewestRows) {
    notes.push_back(
        fmt::format("{} rows are too few to keep any back for validation and test", rows));
  } else {
    Json share = {{"type", "share"}, {"share", size.held_back}};
    if (predicts_classes(target)) share["stratify"] = true;
    training["validation"] = share;
    training["test"] = share;
  }
  training["optimizer"] = {
      {"type", "adamw"}, {"learning_rate", size.learning_rate}, {"weight_decay", 0.02}};
  training["schedule"] = {{"type", "cosine"}, {"warmup", 0.05}};
  if (rows >= kFewestRows) {
    const double validation = size.held_back * static_cast<double>(rows);
    training["early_stopping"] = {{"metric", watched(target, validation, notes)},
                                  {"patience", std::max<int64_t>(16, epochs / 4)}};
  }
  return training;
}

}  // namespace aimodel
