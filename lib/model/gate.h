#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "model/evaluate.h"

namespace aimodel {

// A condition on a measure: accuracy>=0.92
struct Gate {
  std::string text;
  std::string measure;
  std::string comparison;  // >=, >, <=, <, ==
  double bound = 0;
};

// Throws Error (usage), in the name of --require, for what is not MEASURE COMPARISON NUMBER.
Gate parse_gate(const std::string& text);
std::vector<Gate> parse_gates(const std::vector<std::string>& texts);

// What became of several. A measure that is missing or undefined is never a pass.
struct GateResults {
  // [{"require": "accuracy>=0.92", "met": false, "found": 0.91}], and where there is no number
  //  {..., "found": null, "found_reason": "one class only"}
  Json requirements = Json::array();
  std::vector<std::string> failures;  // "not met: accuracy>=0.92 (accuracy is 0.91)"
};
GateResults check_gates(const std::vector<Gate>& gates, const std::vector<Measure>& measures);

}  // namespace aimodel
