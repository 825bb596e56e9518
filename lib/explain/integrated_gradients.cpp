#include <algorithm>
#include <cmath>
#include <span>

#include <fmt/format.h>

#include "base/json.h"
#include "base/numbers.h"
#include "explain/features.h"
#include "explain/input_gradients.h"
#include "explain/method.h"
#include "explain/numbers.h"
#include "explain/quadrature.h"
#include "explain/row_summary.h"
#include "tensor/parallel.h"

namespace aimodel {

namespace {

constexpr size_t kPoints = 128;  // points of a pass

// What the network gets for one row, or for the baseline: one vector per input group.
using Point = std::vector<std::vector<real>>;

Point copy_row(std::span<const Tensor> embedded) {
  Point result;
  for (const Tensor& x : embedded) result.emplace_back(x.data, x.data + x.size());
  return result;
}

// Integrated gradients: the slopes of the explained number f, summed on the straight way from a
// baseline b to the row x.
//   a_j       (x_j - b_j) * integral from 0 to 1 of df/dx_j (b + t (x - b)) dt
//             sum_j a_j = f(x) - f(b)
//   integral  Gauss-Legendre nodes; what a sum over them leaves open is the completeness gap
//   column    the sum over its numbers (one-hot, embedding, missing indicator)
//   rows      the mean of it over several baselines, training rows (expected gradients)
//   source    Sundararajan, Taly, Yan 2017, arXiv:1703.01365; Erion et al. 2021, arXiv:1906.10670
//   limits    a small completeness gap says that the integral is good, not that the baseline means
//             something; kinks (relu) on the way keep it above rounding
class IntegratedGradients : public Method {
 public:
  explicit IntegratedGradients(const Options& options)
      : options_(options.json()),
        baseline_(options.text("baseline")),
        quadrature_(gauss_legendre(options.integer("steps"))) {}

  Explanation explain(const ExplainRequest& request) const override {
    const Features features(request.model);
    const std::vector<Point> baselines = baselines_of(request);
    Explanation result = begin_rows(request, features);
    result.method = "integrated_gradients";
    result.options = options_;
    result.importance = "share of the " + quantity(request.model, request.target);
    InputGradients gradients(request.model, request.target.output);
    const double work = 3 * request.model.network.multiply_adds() *
                        static_cast<double>(request.data.rows) *
                        static_cast<double>(quadrature_.nodes.size());
    // A row's points make passes of their own, so that its attributions do not depend on other
    // rows.
    for_pieces(request.data.rows, work, [&](int64_t row) {
      explain_row(request, features, baselines, row, gradients,
                  result.per_row[static_cast<size_t>(row)]);
    });
    summarize_rows(result);
    sort_columns(result);
    add_completeness_gap(result);
    add_baseline(request, result);
    add_target_note(request, result);
    return result;
  }

 private:
  std::vector<Point> baselines_of(const ExplainRequest& request) const {
    InputGradients gradients(request.model, request.target.output);
    const BackgroundRows& background = request.model.background;
    const auto embedded = [&](const Dataset& data, int64_t row) {
      return copy_row(gradients.embed(data, row, 1));
    };
    if (baseline_ == "mean") {
      if (!background.known()) return {mean_row(request)};
      return {copy_row(request.model.network.embed_means(background.means, gradients.begin()))};
    }
    if (baseline_ == "rows") {
      if (background.rows.rows == 0) {
        throw Error(Exit::model, "", "the model holds no training rows to begin at",
                    "--set baseline=mean, or train with training.background_rows above 0");
      }
      std::vector<Point> result;
      for (int64_t i = 0; i < background.rows.rows; ++i) {
        result.push_back(embedded(background.rows, i));
      }
      return result;
    }
    Point result = embedded(request.data, 0);
    for (std::vector<real>& numbers : result) std::fill(numbers.begin(), numbers.end(), real{0});
    return {result};
  }

  // Of the rows at hand, for a model that knows nothing of its training rows.
  static Point mean_row(const ExplainRequest& request) {
    const Dataset& data = request.background;
    if (data.rows < 2) {
      throw Error(Exit::data, "",
                  "the mean of a single row is the row itself, and cannot be its baseline",
                  "give more rows, or --set baseline=zero");
    }
    InputGradients gradients(request.model, request.target.output);
    std::vector<std::vector<double>> sums;
    constexpr auto kRows = static_cast<int64_t>(kPoints);
    for (int64_t first = 0; first < data.rows; first += kRows) {
      const std::span<Tensor> x = gradients.embed(data, first, std::min(kRows, data.rows - first));
      sums.resize(x.size());
      for (size_t g = 0; g < x.size(); ++g) {
        const auto width = static_cast<size_t>(x[g].row_size());
        sums[g].resize(width);
        for (int64_t i = 0; i < x[g].size(); ++i) {
          sums[g][static_cast<size_t>(i) % width] += static_cast<double>(x[g][i]);
        }
      }
    }
    Point result;
    for (const std::vector<double>& sum : sums) {
      result.emplace_back();
      for (const double each : sum) {
        result.back().push_back(static_cast<real>(each / static_cast<double>(data.rows)));
      }
    }
    return result;
  }

