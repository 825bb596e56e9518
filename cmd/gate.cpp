#include "gate.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/text.h"

namespace aimodel {

namespace {

std::string trimmed(const std::string& text) {
  const size_t first = text.find_first_not_of(' ');
  return first == std::string::npos ? ""
                                    : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

}  // namespace

Gate parse_gate(const std::string& text) {
  for (const char* comparison : {">=", "<=", "==", ">", "<"}) {
    const size_t at = text.find(comparison);
    if (at == std::string::npos) continue;
    const std::string name = trimmed(text.substr(0, at));
    const auto bound = parse_number(trimmed(text.substr(at + std::string(comparison).size())));
    if (name.empty() || !bound) break;
    return {text, name, comparison, *bound};
  }
  throw Error(Exit::usage, "", "--require: expected a condition on a metric (" + text + ")",
              "as in --require 'accuracy>=0.92'");
}

bool meets(const Gate& gate, const std::vector<Measure>& measures, std::string* why_not) {
  for (const Measure& measure : measures) {
    if (measure.name != gate.measure) continue;
    if (!measure.value.defined()) {
      *why_not = fmt::format("{} is undefined: {}", measure.name, measure.value.reason);
      return false;
    }
    const double value = measure.value.value;
    *why_not = fmt::format("{} is {}", measure.name, shortest(value));
    if (gate.comparison == ">=") return value >= gate.bound;
    if (gate.comparison == "<=") return value <= gate.bound;
    if (gate.comparison == ">") return value > gate.bound;
    if (gate.comparison == "<") return value < gate.bound;
    return value == gate.bound;
  }
  *why_not = gate.measure + " was not measured";
  return false;
}

}  // namespace aimodel
