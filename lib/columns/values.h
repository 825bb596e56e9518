#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "csv/frame.h"

namespace aimodel {

// A distinct value of a text column, without outer spaces, and in how many rows it stands.
struct ValueCount {
  std::string text;
  uint64_t count = 0;
};

// In order of their bytes; missing ones are left out. Hence nothing that is learnt depends on the
// order of rows.
std::vector<ValueCount> count_values(const FrameColumn& cells, std::span<const uint32_t> rows);

// The rows of each text of a column, as they come.
class TextCounts {
 public:
  void add(const FrameColumn& cells, std::span<const uint32_t> rows);
  // As count_values() gives them; `cells` has the texts.
  std::vector<ValueCount> values(const FrameColumn& cells) const;
  uint64_t missing() const { return counts_.empty() ? 0 : counts_[0]; }

 private:
  std::vector<uint64_t> counts_;  // by the text's number
};

// Numbers in order of size where all are numbers, else texts in order of bytes.
void sort_values(std::vector<std::string>& texts);

// Whether two texts are the same, or write the same number ("1", "1.0").
bool same_value(std::string_view a, std::string_view b);

// The indexes of texts in a list of distinct ones.
class ValueIndex {
 public:
  static constexpr int64_t kNone = -1;

  explicit ValueIndex(std::span<const std::string> texts);
  int64_t find(std::string_view text) const;  // outer spaces do not count

 private:
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  std::unordered_map<std::string, int64_t, Hash, std::equal_to<>> indexes_;
};

// find_index(text) for rows of a text column, asked once for each distinct text where that is less
// work; `missing` for missing cells. use(i, index) gets the results in order.
template <typename FindIndex, typename Use>
void for_each_index(const FrameColumn& cells, std::span<const uint32_t> rows,
                    const FindIndex& find_index, int64_t missing, const Use& use) {
  std::vector<int64_t> known;
  if (cells.texts.size() < rows.size()) {
    known.reserve(cells.texts.size());
    known.push_back(missing);
    for (size_t i = 1; i < cells.texts.size(); ++i) known.push_back(find_index(cells.texts[i]));
  }
  for (size_t i = 0; i < rows.size(); ++i) {
    const uint32_t id = cells.ids[rows[i]];
    use(i, id == 0 ? missing : known.empty() ? find_index(cells.texts[id]) : known[id]);
  }
}

}  // namespace aimodel
