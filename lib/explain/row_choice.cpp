#include "explain/row_choice.h"

#include <algorithm>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "base/names.h"
#include "base/numbers.h"
#include "csv/csv_cell.h"

namespace aimodel {

Condition parse_condition(const std::string& text) {
  const size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) {
    throw Error(Exit::usage, "", "--where: expected column=value (" + text + ")",
                "as in --where id=4711");
  }
  return {text.substr(0, equals), text.substr(equals + 1)};
}

std::vector<uint32_t> chosen_rows(const StoredRows& rows, const RowChoice& choice,
                                  const Model& model) {
  std::vector<uint32_t> chosen = rows.part(choice.split, model);
  if (choice.row > 0) {
    if (choice.row > rows.count()) {
      throw Error(Exit::data, rows.file(),
                  fmt::format("there is no row {}: there are {}", with_commas(choice.row),
                              with_commas(rows.count())));
    }
    const auto wanted = static_cast<uint32_t>(choice.row - 1);
    const bool there = std::ranges::binary_search(chosen, wanted);
    chosen.assign(there ? 1 : 0, wanted);
    if (!there) {
      throw Error(Exit::data, rows.file(),
                  fmt::format("row {} is no {} row", with_commas(choice.row), choice.split));
    }
  }
  for (const std::string& text : choice.where) {
    const Condition condition = parse_condition(text);
    std::vector<uint32_t> fitting;
    rows.each(chosen, rows.count(),
              [&](const Frame& chunk, std::span<const uint32_t> some, size_t first) {
                const FrameColumn& cells = chunk.column(condition.column, CellKind::verbatim);
                for (size_t i = 0; i < some.size(); ++i) {
                  if (trimmed(cells.text(some[i])) != trimmed(condition.value)) continue;
                  fitting.push_back(chosen[first + i]);
                }
              });
    chosen = std::move(fitting);
    if (!chosen.empty()) continue;
    throw Error(Exit::data, rows.file(),
                fmt::format("no row is left in which column {} is {}", quote(condition.column),
                            quote(condition.value)));
  }
  return chosen;
}

std::vector<uint32_t> sample_rows(const std::vector<uint32_t>& rows, int64_t most,
                                  const Random& random) {
  const auto count = static_cast<size_t>(most);
  if (most == 0 || count >= rows.size()) return rows;
  std::vector<uint32_t> order = random.permutation(static_cast<uint32_t>(rows.size()));
  order.resize(count);
  std::sort(order.begin(), order.end());
  for (uint32_t& index : order) index = rows[index];
  return order;
}

int64_t usual_rows(const Model& model) {
  constexpr int64_t kBytes = int64_t{64} << 20, kFewest = 100, kMost = 10000;
  int64_t numbers = 1;
  for (const InputInfo& info : model.preprocessing.inputs()) {
    numbers += 2 * info.width() + static_cast<int64_t>(2 * info.columns.size());
  }
  return std::clamp(kBytes / (numbers * int64_t{sizeof(real)}), kFewest, kMost);
}

}  // namespace aimodel
