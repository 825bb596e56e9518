#pragma once

#include <cstdint>
#include <string>

#include "spec/spec.h"

namespace aimodel {

enum class SplitPart : uint8_t { train, validation, test };

// What the spec asks to keep back: training.validation or training.test, read.
struct SplitRule {
  enum class Kind {
    none,    // nothing of the rows at hand; also a file of its own
    share,   // rows drawn at random
    groups,  // whole groups of rows drawn at random
    last,    // the last rows by the order of a column
    named    // the rows in which a column holds a value
  };
  std::string key;  // validation, test
  Options options;
  Kind kind = Kind::none;
  double share = 0;   // of all rows
  uint64_t seed = 1;  // that draws; training.seed has no part in it
  bool stratify = false;
  std::string column;  // groups: "" for rows that are equal in all inputs
  std::string value;

  bool equal_rows() const { return kind == Kind::groups && column.empty(); }
  // How many of so many rows; at least one where a share was asked for.
  size_t size(size_t all) const;
};

struct SplitRules {
  SplitRule validation, test;
};

// Throws Error (spec) for rules that do not go together.
SplitRules read_split_rules(const Spec& spec);

}  // namespace aimodel
