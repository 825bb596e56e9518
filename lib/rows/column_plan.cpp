#include "rows/column_plan.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <unordered_set>

#include <fmt/format.h>

#include "base/names.h"
#include "columns/column.h"
#include "outputs/output.h"
#include "rows/split.h"

namespace aimodel {

namespace {

const char* key_of(const Options& options) {
  const bool one = options.has("column");
  if (one == options.has("columns")) {
    throw options.error("exactly one of \"column\" and \"columns\" is needed");
  }
  return one ? "column" : "columns";
}

}  // namespace

std::vector<std::string> patterns_of(const Options& options) {
  const std::string key = key_of(options);
  if (key == "column") return {options.text("column")};
  return options.texts("columns");
}

namespace {

// The columns that a list of names and globs stands for.
class Expansion {
 public:
  Expansion(const std::vector<std::string>& names, const std::string& where)
      : names_(names), sorted_(names.begin(), names.end()), where_(where) {
    std::ranges::sort(sorted_);
  }

  std::vector<std::string> of(const Options& options, const std::set<std::string>& reserved) const {
    std::vector<std::string> columns;
    std::unordered_set<std::string> taken;
    const std::vector<std::string> patterns = patterns_of(options);
    for (const std::string& pattern : patterns) {
      if (is_glob_here(pattern)) continue;
      if (taken.insert(pattern).second) continue;
      throw options.error_at(key_of(options),
                             fmt::format("column {} is named twice", quote(pattern)));
    }
    for (const std::string& pattern : patterns) {
      if (!is_glob_here(pattern)) {
        columns.push_back(pattern);
        continue;
      }
      std::vector<std::string> matched = matches(pattern);
      std::erase_if(matched, [&](const std::string& name) { return reserved.contains(name); });
      // Not in the file's order: that has no part in what is learnt.
      std::ranges::sort(matched, natural_less);
      for (const std::string& name : matched) {
        if (taken.insert(name).second) columns.push_back(name);
      }
      if (matched.empty()) {
        throw Error(Exit::data, where_, fmt::format("no column matches {}", quote(pattern)),
                    suggest(pattern, names_));
      }
    }
    return columns;
  }

  bool is_glob_here(const std::string& pattern) const {
    return is_glob(pattern) && !std::ranges::binary_search(sorted_, pattern);
  }

 private:
  // Looks at the names alone that begin as the pattern does, so that many groups cost no more than
  // one.
  std::vector<std::string> matches(const std::string& pattern) const {
    const std::string_view start = std::string_view(pattern).substr(0, pattern.find_first_of("*?"));
    std::vector<std::string> matched;
    for (auto name = std::ranges::lower_bound(sorted_, start);
         name != sorted_.end() && name->starts_with(start); ++name) {
      if (matches_glob(pattern, *name)) matched.emplace_back(*name);
    }
    return matched;
  }

  const std::vector<std::string>& names_;
  std::vector<std::string_view> sorted_;
  const std::string& where_;
};

}  // namespace

ColumnPlan plan_columns(const Spec& spec, const ColumnNames& names, const std::string& where) {
  ColumnPlan plan;
  std::set<std::string> reserved = names.unnamed;
  if (spec.training().has("sample_weight")) {
    plan.weight = spec.training().text("sample_weight");
    reserved.insert(plan.weight);
  }
  for (const CsvColumn& column : split_columns(spec)) reserved.insert(column.name);

  const std::vector<Options> outputs = spec.outputs();
  const Expansion numbers(names.number, where), texts(names.text, where), dates(names.date, where);
  const auto expansion = [&](CellKind kind) -> const Expansion& {
    return kind == CellKind::number ? numbers : kind == CellKind::date ? dates : texts;
  };
  for (const Options& output : outputs) {  // so that the globs of one output leave the others alone
    for (const std::string& pattern : patterns_of(output)) {
      if (!expansion(make_output(output)->cells()).is_glob_here(pattern)) reserved.insert(pattern);
    }
  }
  std::set<std::string> targets;
  for (const Options& output : outputs) {
    plan.outputs.push_back(expansion(make_output(output)->cells()).of(output, reserved));
    for (const std::string& name : plan.outputs.back()) {
      if (targets.insert(name).second) continue;
      throw output.error_at(key_of(output),
                            fmt::format("column {} is an output twice", quote(name)));
    }
  }
  reserved.insert(targets.begin(), targets.end());
  for (const Options& input : spec.inputs()) {
    plan.inputs.push_back(expansion(cell_kind(input)).of(input, reserved));
    for (const std::string& name : plan.inputs.back()) {
      if (!targets.contains(name)) continue;
      throw input.error_at(key_of(input),
                           fmt::format("column {} is both input and output", quote(name)));
    }
  }
  return plan;
}

ColumnPlan plan_columns(const Spec& spec, const CsvReader& reader) {
  const std::vector<std::string>& header = reader.header();
  return plan_columns(spec, {header, header, header, reader.unnamed()}, reader.file() + ":1");
}

ColumnPlan plan_columns(const Spec& spec, const Frame& frame) {
  ColumnNames names;
  for (const FrameColumn& column : frame.columns) {
    if (column.unnamed) names.unnamed.insert(column.name);
    if (column.kind == CellKind::number) names.number.push_back(column.name);
    if (column.kind == CellKind::date) names.date.push_back(column.name);
    if (column.kind == CellKind::text) names.text.push_back(column.name);
  }
  return plan_columns(spec, names, frame.file + ":1");
}

}  // namespace aimodel
