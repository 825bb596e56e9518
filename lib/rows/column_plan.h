#pragma once

#include <set>
#include <string>
#include <vector>

#include "csv/csv.h"
#include "spec/spec.h"

namespace aimodel {

// The columns of a spec by name, globs resolved.
struct ColumnPlan {
  std::vector<std::vector<std::string>>
      inputs;  // per group, in the order of the spec, of a glob in the file's
  std::vector<std::vector<std::string>> outputs;  // per output
  std::string weight;                             // or ""
};

// Where names come from: those that a file's header, or a frame, has for columns of a kind.
struct ColumnNames {
  std::vector<std::string> number, text, date{};
  std::set<std::string> unnamed{};  // columns that the file gives no name
};

// The names and globs that an input group or an output gives.
std::vector<std::string> patterns_of(const Options& options);

// A name that is there as it is written is that column, even if it has * or ? in it; else those are
// globs. They leave out the columns of outputs, weights and splits, and what the group named
// before, and what the file gives no name. Throws Error (data) at `where` for a glob that matches nothing, Error (spec) for a column
// that is named twice in a group or is input and output.
ColumnPlan plan_columns(const Spec& spec, const ColumnNames& names, const std::string& where);
// The plan for a file, whose header is its first line.
ColumnPlan plan_columns(const Spec& spec, const CsvReader& reader);
// The plan for a frame, which has the columns that the spec names.
ColumnPlan plan_columns(const Spec& spec, const Frame& frame);

}  // namespace aimodel
