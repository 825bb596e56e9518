#include <algorithm>
#include <limits>
#include <utility>

#include "base/json.h"
#include "base/text.h"
#include "data/column_fit.h"
#include "data/stored_state.h"
#include "data/values.h"
#include "spec/document.h"

namespace aimodel {

namespace {

// One of several values, as its place in the vocabulary; place 0 is for every other value, and for
// none.
class CategoryColumn : public Column {
 public:
  explicit CategoryColumn(std::vector<std::string> vocabulary)
      : vocabulary_(std::move(vocabulary)), index_(vocabulary_) {}

  int64_t cardinality() const override { return static_cast<int64_t>(vocabulary_.size()) + 1; }

  void encode(const Frame&, const FrameColumn& cells, std::span<const uint32_t> rows, real* out,
              int64_t stride) const override {
    for_each_place(
        cells, rows, [&](const std::string& text) { return index_.find(text); }, ValueIndex::kNone,
        [&](size_t i, int64_t place) {
          out[static_cast<int64_t>(i) * stride] = static_cast<real>(place + 1);
        });
  }

  std::vector<std::string> labels() const override {
    std::vector<std::string> labels = {"(other)"};
    labels.insert(labels.end(), vocabulary_.begin(), vocabulary_.end());
    return labels;
  }

  Json state() const override {
    Json state;
    state["vocabulary"] = vocabulary_;
    return state;
  }

 private:
  std::vector<std::string> vocabulary_;
  ValueIndex index_;
};

class CategoryFit : public ColumnFit {
 public:
  using ColumnFit::ColumnFit;

  void add(const Chunk& chunk) override { counts_.add(chunk.cells, chunk.rows); }

  std::unique_ptr<Column> finish(const Chunk& last) override {
    std::vector<ValueCount> values = counts_.values(last.cells);
    if (values.empty()) throw error(last, "all values are missing");
    const auto least = static_cast<uint64_t>(options().integer("minimum_count"));
    const auto most = static_cast<size_t>(options().integer("maximum_values"));
    std::erase_if(values, [&](const ValueCount& value) { return value.count < least; });
    if (values.size() > most) {  // the most frequent, of equals the first in order of bytes
      std::ranges::stable_sort(values, std::ranges::greater(), &ValueCount::count);
      values.resize(most);
      std::ranges::sort(values, std::ranges::less(), &ValueCount::text);
    }
    std::vector<std::string> vocabulary;
    vocabulary.reserve(values.size());
    for (ValueCount& value : values) vocabulary.push_back(std::move(value.text));
    return std::make_unique<CategoryColumn>(std::move(vocabulary));
  }

 private:
  TextCounts counts_;
};

}  // namespace

ColumnFitPtr fit_category(const Options& options) {
  return std::make_unique<CategoryFit>(options);
}

std::unique_ptr<Column> restore_category(const Stored& stored) {
  const StoredState state(stored.options.document()->name, "column " + quote(stored.name),
                          stored.state);
  const auto most = static_cast<size_t>(stored.options.integer("maximum_values"));
  return std::make_unique<CategoryColumn>(state.texts("vocabulary", most));
}

}  // namespace aimodel
