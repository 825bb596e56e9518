#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/json.h"
#include "base/names.h"
#include "columns/column_kind.h"
#include "columns/stored_state.h"
#include "columns/values.h"
#include "csv/csv_cell.h"
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

  int64_t index(std::string_view text) const {
    const std::string_view core = trimmed(text);
    const auto found = std::ranges::find_if(
        texts_, [&](const std::string& value) { return same_value(value, core); });
    return found == texts_.end() ? kUnknown : found - texts_.begin();
  }

  double share(double index) const { return index / static_cast<double>(texts_.size() - 1); }
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

// A value's index in its order: 0 for the lowest, 1 for the highest, the others evenly between.
class OrdinalColumn : public Column {
 public:
  // `seen` tells of each index whether a training row had it.
  OrdinalColumn(Order order, double fill, std::vector<bool> seen, bool missing)
      : Column({{1}}),
        order_(std::move(order)),
        fill_(fill),
        seen_(std::move(seen)),
        missing_(missing) {}

  void encode(const Frame& frame, const FrameColumn& cells, std::span<const uint32_t> rows,
              real* out, int64_t stride, CellNotes& notes) const override {
    for_each_index(
        cells, rows, [&](const std::string& text) { return order_.index(text); }, ValueIndex::kNone,
        [&](size_t i, int64_t index) {
          if (index == kUnknown) throw order_.unknown(frame, rows[i], cells);
          const bool missing = index == ValueIndex::kNone;
          if (missing && !missing_) ++notes.missing;
          if (!missing && !seen_[static_cast<size_t>(index)]) notes.add_unseen(cells.text(rows[i]));
          const double y = missing ? fill_ : order_.share(static_cast<double>(index));
          out[static_cast<int64_t>(i) * stride] = static_cast<real>(y);
        });
  }

  std::vector<std::string> labels() const override { return {name}; }

  Json state() const override {
    Json state;
    state["fill"] = fill_;
    state["missing"] = missing_;
    state["unseen"] = Json::array();
    for (size_t index = 0; index < seen_.size(); ++index) {
      if (!seen_[index]) state["unseen"].push_back(order_.texts()[index]);
    }
    return state;
  }

 private:
  Order order_;
  double fill_;
  std::vector<bool> seen_;
  bool missing_;
};

class OrdinalFit : public ColumnFit {
 public:
  explicit OrdinalFit(const Options& options)
      : ColumnFit(options), order_(options), counts_(order_.texts().size()) {}

  void add(const Chunk& chunk) override {
    for_each_index(
        chunk.cells, chunk.rows, [&](const std::string& text) { return order_.index(text); },
        ValueIndex::kNone,
        [&](size_t i, int64_t index) {
          if (index == kUnknown) throw order_.unknown(chunk.frame, chunk.rows[i], chunk.cells);
          if (index == ValueIndex::kNone) {
            missing_ = true;
          } else {
            ++counts_[static_cast<size_t>(index)];
          }
        });
  }

  std::unique_ptr<Column> finish(const Chunk& last) override {
    if (std::ranges::all_of(counts_, [](uint64_t count) { return count == 0; })) {
      throw error(last, "all values are missing");
    }
    double fill = median();
    if (options().has("fill")) {
      const std::string text = options().text("fill");
      const int64_t index = order_.index(text);
      if (index == kUnknown) {
        throw options().error_at("fill",
                                 fmt::format("{} is not one of the ordered values", quote(text)),
                                 suggest(text, order_.texts()));
      }
      fill = static_cast<double>(index);
    }
    const double share = order_.share(fill);
    std::vector<bool> seen;
    for (const uint64_t count : counts_) seen.push_back(count > 0);
    return std::make_unique<OrdinalColumn>(order_, share, std::move(seen), missing_);
  }

 private:
  // Of the indexes of all values: the middle one, or halfway between the middle two.
  double median() const {
    const uint64_t all = std::accumulate(counts_.begin(), counts_.end(), uint64_t{0});
    const auto at = [&](uint64_t rank) {
      size_t index = 0;
      while (rank >= counts_[index]) rank -= counts_[index++];
      return static_cast<double>(index);
    };
    const double below = at((all - 1) / 2), above = at(all / 2);
    return below == above ? below : below * 0.5 + above * 0.5;
  }

  Order order_;
  std::vector<uint64_t> counts_;  // rows of each index
  bool missing_ = false;
};

ColumnFitPtr fit_ordinal(const Options& options) {
  return std::make_unique<OrdinalFit>(options);
}

std::unique_ptr<Column> restore_ordinal(const Stored& stored) {
  const StoredState state(stored.options.document()->name, "column " + quote(stored.name),
                          stored.state);
  const double fill = state.number("fill");
  if (fill < 0 || fill > 1) throw state.error("\"fill\" is not between 0 and 1");
  Order order(stored.options);
  std::vector<bool> seen(order.texts().size(), true);
  for (const std::string& text : state.texts("unseen", seen.size())) {
    const int64_t index = order.index(text);
    if (index == kUnknown) throw state.error(quote(text) + " is not one of the ordered values");
    seen[static_cast<size_t>(index)] = false;
  }
  return std::make_unique<OrdinalColumn>(std::move(order), fill, std::move(seen),
                                         state.flag("missing"));
}

}  // namespace

ColumnKind make_ordinal_column(const Options&) {
  return {CellKind::text, fit_ordinal, restore_ordinal};
}

}  // namespace aimodel
