#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "data/column_fit.h"
#include "data/csv_cell.h"
#include "data/statistics.h"
#include "data/stored_state.h"
#include "data/values.h"
#include "spec/document.h"

namespace aimodel {

namespace {

constexpr int64_t kUnknown = -2;

// The values of a column in their order.
class Order {
 public:
  explicit Order(const Options& options) : texts_(options.texts("order")) {
    for (std::string& text : texts_) text = trimmed(std::string(text));
    for (size_t i = 0; i < texts_.size(); ++i) {
      for (size_t k = 0; k < i; ++k) {
        if (!same_value(texts_[k], texts_[i])) continue;
        throw options.error_at("order", fmt::format("{} is named twice", quote(texts_[i])));
      }
    }
  }

  int64_t place(std::string_view text) const {
    const std::string_view core = trimmed(text);
    const auto found = std::ranges::find_if(
        texts_, [&](const std::string& value) { return same_value(value, core); });
    return found == texts_.end() ? kUnknown : found - texts_.begin();
  }

  double share(double place) const { return place / static_cast<double>(texts_.size() - 1); }
  const std::vector<std::string>& texts() const { return texts_; }

  Error unknown(const Frame& frame, uint32_t row, const FrameColumn& cells) const {
    const std::string text(trimmed(cells.text(row)));
    return value_error(frame, row, cells.name,
                       fmt::format("{} is not one of the ordered values", quote(text)),
                       suggest(text, texts_));
  }

 private:
  std::vector<std::string> texts_;
};

// A value's place in its order: 0 for the lowest, 1 for the highest, the others evenly between.
class OrdinalColumn : public Column {
 public:
  OrdinalColumn(Order order, double fill) : order_(std::move(order)), fill_(fill) {}

  void encode(const Frame& frame, const FrameColumn& cells, std::span<const uint32_t> rows,
              real* out, int64_t stride) const override {
    for_each_place(
        cells, rows, [&](const std::string& text) { return order_.place(text); }, ValueIndex::kNone,
        [&](size_t i, int64_t place) {
          if (place == kUnknown) throw order_.unknown(frame, rows[i], cells);
          const double y =
              place == ValueIndex::kNone ? fill_ : order_.share(static_cast<double>(place));
          out[static_cast<int64_t>(i) * stride] = static_cast<real>(y);
        });
  }

  std::vector<std::string> labels() const override { return {name}; }

  Json state() const override {
    Json state;
    state["fill"] = fill_;
    return state;
  }

 private:
  Order order_;
  double fill_;
};

}  // namespace

std::unique_ptr<Column> fit_ordinal(const Sample& sample) {
  Order order(sample.options);
  std::vector<double> places;
  for_each_place(
      sample.cells, sample.rows, [&](const std::string& text) { return order.place(text); },
      ValueIndex::kNone,
      [&](size_t i, int64_t place) {
        if (place == kUnknown) throw order.unknown(sample.frame, sample.rows[i], sample.cells);
        if (place != ValueIndex::kNone) places.push_back(static_cast<double>(place));
      });
  if (places.empty()) throw sample.error("all values are missing");
  std::ranges::sort(places);
  double fill = quantile(places, 0.5);
  if (sample.options.has("fill")) {
    const std::string text = sample.options.text("fill");
    const int64_t place = order.place(text);
    if (place == kUnknown) {
      throw sample.options.error_at("fill",
                                    fmt::format("{} is not one of the ordered values", quote(text)),
                                    suggest(text, order.texts()));
    }
    fill = static_cast<double>(place);
  }
  const double share = order.share(fill);
  return std::make_unique<OrdinalColumn>(std::move(order), share);
}

std::unique_ptr<Column> restore_ordinal(const Stored& stored) {
  const StoredState state(stored.options.document()->name, "column " + quote(stored.name),
                          stored.state);
  const double fill = state.number("fill");
  if (fill < 0 || fill > 1) throw state.error("\"fill\" is not between 0 and 1");
  return std::make_unique<OrdinalColumn>(Order(stored.options), fill);
}

}  // namespace aimodel
