#include "explain/explain_rows.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "csv/column_finder.h"
#include "explain/row_choice.h"
#include "explain/row_summary.h"
#include "tensor/parallel.h"

namespace aimodel {

namespace {

// How the cells of each of the model's columns are read.
std::unordered_map<std::string, CellKind> kinds_of(const Model& model) {
  std::unordered_map<std::string, CellKind> kinds;
  for (const InputInfo& info : model.preprocessing.inputs()) {
    for (const std::string& name : info.columns) kinds.try_emplace(name, cell_kind(info.options));
  }
  return kinds;
}

Value cell_of(const FrameColumn& column, uint32_t row) {
  if (column.is_missing(row)) return {};
  if (column.kind == CellKind::number) return column.numbers[row];
  if (column.kind == CellKind::date) return to_string(column.dates[row]);
  return column.text(row);
}

// Puts rows behind those that are there.
void append(Dataset more, Dataset& to) {
  if (to.rows == 0) {
    to = std::move(more);
    return;
  }
  const auto join = [](const auto& from, auto& all) {
    for (size_t i = 0; i < from.size(); ++i) {
      all[i].values.insert(all[i].values.end(), from[i].values.begin(), from[i].values.end());
    }
  };
  join(more.inputs, to.inputs);
  join(more.targets, to.targets);
  join(more.truths, to.truths);
  to.weights.insert(to.weights.end(), more.weights.begin(), more.weights.end());
  to.rows += more.rows;
}

Dataset gather(const StoredRows& rows, const std::vector<uint32_t>& chosen, const Model& model,
               bool with_targets, PreprocessingNotes* notes) {
  Dataset data;
  rows.each(chosen, rows.count(), [&](const Frame& chunk, std::span<const uint32_t> some, size_t) {
    append(model.preprocessing.encode(chunk, some, with_targets, notes), data);
  });
  return data;
}

// For a model that does not know its training rows: some of the file's.
Dataset background_of(const ExplainTask& task) {
  if (task.model.background.known()) return {};
  const std::vector<uint32_t> all = task.rows.part(task.split, task.model);
  const Random draw = task.random.branch("background");
  return gather(task.rows, sample_rows(all, usual_rows(task.model), draw), task.model, false,
                nullptr);
}

void warn_of_training_rows(const ExplainTask& task, Explanation& explanation) {
  if (!task.rows.trained(task.model) || task.split == "validation" || task.split == "test") return;
  explanation.notes.push_back(
      "these are rows that the model was trained on: what it leans on here may be learnt by heart; "
      "--split test or other data tells what helps with new rows");
}

}  // namespace

StoredExplanation explain_together(const ExplainTask& task, const std::vector<uint32_t>& chosen,
                                   bool with_targets) {
  StoredExplanation result;
  const Dataset data = gather(task.rows, chosen, task.model, with_targets, &result.notes);
  with_team(task.threads, [&] {
    result.explanation = task.method.explain({task.model, data, data, task.target, task.random});
  });
  warn_of_training_rows(task, result.explanation);
  return result;
}

StoredExplanation explain_row_by_row(const ExplainTask& task, const std::vector<uint32_t>& chosen,
                                     const RowFormat& format, const ShowRow& show) {
  constexpr int64_t kPiece = 256;  // rows
  const std::unordered_map<std::string, CellKind> kinds = kinds_of(task.model);
  const Dataset background = background_of(task);
  StoredExplanation result;
  Explanation& all = result.explanation;
  ColumnSums sums;
  task.rows.each(
      chosen, kPiece, [&](const Frame& chunk, std::span<const uint32_t> some, size_t first) {
        const Dataset data = task.model.preprocessing.encode(chunk, some, false, &result.notes);
        Explanation piece;
        with_team(task.threads, [&] {
          piece = task.method.explain({task.model, data, background.rows > 0 ? background : data,
                                       task.target, task.random.branch(chosen[first])});
        });
        ColumnFinder finder(chunk);
        std::vector<const FrameColumn*> cells, kept;
        for (const ColumnImportance& column : piece.columns) {
          cells.push_back(&finder.find(column.name, kinds.at(column.name)));
        }
        for (const std::string& name : format.kept) {
          kept.push_back(&finder.find(name, CellKind::verbatim));
        }
        for (size_t i = 0; i < some.size(); ++i) {
          ShownRow shown{int64_t{chosen[first + i]} + 1, {}, {}};
          for (const FrameColumn* column : kept) shown.kept.push_back(column->text(some[i]));
          for (const FrameColumn* column : cells) shown.cells.push_back(cell_of(*column, some[i]));
          show(piece, i, shown);
        }
        sums.add(piece);
        if (all.rows > 0 && all.completeness_gap) {
          piece.completeness_gap =
              join(*all.completeness_gap, all.rows, *piece.completeness_gap, piece.rows);
        }
        piece.rows += all.rows;
        piece.per_row.clear();
        all = std::move(piece);
      });
  sums.finish(all);
  warn_of_training_rows(task, all);
  return result;
}

}  // namespace aimodel
