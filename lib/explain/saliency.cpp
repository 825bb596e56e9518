#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "base/json.h"
#include "explain/features.h"
#include "explain/input_gradients.h"
#include "explain/method.h"
#include "explain/row_summary.h"
#include "tensor/parallel.h"

namespace aimodel {

namespace {

constexpr int64_t kRows = 128;  // rows

// Saliency: the slope of the explained number f by what the network gets for a column.
//   one number       df/dx, with its sign              x standardised, so per standard deviation
//   several numbers  |grad f|, the Euclidean norm over them   one-hot, embedding, missing indicator
//   SmoothGrad       the mean of grad f over x + noise * N(0, 1), before the norm is taken
//   source           Simonyan, Vedaldi, Zisserman 2013, arXiv:1312.6034;
//                    Smilkov et al. 2017, arXiv:1706.03825
//   limits           a local slope: 0 where the function is flat, as in a saturated or dead unit
class Saliency : public Method {
 public:
  explicit Saliency(const Options& options)
      : options_(options.json()),
        noise_(options.number("noise")),
        samples_(options.integer("samples")) {}

  Explanation explain(const ExplainRequest& request) const override {
    const Features features(request.model);
    Explanation result = begin_rows(request, features);
    result.method = "saliency";
    result.options = options_;
    result.importance = "slope of the " + quantity(request.model, request.target);
    InputGradients gradients(request.model, request.target.output);
    const double work = 3 * request.model.network.multiply_adds() *
                        static_cast<double>(request.data.rows * samples_);
    const int64_t blocks = (request.data.rows + kRows - 1) / kRows;
    for_pieces(blocks, work, [&](int64_t block) {
      explain_block(request, features, block * kRows, gradients, result);
    });
    summarize_rows(result);
    for (size_t i = 0; i < features.size(); ++i) {
      if (!features.is_single_number(i)) {
        result.columns[i].mean = std::numeric_limits<double>::quiet_NaN();
      }
    }
    sort_columns(result);
    add_notes(request, features, result);
    return result;
  }

 private:
  void add_notes(const ExplainRequest& request, const Features& features,
                 Explanation& result) const {
    result.notes.push_back(
        "slopes are by the scaled inputs: with standard scaling, per standard deviation of the "
        "column");
    for (size_t i = 0; i < features.size(); ++i) {
      if (features.is_single_number(i)) continue;
      result.notes.push_back(
          fmt::format("a column that the network sees as several numbers ({}) has the norm of "
                      "their slopes, which has no sign",
                      features.names()[i]));
      break;
    }
    add_target_note(request, result);
  }

  void explain_block(const ExplainRequest& request, const Features& features, int64_t first,
                     InputGradients& gradients, Explanation& result) const {
    const int64_t count = std::min(kRows, request.data.rows - first);
    const Output& output = *request.model.preprocessing.outputs()[request.target.output];
    const std::span rows(result.per_row.data() + first, static_cast<size_t>(count));
    std::vector<RawTarget> targets;
    for (const RowExplanation& row : rows) targets.push_back(output.raw_target(row.target));
    std::vector<std::vector<double>> sums;  // of gradients, per group
    for (int64_t sample = 0; sample < samples_; ++sample) {
      const std::span<Tensor> x = gradients.embed(request.data, first, count);
      for (size_t g = 0; noise_ > 0 && g < x.size(); ++g) {
        x[g] = noisy(x[g], request, features, first, g, sample, gradients.tape());
      }
      const InputGradients::Result pass = gradients.at(x, targets);
      for (size_t i = 0; i < rows.size(); ++i) {
        rows[i].value += static_cast<double>(pass.value[i]) / static_cast<double>(samples_);
      }
      sums.resize(x.size());
      for (size_t g = 0; g < x.size(); ++g) {
        sums[g].resize(static_cast<size_t>(x[g].size()));
        for (size_t i = 0; i < sums[g].size(); ++i) {
          sums[g][i] += static_cast<double>(pass.gradient[g].data[i]);
        }
      }
    }
    for (size_t i = 0; i < rows.size(); ++i) add_row(features, sums, i, rows[i].attributions);
  }

  Tensor noisy(Tensor x, const ExplainRequest& request, const Features& features, int64_t first,
               size_t group, int64_t sample, Tape& tape) const {
    const Tensor y = tape.make(x.shape);
    const int64_t width = x.row_size();
    const Random random = request.random.branch("saliency noise").branch(group);
    for (int64_t row = 0; row < x.rows(); ++row) {
      const Random draws = random.branch(static_cast<uint64_t>(first + row));
      for (int64_t j = 0; j < width; ++j) {
        const bool constant = features.is_constant(group, static_cast<size_t>(j));
        const double change =
            constant ? 0 : noise_ * draws.normal(static_cast<uint64_t>(sample * width + j));
        y.row(row)[j] = x.row(row)[j] + static_cast<real>(change);
      }
    }
    return y;
  }

  void add_row(const Features& features, const std::vector<std::vector<double>>& sums, size_t row,
               std::vector<double>& slope) const {
    const auto samples = static_cast<double>(samples_);
    for (size_t g = 0; g < sums.size(); ++g) {
      const std::vector<size_t>& owners = features.owners(g);
      if (sums[g].empty()) continue;  // of a later member, and the first has it for all
      const double* gradient = sums[g].data() + row * owners.size();
      for (size_t j = 0; j < owners.size(); ++j) {
        if (features.is_constant(g, j)) continue;  // it has a slope, but as weights were drawn
        const double mean = gradient[j] / samples;
        slope[owners[j]] += features.is_single_number(owners[j]) ? mean : mean * mean;
      }
    }
    for (size_t feature = 0; feature < slope.size(); ++feature) {
      if (!features.is_single_number(feature)) slope[feature] = std::sqrt(slope[feature]);
    }
  }

  Json options_;
  double noise_;
  int64_t samples_;
};

}  // namespace

MethodPtr make_saliency(const Options& options) {
  if (options.integer("samples") > 1 && options.number("noise") == 0) {
    throw options.error_at("samples", "without noise all samples are the same",
                           "--set noise=0.1 adds a tenth of a standard deviation");
  }
  return std::make_unique<Saliency>(options);
}

}  // namespace aimodel
