#pragma once

#include <string>
#include <vector>

#include "model/evaluate.h"

namespace aimodel {

// A condition on a measure, as `--require 'accuracy>=0.92'` gives it.
struct Gate {
  std::string text;
  std::string measure;
  std::string comparison;  // >=, >, <=, <, ==
  double bound = 0;
};

// Throws Error (usage) for what is not MEASURE COMPARISON NUMBER.
Gate parse_gate(const std::string& text);

// Whether it is met. A measure that is missing or undefined is never a pass; `why_not` then says
// what was found.
bool meets(const Gate& gate, const std::vector<Measure>& measures, std::string* why_not);

}  // namespace aimodel
