// What is learnt of a column of numbers, and how its cells are encoded with it.
#include "columns/number_column.h"

#include <cmath>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/json.h"
#include "base/names.h"
#include "base/numbers.h"
#include "spec/document.h"

namespace aimodel {

bool SeenNumbers::open() const {
  return range.low < 0 && std::isinf(range.low) && std::isinf(range.high);
}

NumberEncoding::NumberEncoding(const Options& group, std::span<const double> all_edges,
                               const Scaling& scaling)
    : indicator(group.flag("missing_indicator")) {
  for (const double edge : all_edges) {
    if (bins.add_edge(scaling.apply(edge))) edges.push_back(edge);
  }
  if (bins.bins() < 2) {
    bins = {};
    edges.clear();
  } else {
    scaled = group.flag("keep_scaled");
  }
}

int64_t NumberEncoding::width() const {
  return (scaled ? 1 : 0) + static_cast<int64_t>(bins.bins()) + (indicator ? 1 : 0);
}

bool has_bins(const Options& group) {
  return group.text("encoding") == "piecewise_linear";
}

// 0: none.
int64_t bins_of(const Options& group) {
  constexpr int64_t kUsual = 16;
  if (!has_bins(group)) return 0;
  return group.has("bins") ? group.integer("bins") : kUsual;
}

double clip_of(const Options& group) {
  return group.has("clip") ? group.number("clip") : std::numeric_limits<double>::infinity();
}

namespace {

// A number, scaled, and how far it has come through each bin; a missing one is filled in first.
class NumberColumn : public Column {
 public:
  NumberColumn(const Scaling& scaling, double fill, NumberEncoding encoding,
               const SeenNumbers& seen)
      : Column({{encoding.width()}}),
        scaling_(scaling),
        fill_(fill),
        encoding_(std::move(encoding)),
        seen_(seen) {}

  void encode(const Frame& frame, const FrameColumn& cells, std::span<const uint32_t> rows,
              real* out, int64_t stride, CellNotes& notes) const override {
    const Scaling scaling = scaling_;  // here the compiler sees that nothing changes it
    const auto [low, high] = seen_.range;
    const double* const numbers = cells.numbers.data();
    const size_t bins = encoding_.bins.bins();
    for (const uint32_t row : rows) {
      const double x = numbers[row];
      const bool missing = std::isnan(x);
      if (missing && !seen_.missing) ++notes.missing;
      if (x < low || x > high) notes.add_outside(x);
      const double filled = missing ? fill_ : x;
      const double y = scaled_number(scaling, filled, frame, row, name);
      real* to = out;
      if (encoding_.scaled) *to++ = static_cast<real>(y);
      if (bins > 0) {
        encoding_.bins.encode(y, to);
        if (!std::isfinite(to[0]) || !std::isfinite(to[bins - 1])) {
          throw scaling_error(scaling, filled, frame, row, name);
        }
        to += bins;
      }
      if (encoding_.indicator) *to = missing ? real{1} : real{0};
      out += stride;
    }
  }

  std::vector<std::string> labels() const override {
    std::vector<std::string> labels;
    if (encoding_.scaled) labels.push_back(name);
    for (size_t t = 0; t < encoding_.bins.bins(); ++t) {
      labels.push_back(fmt::format("{} from {} to {}", name, shortest(encoding_.edges[t]),
                                   shortest(encoding_.edges[t + 1])));
    }
    if (encoding_.indicator) labels.push_back(name + " is missing");
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
    if (encoding_.bins.bins() > 0) state["edges"] = encoding_.edges;
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
  NumberEncoding encoding_;
  SeenNumbers seen_;
};

Range stored_range(const StoredState& state) {
  constexpr double kOpen = std::numeric_limits<double>::infinity();
  if (state.is_null("minimum") && state.is_null("maximum")) return {-kOpen, kOpen};
  return {state.number("minimum"), state.number("maximum")};
}

NumberEncoding stored_encoding(const Options& options, const StoredState& state,
                               const Scaling& scaling) {
  if (!has_bins(options) || !state.has("edges")) return {options, {}, scaling};
  const auto most = static_cast<size_t>(bins_of(options)) + 1;
  const std::vector<double> edges = state.some_numbers("edges", most);
  NumberEncoding encoding(options, edges, scaling);
  if (encoding.edges != edges) throw state.error("\"edges\" do not ascend");
  return encoding;
}

}  // namespace

std::unique_ptr<Column> number_column(const Scaling& scaling, double fill, NumberEncoding encoding,
                                      const SeenNumbers& seen) {
  return std::make_unique<NumberColumn>(scaling, fill, std::move(encoding), seen);
}

std::unique_ptr<Column> restore_number_column(const Stored& stored) {
  const StoredState state(stored.options.document()->name, "column " + quote(stored.name),
                          stored.state);
  Scaling scaling = restore_scaling(stored.options.text("scaling"), state);
  scaling.clip = clip_of(stored.options);
  const double fill = state.number("fill");
  if (!std::isfinite(static_cast<real>(scaling.apply(fill)))) {
    throw state.error("\"fill\" is out of range");
  }
  const SeenNumbers seen{stored_range(state), state.flag("missing")};
  if (seen.range.low > seen.range.high) throw state.error("\"minimum\" is above \"maximum\"");
  NumberEncoding encoding = stored_encoding(stored.options, state, scaling);
  return number_column(scaling, fill, std::move(encoding), seen);
}

}  // namespace aimodel
