#include <optional>
#include <utility>

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

// One of two values, as 0 and 1; 0.5 for a missing one and for any other. Numbers are compared as
// numbers, so that files that write 1 and 1.0 agree.
class BinaryColumn : public Column {
 public:
  BinaryColumn(std::optional<std::string> negative, std::string positive, bool missing)
      : Column({{1}}),
        negative_(std::move(negative)),
        positive_(std::move(positive)),
        missing_(missing) {}

  void encode(const Frame&, const FrameColumn& cells, std::span<const uint32_t> rows, real* out,
              int64_t stride, CellNotes& notes) const override {
    for_each_index(
        cells, rows, [&](const std::string& text) { return twice(text); }, 1,
        [&](size_t i, int64_t twice_value) {
          if (twice_value == 1) {
            const uint32_t id = cells.ids[rows[i]];
            if (id != 0) notes.add_unseen(cells.texts[id]);
            if (id == 0 && !missing_) ++notes.missing;
          }
          out[static_cast<int64_t>(i) * stride] = static_cast<real>(twice_value) / 2;
        });
  }

  std::vector<std::string> labels() const override { return {name + " is " + positive_}; }

  Json state() const override {
    Json state;
    state["negative"] = negative_ ? Json(*negative_) : Json(nullptr);
    state["positive"] = positive_;
    state["missing"] = missing_;
    return state;
  }

 private:
  int64_t twice(std::string_view text) const {
    const std::string_view core = trimmed(text);
    if (same_value(core, positive_)) return 2;
    return negative_ && same_value(core, *negative_) ? 0 : 1;
  }

  std::optional<std::string> negative_;  // none where all training rows had one value
  std::string positive_;
  bool missing_;  // whether training missed some
};

class BinaryFit : public ColumnFit {
 public:
  using ColumnFit::ColumnFit;

  void add(const Chunk& chunk) override { counts_.add(chunk.cells, chunk.rows); }

  std::unique_ptr<Column> finish(const Chunk& last) override {
    const std::vector<std::string> values = distinct_values(last);
    if (values.empty()) throw error(last, "all values are missing");
    if (values.size() > 2) {
      throw error(last,
                  fmt::format("there are more than two values ({}, {}, {}{})", quote(values[0]),
                              quote(values[1]), quote(values[2]), values.size() > 3 ? ", ..." : ""),
                  "declare the column as \"category\"");
    }
    std::string positive = values.back();
    if (options().has("positive")) {
      positive = trimmed(options().text("positive"));
      const bool known =
          same_value(values.front(), positive) || same_value(values.back(), positive);
      if (!known && values.size() == 2) {
        throw options().error_at(
            "positive",
            fmt::format("no row of column {} holds {}", quote(last.cells.name), quote(positive)),
            suggest(positive, values));
      }
    }
    std::optional<std::string> negative;
    for (const std::string& value : values) {
      if (!same_value(value, positive)) negative = value;
    }
    return std::make_unique<BinaryColumn>(negative, positive, counts_.missing() > 0);
  }

 private:
  // The distinct values in order, those that write the same number as one.
  std::vector<std::string> distinct_values(const Chunk& last) const {
    std::vector<std::string> values;
    for (ValueCount& value : counts_.values(last.cells)) {
      bool known = false;
      for (const std::string& other : values) known |= same_value(other, value.text);
      if (!known) values.push_back(std::move(value.text));
      if (values.size() > 3) break;  // as many as the message names
    }
    sort_values(values);
    return values;
  }

  TextCounts counts_;
};

ColumnFitPtr fit_binary(const Options& options) {
  return std::make_unique<BinaryFit>(options);
}

std::unique_ptr<Column> restore_binary(const Stored& stored) {
  const StoredState state(stored.options.document()->name, "column " + quote(stored.name),
                          stored.state);
  std::optional<std::string> negative;
  if (!state.is_null("negative")) negative = state.text("negative");
  std::string positive = state.text("positive");
  return std::make_unique<BinaryColumn>(std::move(negative), std::move(positive),
                                        state.flag("missing"));
}

}  // namespace

ColumnKind make_binary_column(const Options&) {
  return {CellKind::text, fit_binary, restore_binary};
}

}  // namespace aimodel
