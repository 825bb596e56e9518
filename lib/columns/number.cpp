#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/json.h"
#include "base/names.h"
#include "base/numbers.h"
#include "columns/column_kind.h"
#include "columns/piecewise_linear.h"
#include "columns/scaling.h"
#include "spec/document.h"

namespace aimodel {

namespace {

// What a column held in the training rows.
struct Seen {
  Range range{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
  bool missing = false;

  // Not known of models of an earlier format: nothing is outside.
  bool open() const { return range.low < 0 && std::isinf(range.low) && std::isinf(range.high); }
};

// What stands for a number. A column that varies too little for two bins has the scaled one alone.
struct Parts {
  bool scaled = true;
  PiecewiseLinear bins{};       // of the scaled number
  std::vector<double> edges{};  // between them, in the data's own unit
  bool indicator = false;       // whether the number is missing

  // Where two edges are one when they are scaled, the second is left out.
  Parts(const Options& options, std::span<const double> all_edges, const Scaling& scaling)
      : indicator(options.flag("missing_indicator")) {
    for (const double edge : all_edges) {
      if (bins.add_edge(scaling.apply(edge))) edges.push_back(edge);
    }
    if (bins.bins() < 2) {
      bins = {};
      edges.clear();
    } else {
      scaled = options.flag("keep_scaled");
    }
  }
  int64_t width() const {
    return (scaled ? 1 : 0) + static_cast<int64_t>(bins.bins()) + (indicator ? 1 : 0);
  }
};

// A number, scaled, and how far it has come through each bin; a missing one is filled in first.
class NumberColumn : public Column {
 public:
  NumberColumn(Scaling scaling, double fill, Parts parts, Seen seen)
      : Column({{parts.width()}}),
        scaling_(scaling),
        fill_(fill),
        parts_(std::move(parts)),
        seen_(seen) {}

  void encode(const Frame& frame, const FrameColumn& cells, std::span<const uint32_t> rows,
              real* out, int64_t stride, CellNotes& notes) const override {
    const Scaling scaling = scaling_;  // here the compiler sees that nothing changes it
    const auto [low, high] = seen_.range;
    const double* const numbers = cells.numbers.data();
    const size_t bins = parts_.bins.bins();
    for (const uint32_t row : rows) {
      const double x = numbers[row];
      const bool missing = std::isnan(x);
      if (missing && !seen_.missing) ++notes.missing;
      if (x < low || x > high) notes.add_outside(x);
      const double filled = missing ? fill_ : x;
      const real y = scaled_value(scaling, filled, frame, row, name);
      real* to = out;
      if (parts_.scaled) *to++ = y;
      if (bins > 0) {
        parts_.bins.encode(scaling.apply(filled), to);
        if (!std::isfinite(to[0]) || !std::isfinite(to[bins - 1])) {
          throw scaling_error(scaling, filled, frame, row, name);
        }
        to += bins;
      }
      if (parts_.indicator) *to = missing ? real{1} : real{0};
      out += stride;
    }
  }

  std::vector<std::string> labels() const override {
    std::vector<std::string> labels;
    if (parts_.scaled) labels.push_back(name);
    for (size_t t = 0; t < parts_.bins.bins(); ++t) {
      labels.push_back(fmt::format("{} from {} to {}", name, shortest(parts_.edges[t]),
                                   shortest(parts_.edges[t + 1])));
    }
    if (parts_.indicator) labels.push_back(name + " is missing");
    return labels;
  }

  std::optional<Range> range() const override {
    if (seen_.open()) return std::nullopt;
    return seen_.range;
  }
  double decode(double y) const override { return scaling_.undo(y); }

  Json state() const override {
    Json state;
    state["fill"] = fill_;
    store_scaling(scaling_, state);
    if (parts_.bins.bins() > 0) state["edges"] = parts_.edges;
    if (!seen_.open()) {
      state["minimum"] = seen_.range.low;
      state["maximum"] = seen_.range.high;
    } else {
      state["minimum"] = state["maximum"] = nullptr;
    }
    state["missing"] = seen_.missing;
    return state;
  }

 private:
  Scaling scaling_;
  double fill_;
  Parts parts_;
  Seen seen_;
};

bool has_bins(const Options& options) {
  return options.text("encoding") == "piecewise_linear";
}

// 0: none.
int64_t bins_of(const Options& options) {
  constexpr int64_t kUsual = 16;
  if (!has_bins(options)) return 0;
  return options.has("bins") ? options.integer("bins") : kUsual;
}

double clip_of(const Options& options) {
  return options.has("clip") ? options.number("clip") : std::numeric_limits<double>::infinity();
}

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
    Parts parts(options(), edges_.edges(bins_), scaling);
    return std::make_unique<NumberColumn>(scaling, fill, std::move(parts), seen_);
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
  Seen seen_;
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

Range stored_range(const StoredState& state) {
  constexpr double kOpen = std::numeric_limits<double>::infinity();
  if (state.is_null("minimum") && state.is_null("maximum")) return {-kOpen, kOpen};
  return {state.number("minimum"), state.number("maximum")};
}

Parts stored_parts(const Options& options, const StoredState& state, const Scaling& scaling) {
  if (!has_bins(options) || !state.has("edges")) return {options, {}, scaling};
  const auto most = static_cast<size_t>(bins_of(options)) + 1;
  const std::vector<double> edges = state.some_numbers("edges", most);
  Parts parts(options, edges, scaling);
  if (parts.edges != edges) throw state.error("\"edges\" do not ascend");
  return parts;
}

std::unique_ptr<Column> restore_number(const Stored& stored) {
  const StoredState state(stored.options.document()->name, "column " + quote(stored.name),
                          stored.state);
  Scaling scaling = restore_scaling(stored.options.text("scaling"), state);
  scaling.clip = clip_of(stored.options);
  const double fill = state.number("fill");
  if (!std::isfinite(static_cast<real>(scaling.apply(fill)))) {
    throw state.error("\"fill\" is out of range");
  }
  Seen seen{stored_range(state), state.flag("missing")};
  if (seen.range.low > seen.range.high) throw state.error("\"minimum\" is above \"maximum\"");
  Parts parts = stored_parts(stored.options, state, scaling);
  return std::make_unique<NumberColumn>(scaling, fill, std::move(parts), seen);
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
  return {CellKind::number, fit_number, restore_number,
          has_bins(options) ? "a number has as many bins as its values fill" : "",
          together ? share_scale : nullptr};
}

}  // namespace aimodel
