#include <algorithm>
#include <limits>
#include <utility>

#include "base/json.h"
#include "base/names.h"
#include "columns/column_kind.h"
#include "columns/stored_state.h"
#include "columns/values.h"
#include "spec/document.h"

namespace aimodel {

namespace {

// What the training rows held beside the values of the vocabulary.
struct Others {
  bool rare = false;     // values that stand in too few of them, or are too many
  bool missing = false;  // missing ones
};

// One of several values, as its index in the vocabulary, from 1 on. Rare and missing ones share the
// index behind it, which is there where training saw such rows. What training did not see has
// index 0, none of them, for which the network takes their mean.
class CategoryColumn : public Column {
 public:
  CategoryColumn(std::vector<std::string> vocabulary, Others others)
      : Column({{1}, indices(vocabulary, others)}),
        vocabulary_(std::move(vocabulary)),
        index_(vocabulary_),
        others_(others) {}

  void encode(const Frame&, const FrameColumn& cells, std::span<const uint32_t> rows, real* out,
              int64_t stride, CellNotes& notes) const override {
    constexpr int64_t kMissing = -2;
    const int64_t other = type().values - 1;
    for_each_index(
        cells, rows, [&](const std::string& text) { return index_.find(text); }, kMissing,
        [&](size_t i, int64_t found) {
          int64_t index = found + 1;
          if (found == kMissing) {
            index = others_.missing ? other : 0;
            if (!others_.missing) ++notes.missing;
          } else if (found == ValueIndex::kNone) {
            index = others_.rare ? other : 0;
            notes.add_unseen(cells.texts[cells.ids[rows[i]]]);
          }
          out[static_cast<int64_t>(i) * stride] = static_cast<real>(index);
        });
  }

  bool forgets_values() const override { return others_.rare; }

  std::vector<std::string> labels() const override {
    std::vector<std::string> labels = vocabulary_;
    if (others_.rare || others_.missing) labels.emplace_back("(other)");
    return labels;
  }

  Json state() const override {
    Json state;
    state["vocabulary"] = vocabulary_;
    state["rare"] = others_.rare;
    state["missing"] = others_.missing;
    return state;
  }

 private:
  // None of them, each of them, and the others where training saw some.
  static int64_t indices(const std::vector<std::string>& vocabulary, Others others) {
    return 1 + static_cast<int64_t>(vocabulary.size()) + (others.rare || others.missing ? 1 : 0);
  }

  std::vector<std::string> vocabulary_;
  ValueIndex index_;
  Others others_;
};

class CategoryFit : public ColumnFit {
 public:
  using ColumnFit::ColumnFit;

  void add(const Chunk& chunk) override { counts_.add(chunk.cells, chunk.rows); }

  std::unique_ptr<Column> finish(const Chunk& last) override {
    std::vector<ValueCount> values = counts_.values(last.cells);
    if (values.empty()) throw error(last, "all values are missing");
    const size_t all = values.size();
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
    const Others others{vocabulary.size() < all, counts_.missing() > 0};
    return std::make_unique<CategoryColumn>(std::move(vocabulary), others);
  }

 private:
  TextCounts counts_;
};

ColumnFitPtr fit_category(const Options& options) {
  return std::make_unique<CategoryFit>(options);
}

std::unique_ptr<Column> restore_category(const Stored& stored) {
  const StoredState state(stored.options.document()->name, "column " + quote(stored.name),
                          stored.state);
  const auto most = static_cast<size_t>(stored.options.integer("maximum_values"));
  std::vector<std::string> vocabulary = state.texts("vocabulary", most);
  const Others others{state.flag("rare"), state.flag("missing")};
  if (vocabulary.empty() && !others.rare) throw state.error("\"vocabulary\" is empty");
  return std::make_unique<CategoryColumn>(std::move(vocabulary), others);
}

}  // namespace

ColumnKind make_category_column(const Options&) {
  return {CellKind::text, fit_category, restore_category,
          "a category has as many numbers as values"};
}

}  // namespace aimodel
