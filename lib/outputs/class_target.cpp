#include "outputs/class_target.h"

#include <limits>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/json.h"
#include "base/names.h"
#include "columns/stored_state.h"
#include "columns/values.h"
#include "csv/csv_cell.h"
#include "spec/document.h"

namespace aimodel {

namespace {

constexpr int64_t kMissing = -2;

// One of the classes that training saw, as its index.
class ClassTarget : public Column {
 public:
  explicit ClassTarget(std::vector<std::string> classes)
      : Column({{1}, static_cast<int64_t>(classes.size())}),
        classes_(std::move(classes)),
        index_(classes_) {}

  void encode(const Frame& frame, const FrameColumn& cells, std::span<const uint32_t> rows,
              real* out, int64_t stride, CellNotes&) const override {
    for_each_index(
        cells, rows, [&](const std::string& text) { return index_.find(text); }, kMissing,
        [&](size_t i, int64_t index) {
          if (index == kMissing) {
            throw value_error(frame, rows[i], cells.name, "the value is missing");
          }
          if (index == ValueIndex::kNone) throw unseen(frame, rows[i], cells);
          out[static_cast<int64_t>(i) * stride] = static_cast<real>(index);
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
    const std::string known = suggest(text, classes_);
    return value_error(frame, row, cells.name,
                       fmt::format("class {} was not seen in training", quote(text)),
                       known + (known.empty() ? "" : "; ") +
                           "where training keeps rows back itself, a share with \"stratify\": true "
                           "leaves it some of each class");
  }

  std::vector<std::string> classes_;
  ValueIndex index_;
};

class ClassFit : public ColumnFit {
 public:
  ClassFit(const Options& options, bool binary) : ColumnFit(options), binary_(binary) {}

  void add(const Chunk& chunk) override { counts_.add(chunk.cells, chunk.rows); }

  std::unique_ptr<Column> finish(const Chunk& last) override {
    std::vector<std::string> classes;
    for (ValueCount& value : counts_.values(last.cells)) classes.push_back(std::move(value.text));
    if (classes.empty()) throw error(last, "all values are missing");
    sort_values(classes);
    const std::string column = "column " + quote(last.cells.name);
    if (classes.size() == 1) {
      throw Error(Exit::data, last.frame.file,
                  fmt::format("{} has one class only ({})", column, quote(classes[0])),
                  "a class is learnt from rows that have it and rows that do not");
    }
    if (binary_ && classes.size() > 2) {
      throw Error(Exit::data, last.frame.file,
                  fmt::format("{} has {} classes, not two ({}, {}, {}{})", column, classes.size(),
                              quote(classes[0]), quote(classes[1]), quote(classes[2]),
                              classes.size() > 3 ? ", ..." : ""),
                  "declare the output as \"category\"");
    }
    check_positive(last, classes);
    if (binary_ && options().has("positive") && classes[0] == trimmed(options().text("positive"))) {
      std::swap(classes[0], classes[1]);
    }
    return std::make_unique<ClassTarget>(std::move(classes));
  }

 private:
  // The positive class as the options name it; it must be there.
  void check_positive(const Chunk& last, const std::vector<std::string>& classes) const {
    if (!options().has("positive")) return;
    const std::string positive(trimmed(options().text("positive")));
    if (classes.size() != 2) {
      throw options().error_at(
          "positive", fmt::format("a positive class needs two classes, and column {} has {}",
                                  quote(last.cells.name), classes.size()));
    }
    if (classes[0] == positive || classes[1] == positive) return;
    throw options().error_at("positive",
                             fmt::format("no training row of column {} holds {}",
                                         quote(last.cells.name), quote(positive)),
                             suggest(positive, classes));
  }

  bool binary_;
  TextCounts counts_;
};

}  // namespace

ColumnFitPtr fit_class_target(const Options& options, bool binary) {
  return std::make_unique<ClassFit>(options, binary);
}

std::unique_ptr<Column> restore_class_target(const Stored& stored, bool binary) {
  const StoredState state(stored.options.document()->name, "output " + quote(stored.name),
                          stored.state);
  std::vector<std::string> classes = state.texts("classes", std::numeric_limits<int32_t>::max());
  if (classes.size() < 2 || (binary && classes.size() != 2)) {
    throw state.error(fmt::format("there are {} classes", classes.size()));
  }
  return std::make_unique<ClassTarget>(std::move(classes));
}

}  // namespace aimodel
