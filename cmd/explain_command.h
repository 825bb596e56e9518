#pragma once

#include <string>
#include <vector>

#include "command.h"
#include "explain_rows.h"

namespace aimodel {

// The command line of `explain`.
struct ExplainCommand {
  std::string model, data, method, output, target;
  std::vector<Override> settings;
  std::vector<std::string> keep;
  RowChoice choice;
  int64_t rows = 0, top = 0, seed = 1, threads = 1;
  bool per_row = false;
  DataOptions data_options;
  OutputOptions format;
  Verbosity verbosity;

  // What asks for rows one by one, or "".
  std::string asks_for_rows() const {
    if (per_row) return "--per-row";
    if (choice.row > 0) return "--row";
    if (!keep.empty()) return "--keep";
    return choice.where.empty() || method == "permutation" ? "" : "--where";
  }
};

// A command, and what it works on.
struct ExplainWork {
  const ExplainCommand& command;
  const Model& model;
  const Method& method;
  const StoredRows& rows;
  Target target;
  Random random;
};

// How many rows are explained together where nobody says: what is held of them takes little memory.
int64_t usual_rows(const Model& model);
// At most so many of the rows, drawn at random, in the file's order.
std::vector<uint32_t> sample(const std::vector<uint32_t>& rows, int64_t most, const Random& random);

// Explains rows and prints what came of it: of all rows together, or row by row.
void explain_columns(const ExplainWork& work, const std::vector<uint32_t>& chosen,
                     bool with_targets);
void explain_single_rows(const ExplainWork& work, const std::vector<uint32_t>& chosen,
                         const RowFormat& shown_as);

}  // namespace aimodel
