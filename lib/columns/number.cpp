#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/json.h"
#include "base/numbers.h"
#include "columns/column_kind.h"
#include "columns/number_column.h"

namespace aimodel {

namespace {

class NumberFit : public ColumnFit {
 public:
  explicit NumberFit(const Options& options)
      : ColumnFit(options),
        logarithm_(options.text("scaling") == "log1p"),
        widens_few_(logarithm_ || options.text("scaling") == "standard"),
        mean_(!options["fill"].json().is_number() && options.text("fill") == "mean"),
        median_(!options["fill"].json().is_number() && options.text("fill") == "median"),
        scaling_(options),
        bins_(bins_of(options)) {}

  void add(const Chunk& chunk) override {
    if (logarithm_ && passes_ == 0) check_logarithms(chunk);
    const bool first_pass = passes_ == 0;
    const double* const numbers = chunk.cells.numbers.data();
    Range range = seen_.range;
    std::array<double, kBlock> present;
    for (auto rows = chunk.rows; !rows.empty();) {
      const auto some = rows.first(std::min(kBlock, rows.size()));
      rows = rows.subspan(some.size());
      size_t count = 0;
      for (const uint32_t row : some) {
        const double x = numbers[row];
        present[count] = x;
        if (std::isnan(x)) continue;
        ++count;
        if (first_pass) range = {std::min(x, range.low), std::max(x, range.high)};
      }
      seen_.missing = seen_.missing || count < some.size();
      see(std::span(present).first(count));
    }
    seen_.range = range;
  }

  bool end_pass() override {
    scaling_goes_on_ = scaling_goes_on_ && scaling_.end_pass();
    if (passes_++ < 2) majority_.end_pass();
    const bool moments_go_on = mean_ && moments_.end_pass();
    const bool middle_goes_on = median_ && middle_.end_pass();
    return scaling_.count() > 0 && (scaling_goes_on_ || moments_go_on || middle_goes_on);
  }

  std::unique_ptr<Column> finish(const Chunk& last) override {
    if (scaling_.count() == 0) throw error(last, "all values are missing");
    Scaling scaling = checked_scaling(shared_ ? *shared_ : own_scaling(), last);
    scaling.clip = clip_of(options());
    const double fill = mean_     ? moments_.result().mean
                        : median_ ? middle_.result(0)
                                  : options().number("fill");
    if (logarithm_ && fill <= -1) {
      throw options().error_at(
          "fill", fmt::format("the logarithm log1p needs numbers above -1 ({})", shortest(fill)));
    }
    if (!std::isfinite(static_cast<real>(scaling.apply(fill)))) {
      throw options().error_at("fill",
                               fmt::format("the number is out of range ({})", shortest(fill)));
    }
    NumberEncoding encoding(options(), edges_.edges(bins_), scaling);
    return number_column(scaling, fill, std::move(encoding), seen_);
  }

  static void share_scale(const std::vector<ColumnFit*>& group) {
    std::vector<NumberFit*> columns;
    std::vector<const ScalingFit*> scalings;
    for (ColumnFit* fit : group) {
      auto* column = static_cast<NumberFit*>(fit);
      if (column->scaling_.count() == 0) continue;  // finish() tells
      columns.push_back(column);
      scalings.push_back(&column->scaling_);
    }
    if (columns.empty()) return;
    const Options& options = columns[0]->options();
    if (options.text("scaling") == "robust") {
      throw options.error_at("shared_scale", "\"robust\" looks at each column on its own",
                             "\"standard\", \"min_max\" and \"log1p\" can be shared");
    }
    for (NumberFit* column : columns) column->shared_ = ScalingFit::together(scalings);
  }

 private:
  static constexpr size_t kBlock = 1024;

  void check_logarithms(const Chunk& chunk) const {
    for (const uint32_t row : chunk.rows) {
      const double x = chunk.cells.numbers[row];
      if (!std::isnan(x)) scaled_value({true, 0, 1}, x, chunk.frame, row, chunk.cells.name);
    }
  }

  void see(std::span<const double> values) {
    if (widens_few_ && passes_ < 2) majority_.add(values);
    if (scaling_goes_on_) scaling_.add(values);
    if (mean_) moments_.add(values);
    if (median_) middle_.add(values);
    if (bins_ > 0 && passes_ == 0) edges_.add(values);
  }

  // A deviation that comes from a handful of rows says little of how far apart values are: these
  // rows would stand at 1 / sqrt(their share), and one like them that comes later anywhere. Where
  // fewer than a tenth differ from all the others, it is that of a column where a tenth does.
  Scaling own_scaling() const {
    constexpr double kFew = 0.1;
    Scaling scaling = scaling_.result();
    if (!widens_few_) return scaling;
    const double others = majority_.others();
    if (others > 0 && others < kFew) {
      scaling.scale *= std::sqrt(kFew / others);
    }
    return scaling;
  }

  bool logarithm_, widens_few_, mean_, median_;
  SeenNumbers seen_;
  MajorityFold majority_;
  int passes_ = 0;
  std::optional<Scaling> shared_;
  ScalingFit scaling_;
  bool scaling_goes_on_ = true;
  MomentsFold moments_;
  QuantileFold middle_{{0.5}};
  int64_t bins_;  // 0: none are asked for
  EdgeSearch edges_;
};

void share_scale(const std::vector<ColumnFit*>& group) {
  NumberFit::share_scale(group);
}

ColumnFitPtr fit_number(const Options& options) {
  return std::make_unique<NumberFit>(options);
}

}  // namespace

ColumnKind make_number_column(const Options& options) {
  const std::string hint = R"(set "encoding": "piecewise_linear")";
  if (!has_bins(options) && options.has("bins")) {
    throw options.error_at("bins", "scaled numbers have no bins", hint);
  }
  if (!has_bins(options) && !options.flag("keep_scaled")) {
    throw options.error_at("keep_scaled", "without bins nothing but the scaled number is there",
                           hint);
  }
  const bool together = options.flag("shared_scale");
  return {CellKind::number, fit_number, restore_number_column,
          has_bins(options) ? "a number has as many bins as its values fill" : "",
          together ? share_scale : nullptr};
}

}  // namespace aimodel
