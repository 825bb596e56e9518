#include "explain_rows.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "csv/column_finder.h"
#include "csv/csv_cell.h"
#include "explain/row_summary.h"
#include "tensor/parallel.h"

namespace aimodel {

namespace {

// How the cells of each of the model's columns are read.
std::unordered_map<std::string, CellKind> kinds_of(const Model& model) {
  std::unordered_map<std::string, CellKind> kinds;
  for (const InputInfo& info : model.encoding.inputs()) {
    for (const std::string& name : info.columns) kinds.try_emplace(name, cell_kind(info.options));
  }
  return kinds;
}

Value cell_of(const FrameColumn& column, uint32_t row) {
  if (column.missing(row)) return {};
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

}  // namespace

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

Dataset gather(const StoredRows& rows, const std::vector<uint32_t>& chosen, const Model& model,
               bool with_targets, EncodingNotes* notes) {
  Dataset data;
  rows.each(chosen, rows.count(), [&](const Frame& chunk, std::span<const uint32_t> some, size_t) {
    append(model.encoding.encode(chunk, some, with_targets, notes), data);
  });
  return data;
}

Explanation explain_rows(const StoredRows& rows, const std::vector<uint32_t>& chosen,
                         const Method& method, const Model& model, const Dataset& background,
                         const Target& target, const Random& random, const RowFormat& format,
                         int64_t threads, EncodingNotes& notes, const ShowRow& show) {
  constexpr int64_t kPiece = 256;  // rows
  const std::unordered_map<std::string, CellKind> kinds = kinds_of(model);
  Explanation all;
  ColumnSums sums;
  rows.each(chosen, kPiece, [&](const Frame& chunk, std::span<const uint32_t> some, size_t first) {
    const Dataset data = model.encoding.encode(chunk, some, false, &notes);
    Explanation piece;
    with_team(static_cast<int>(threads), [&] {
      piece = method.explain({model, data, background.rows > 0 ? background : data, target,
                              random.branch(chosen[first])});
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
    if (all.rows > 0 && all.residual) {
      piece.residual = join(*all.residual, all.rows, *piece.residual, piece.rows);
    }
    piece.rows += all.rows;
    piece.per_row.clear();
    all = std::move(piece);
  });
  sums.finish(all);
  return all;
}

}  // namespace aimodel