  void explain_row(const ExplainRequest& request, const Features& features,
                   const std::vector<Point>& baselines, int64_t row, InputGradients& gradients,
                   RowExplanation& result) const {
    const auto share = 1 / static_cast<double>(baselines.size());
    const Point x = copy_row(gradients.embed(request.data, row, 1));
    for (Point baseline : baselines) {
      // What was constant in training stays as it is: it has no part in the explanation.
      for (size_t g = 0; g < x.size(); ++g) {
        for (size_t j = 0; j < x[g].size(); ++j) {
          if (features.is_constant(g, j)) baseline[g][j] = x[g][j];
        }
      }
      explain_way(request, features, x, baseline, share, gradients, result);
    }
    result.completeness_gap = result.baseline - result.value;
    for (const double attribution : result.attributions) result.completeness_gap += attribution;
  }

  // From one baseline, which counts as this share of all.
  void explain_way(const ExplainRequest& request, const Features& features, const Point& x,
                   const Point& baseline, double share, InputGradients& gradients,
                   RowExplanation& result) const {
    const Output& output = *request.model.preprocessing.outputs()[request.target.output];
    const RawTarget target = output.raw_target(result.target);
    // The row and the baseline are points of the first pass, with no weight.
    std::vector<double> at{1, 0}, weights{0, 0};
    at.insert(at.end(), quadrature_.nodes.begin(), quadrature_.nodes.end());
    weights.insert(weights.end(), quadrature_.weights.begin(), quadrature_.weights.end());
    for (size_t first = 0; first < at.size(); first += kPoints) {
      const size_t count = std::min(kPoints, at.size() - first);
      const std::span piece(at.data() + first, count);
      Tape& tape = gradients.begin();
      const InputGradients::Result pass =
          gradients.at(points(x, baseline, piece, tape), std::vector<RawTarget>(count, target));
      if (first == 0) {
        result.value = static_cast<double>(pass.value[0]);
        result.baseline += share * static_cast<double>(pass.value[1]);
      }
      for (size_t g = 0; g < x.size(); ++g) {
        const size_t width = x[g].size();
        for (size_t j = 0; j < width; ++j) {
          double slope = 0;
          for (size_t k = 0; k < count; ++k) {
            slope += weights[first + k] * static_cast<double>(pass.gradient[g].data[k * width + j]);
          }
          const double way = static_cast<double>(x[g][j]) - static_cast<double>(baseline[g][j]);
          result.attributions[features.owners(g)[j]] += share * way * slope;
        }
      }
    }
  }

  // b + t (x - b) for each t.
  static std::vector<Tensor> points(const Point& x, const Point& baseline,
                                    std::span<const double> at, Tape& tape) {
    std::vector<Tensor> result;
    for (size_t g = 0; g < x.size(); ++g) {
      const size_t width = x[g].size();
      const Tensor y = tape.make({static_cast<int64_t>(at.size()), static_cast<int64_t>(width)});
      for (size_t k = 0; k < at.size(); ++k) {
        for (size_t j = 0; j < width; ++j) {
          const double from = static_cast<double>(baseline[g][j]);
          const double to = static_cast<double>(x[g][j]);
          y.data[k * width + j] = static_cast<real>(from + at[k] * (to - from));
        }
      }
      result.push_back(y);
    }
    return result;
  }

  static void add_completeness_gap(Explanation& result) {
    CompletenessGap completeness_gap;
    double difference = 0;
    for (const RowExplanation& row : result.per_row) {
      const double size = std::abs(row.completeness_gap);
      if (!(size <= completeness_gap.maximum))
        completeness_gap.maximum = size;  // also where it is not a number
      completeness_gap.mean += size;
      difference += std::abs(row.value - row.baseline);
    }
    completeness_gap.total = difference;
    completeness_gap.share = difference == 0 ? 0 : completeness_gap.mean / difference;
    completeness_gap.mean /= static_cast<double>(result.rows);
    result.completeness_gap = completeness_gap;
  }

  void add_baseline(const ExplainRequest& request, Explanation& result) const {
    double value = 0;
    for (const RowExplanation& row : result.per_row) value += row.baseline;
    value /= static_cast<double>(result.rows);
    result.baseline["name"] = baseline_;
    result.baseline["value"] = number(value);
    const BackgroundRows& background = request.model.background;
    if (baseline_ == "mean" && background.known()) {
      result.notes.push_back(
          "the baseline is the mean of the training rows as the network sees them");
    } else if (baseline_ == "mean") {
      result.baseline["rows"] = request.background.rows;
      result.notes.push_back(
          fmt::format("the model does not know its training rows: the baseline is the mean of {} "
                      "rows as the network sees them",
                      with_commas(request.background.rows)));
    } else if (baseline_ == "rows") {
      result.baseline["rows"] = background.rows.rows;
      result.notes.push_back(
          fmt::format("attributions are means over ways from {} training rows, which the model "
                      "holds",
                      with_commas(background.rows.rows)));
    } else {
      result.notes.push_back(
          "the baseline is all zeros as the network sees them: the training rows' mean of numbers "
          "with standard "
          "scaling, no value at all of one-hot columns");
    }
  }

  Json options_;
  std::string baseline_;
  Quadrature quadrature_;
};

}  // namespace

MethodPtr make_integrated_gradients(const Options& options) {
  return std::make_unique<IntegratedGradients>(options);
}

}  // namespace aimodel
