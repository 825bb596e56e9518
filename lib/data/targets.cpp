#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "data/column_fit.h"
#include "data/csv_cell.h"
#include "data/scaling.h"
#include "data/stored_state.h"
#include "data/values.h"
#include "spec/document.h"

namespace aimodel {

namespace {

constexpr int64_t kMissing = -2;

// One of the classes that training saw, as its index.
class ClassTarget : public Column {
 public:
  explicit ClassTarget(std::vector<std::string> classes)
      : classes_(std::move(classes)), index_(classes_) {}

  int64_t cardinality() const override { return static_cast<int64_t>(classes_.size()); }

  void encode(const Frame& frame, const FrameColumn& cells, std::span<const uint32_t> rows,
              real* out, int64_t stride) const override {
    for_each_place(
        cells, rows, [&](const std::string& text) { return index_.find(text); }, kMissing,
        [&](size_t i, int64_t place) {
          if (place == kMissing) {
            throw value_error(frame, rows[i], cells.name, "the value is missing");
          }
          if (place == ValueIndex::kNone) throw unseen(frame, rows[i], cells);
          out[static_cast<int64_t>(i) * stride] = static_cast<real>(place);
        });
  }

  std::vector<std::string> labels() const override { return classes_; }

  Json state() const override {
    Json state;
    state["classes"] = classes_;
    return state;
  }

 private:
  Error unseen(const Frame& frame, uint32_t row, const FrameColumn& cells) const {
    const std::string text(trimmed(cells.text(row)));
    return value_error(frame, row, cells.name,
                       fmt::format("class {} was not seen in training", quote(text)),
                       suggest(text, classes_));
  }

  std::vector<std::string> classes_;
  ValueIndex index_;
};

// Numbers, scaled for training.
class NumberTarget : public Column {
 public:
  explicit NumberTarget(Scaling scaling) : scaling_(scaling) {}

  void encode(const Frame& frame, const FrameColumn& cells, std::span<const uint32_t> rows,
              real* out, int64_t stride) const override {
    for (const uint32_t row : rows) {
      const double x = cells.numbers[row];
      if (std::isnan(x)) throw value_error(frame, row, cells.name, "the value is missing");
      *out = scaled_value(scaling_, x, frame, row, cells.name);
      out += stride;
    }
  }

  double decode(double y) const override { return scaling_.undo(y); }
  std::vector<std::string> labels() const override { return {name}; }

  Json state() const override {
    Json state;
    store_scaling(scaling_, state);
    return state;
  }

 private:
  Scaling scaling_;
};

// The positive class as the options name it; it must be there.
void check_positive(const Sample& sample, const std::vector<std::string>& classes) {
  if (!sample.options.has("positive")) return;
  const std::string positive(trimmed(sample.options.text("positive")));
  if (classes.size() != 2) {
    throw sample.options.error_at(
        "positive", fmt::format("a positive class needs two classes, and column {} has {}",
                                quote(sample.cells.name), classes.size()));
  }
  if (classes[0] == positive || classes[1] == positive) return;
  throw sample.options.error_at("positive",
                                fmt::format("no training row of column {} holds {}",
                                            quote(sample.cells.name), quote(positive)),
                                suggest(positive, classes));
}

}  // namespace

std::unique_ptr<Column> fit_class_target(const Sample& sample) {
  std::vector<std::string> classes;
  for (ValueCount& value : count_values(sample.cells, sample.rows)) {
    classes.push_back(std::move(value.text));
  }
  if (classes.empty()) throw sample.error("all values are missing");
  sort_values(classes);
  const std::string column = "column " + quote(sample.cells.name);
  if (classes.size() == 1) {
    throw Error(Exit::data, sample.frame.file,
                fmt::format("{} has one class only ({})", column, quote(classes[0])),
                "a class is learnt from rows that have it and rows that do not");
  }
  const bool binary = sample.options.type() == "binary";
  if (binary && classes.size() > 2) {
    throw Error(Exit::data, sample.frame.file,
                fmt::format("{} has {} classes, not two ({}, {}, {}{})", column, classes.size(),
                            quote(classes[0]), quote(classes[1]), quote(classes[2]),
                            classes.size() > 3 ? ", ..." : ""),
                "declare the output as \"category\"");
  }
  check_positive(sample, classes);
  if (binary && sample.options.has("positive") &&
      classes[0] == trimmed(sample.options.text("positive"))) {
    std::swap(classes[0], classes[1]);
  }
  return std::make_unique<ClassTarget>(std::move(classes));
}

std::unique_ptr<Column> restore_class_target(const Stored& stored) {
  const StoredState state(stored.options.document()->name, "output " + quote(stored.name),
                          stored.state);
  std::vector<std::string> classes = state.texts("classes", std::numeric_limits<int32_t>::max());
  const bool binary = stored.options.type() == "binary";
  if (classes.size() < 2 || (binary && classes.size() != 2)) {
    throw state.error(fmt::format("there are {} classes", classes.size()));
  }
  return std::make_unique<ClassTarget>(std::move(classes));
}

std::unique_ptr<Column> fit_number_target(const Sample& sample) {
  std::vector<double> values;
  values.reserve(sample.rows.size());
  for (const uint32_t row : sample.rows) {
    const double x = sample.cells.numbers[row];
    if (std::isnan(x)) {
      throw value_error(sample.frame, row, sample.cells.name, "the value is missing");
    }
    values.push_back(x);
  }
  if (values.empty()) throw sample.error("all values are missing");
  return std::make_unique<NumberTarget>(fit_scaling(sample, values));
}

std::unique_ptr<Column> restore_number_target(const Stored& stored) {
  const StoredState state(stored.options.document()->name, "output " + quote(stored.name),
                          stored.state);
  return std::make_unique<NumberTarget>(restore_scaling(stored.options.text("scaling"), state));
}

}  // namespace aimodel
