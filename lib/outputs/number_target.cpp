#include "outputs/number_target.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/json.h"
#include "base/names.h"
#include "columns/scaling.h"
#include "columns/stored_state.h"
#include "spec/document.h"

namespace aimodel {

namespace {

// Numbers, scaled for training.
class NumberTarget : public Column {
 public:
  NumberTarget(Scaling scaling, std::optional<Range> range)
      : Column({{1}}), scaling_(scaling), range_(range) {}

  void encode(const Frame& frame, const FrameColumn& cells, std::span<const uint32_t> rows,
              real* out, int64_t stride, CellNotes&) const override {
    for (const uint32_t row : rows) {
      const double x = cells.numbers[row];
      if (std::isnan(x)) throw value_error(frame, row, cells.name, "the value is missing");
      *out = scaled_value(scaling_, x, frame, row, cells.name);
      out += stride;
    }
  }

  double decode(double y) const override { return scaling_.undo(y); }
  double scale(double x) const override { return scaling_.apply(x); }
  std::optional<Range> range() const override { return range_; }
  std::vector<std::string> labels() const override { return {name}; }

  Json state() const override {
    Json state;
    store_scaling(scaling_, state);
    if (range_) {
      state["minimum"] = range_->low;
      state["maximum"] = range_->high;
    }
    return state;
  }

 private:
  Scaling scaling_;
  std::optional<Range> range_;  // not known of models of an earlier version
};

class NumberTargetFit : public ColumnFit {
 public:
  explicit NumberTargetFit(const Options& options)
      : ColumnFit(options), logarithm_(options.text("scaling") == "log1p"), scaling_(options) {}

  void add(const Chunk& chunk) override {
    for (const uint32_t row : chunk.rows) {
      const double x = chunk.cells.numbers[row];
      if (std::isnan(x)) {
        throw value_error(chunk.frame, row, chunk.cells.name, "the value is missing");
      }
      if (logarithm_) scaled_value({true, 0, 1}, x, chunk.frame, row, chunk.cells.name);
      range_ = {std::min(x, range_.low), std::max(x, range_.high)};
      scaling_.add(x);
    }
  }

  bool end_pass() override { return scaling_.end_pass(); }

  std::unique_ptr<Column> finish(const Chunk& last) override {
    if (scaling_.count() == 0) throw error(last, "all values are missing");
    return std::make_unique<NumberTarget>(checked_scaling(scaling_.result(), last), range_);
  }

 private:
  bool logarithm_;
  Range range_{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
  ScalingFit scaling_;
};

}  // namespace

ColumnFitPtr fit_number_target(const Options& options) {
  return std::make_unique<NumberTargetFit>(options);
}

std::unique_ptr<Column> restore_number_target(const Stored& stored) {
  const StoredState state(stored.options.document()->name, "output " + quote(stored.name),
                          stored.state);
  std::optional<Range> range;
  if (state.has("minimum") && state.has("maximum")) {
    range = Range{state.number("minimum"), state.number("maximum")};
    if (range->low > range->high) throw state.error("\"minimum\" is above \"maximum\"");
  } else if (stored.options.flag("clamp")) {
    throw state.error("there is no range to clamp predictions to");
  }
  return std::make_unique<NumberTarget>(restore_scaling(stored.options.text("scaling"), state),
                                        range);
}

}  // namespace aimodel
