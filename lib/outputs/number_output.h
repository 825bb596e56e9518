#pragma once

#include <string>
#include <vector>

#include "outputs/output.h"

namespace aimodel {

// An output that predicts numbers, one a column, each scaled for training.
class NumberOutput : public Output {
 public:
  using Output::Output;

  CellKind cells() const override { return CellKind::number; }
  size_t most_columns() const override;
  ColumnFitPtr begin_fit() const override;
  std::unique_ptr<Column> restore_target(const Stored& stored) const override;
  void count(const Frame& chunk, std::span<const uint32_t> rows,
             std::span<const real> weights) override;
  void store(Json& state) const override;
  void restore(const StoredState& state) override;

  int64_t truth_width() const override { return width(); }
  OutputInfo head() const override;
  int64_t width() const override { return static_cast<int64_t>(columns().size()); }
  int64_t prediction_width() const override { return width(); }
  void finish(Tensor z, double* prediction) const override;
  std::optional<TargetReach> reach(size_t column) const override;
  std::vector<double> trivial_prediction() const override { return means_; }
  std::vector<real> trivial_outputs() const override;

  bool fits(const Metric& metric) const override { return !metric.for_classes; }
  std::vector<std::string> known_metrics() const override { return metric_names(false); }
  std::vector<std::string> usual_metrics() const override { return {"rmse", "mae", "r2"}; }
  Scored no_rows() const override;

  void add_names(const std::string& suffix, const LabelFormat& format,
                 std::vector<std::string>& names) const override;
  void add_values(const double* prediction, const LabelFormat& format, std::vector<size_t>& order,
                  std::vector<Value>& values) const override;
  void add_spread_names(const std::string& suffix, std::vector<std::string>& names) const override;
  void add_spread(const double* prediction, const double* spread,
                  std::vector<Value>& values) const override;
  std::string quantity(std::optional<int64_t> index) const override;

 private:
  void add_names(const std::string& stem, const std::string& suffix,
                 std::vector<std::string>& names) const;
  void settle() override { means_.assign(columns().size(), 0.0); }

  double weight_ = 0;
  std::vector<double> means_;  // weighted, of the training rows
};

}  // namespace aimodel
