#pragma once

#include <string>
#include <vector>

#include "outputs/output.h"

namespace aimodel {

// An output that predicts one of the classes that training saw: a probability for each.
class ClassOutput : public Output {
 public:
  using Output::Output;

  CellKind cells() const override { return CellKind::text; }
  bool stratifies() const override { return true; }
  void count(const Frame& chunk, std::span<const uint32_t> rows,
             std::span<const real> weights) override;
  void end_count(const std::string& file) override;
  void store(Json& state) const override;
  void restore(const StoredState& state) override;

  OutputInfo head() const override;
  int64_t prediction_width() const override { return class_count(); }
  std::vector<double> trivial_prediction() const override;

  bool fits(const Metric& metric) const override { return metric.for_classes; }
  std::vector<std::string> known_metrics() const override { return metric_names(true); }
  std::vector<std::string> usual_metrics() const override;
  Scored no_rows() const override;
  bool has_row_scores() const override { return class_count() > 2; }
  bool follows_threshold() const override { return positive_ >= 0; }
  std::vector<Table> evaluation_tables(const Scored& scored) const override;
  Json evaluation_json(const Scored& scored) const override;

  bool predicts_labels() const override { return true; }
  void add_names(const std::string& suffix, const LabelFormat& format,
                 std::vector<std::string>& names) const override;
  void add_values(const double* p, const LabelFormat& format, std::vector<size_t>& order,
                  std::vector<Value>& values) const override;
  void add_spread_names(const std::string& suffix, std::vector<std::string>& names) const override;
  // Of the class that is predicted without a threshold.
  void add_spread(const double* p, const double* spread, std::vector<Value>& values) const override;
  std::string labels_text() const override;
  Json labels_json() const override;

  const std::vector<std::string>& target_names() const override { return classes_; }
  int64_t predicted_target(const double* p) const override;  // the first of the most probable

 protected:
  int64_t class_count() const { return static_cast<int64_t>(classes_.size()); }
  // Its name, or that of each row's predicted class.
  std::string class_name(std::optional<int64_t> index) const;

 private:
  void settle() override;
  virtual int64_t positive_class() const = 0;  // of two
  int64_t shown(const LabelFormat& format) const;

  std::vector<std::string> classes_;
  std::vector<double> counts_;  // weighted rows of each in training
  int64_t positive_ = -1;       // of two classes
};

}  // namespace aimodel
