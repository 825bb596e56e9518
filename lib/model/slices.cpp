#include "model/slices.h"

#include <limits>
#include <map>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "base/names.h"
#include "csv/csv_cell.h"
#include "model/trivial.h"
#include "rows/row_set.h"

namespace aimodel {

namespace {

// Rows of the file that are measured together, ascending.
struct Members {
  std::string name;
  std::vector<uint32_t> rows;
};

// All chosen rows, and those of each of the column's values where there is one.
std::vector<Members> members_of(const std::string& by, const StoredRows& rows,
                                const std::vector<uint32_t>& chosen) {
  std::vector<Members> slices{{"", chosen}};
  if (by.empty()) return slices;
  constexpr size_t kMost = 1000;
  std::map<std::string, std::vector<uint32_t>> groups;  // sorted by value
  rows.each(chosen, rows.count(),
            [&](const Frame& chunk, std::span<const uint32_t> some, size_t first) {
              const FrameColumn& column = chunk.column(by, CellKind::verbatim);
              for (size_t i = 0; i < some.size(); ++i) {
                groups[std::string(trimmed(column.text(some[i])))].push_back(chosen[first + i]);
              }
            });
  if (groups.size() > kMost) {
    throw Error(Exit::usage, "",
                fmt::format("--by: column {} has {} values, more than {}", quote(by), groups.size(),
                            kMost));
  }
  for (auto& [value, members] : groups) {
    slices.push_back({value.empty() ? "(empty)" : value, std::move(members)});
  }
  return slices;
}

}  // namespace

SlicedEvaluation measure_slices(const Model& model, const StoredRows& rows,
                                const std::vector<uint32_t>& chosen,
                                const std::vector<Measure>& measures, const SliceOptions& options) {
  SlicedEvaluation result;
  const std::vector<Members> slices = members_of(options.by, rows, chosen);
  Predictor predictor(model);
  std::vector<Evaluator> evaluators;
  std::vector<TrivialAnswer> trivial(slices.size(), TrivialAnswer(model));
  std::vector<size_t> open;  // that want to see the rows
  for (const Members& slice : slices) {
    open.push_back(evaluators.size());
    evaluators.emplace_back(model, predictor, measures, static_cast<int64_t>(slice.rows.size()));
  }
  std::vector<uint32_t> within;
  for (bool first_time = true; !open.empty(); first_time = false) {
    std::vector<size_t> next(slices.size());
    rows.store().each([&](const Frame& chunk, int64_t first) {
      const auto end = static_cast<uint64_t>(first + chunk.rows());
      for (const size_t i : open) {
        const std::vector<uint32_t>& members = slices[i].rows;
        within.clear();
        for (; next[i] < members.size() && members[next[i]] < end; ++next[i]) {
          within.push_back(members[next[i]] - static_cast<uint32_t>(first));
        }
        if (within.empty()) continue;
        const bool all = i == 0 && first_time;
        const Dataset data =
            model.preprocessing.encode(chunk, within, true, all ? &result.notes : nullptr);
        evaluators[i].add(RowSet(data));
        if (first_time) trivial[i].add(RowSet(data));
      }
    });
    std::erase_if(open, [&](size_t i) { return !evaluators[i].goes_on(); });
  }
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  for (size_t i = 0; i < slices.size(); ++i) {
    Slice slice{slices[i].name,
                evaluators[i].finish(options.thresholds),
                {},
                static_cast<int64_t>(slices[i].rows.size())};
    trivial[i].measure(slice.evaluation);
    for (const Measure& m : slice.evaluation.measures) {
      const bool wanted = options.bootstrap > 0 && m.metric != nullptr && m.value.defined();
      if (!wanted) {
        slice.intervals.push_back({kNone, kNone});
        continue;
      }
      const Scored& scored = slice.evaluation.scored[m.output];
      slice.intervals.push_back(bootstrap_interval(
          *m.metric, m.column ? only_column(scored, *m.column) : scored,
          static_cast<int>(options.bootstrap), static_cast<uint64_t>(options.seed)));
    }
    result.slices.push_back(std::move(slice));
  }
  return result;
}

}  // namespace aimodel
