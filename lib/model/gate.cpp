#include "model/gate.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "base/error.h"
#include "base/numbers.h"

namespace aimodel {

namespace {

std::string trimmed(const std::string& text) {
  const size_t first = text.find_first_not_of(' ');
  return first == std::string::npos ? ""
                                    : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

}  // namespace

Gate parse_gate(const std::string& text) {
  const size_t begin = std::min(text.find_first_of("<>=!"), text.size());
  const size_t end = std::min(text.find_first_not_of("<>=!", begin), text.size());
  const std::string name = trimmed(text.substr(0, begin));
  const std::string comparison = text.substr(begin, end - begin);
  const auto bound = parse_number(trimmed(text.substr(end)));
  static constexpr std::array kKnown = {">=", "<=", "==", ">", "<"};
  // Without a bound that is finite a condition always or never holds.
  if (!name.empty() && std::ranges::find(kKnown, comparison) != kKnown.end() && bound &&
      std::isfinite(*bound)) {
    return {text, name, comparison, *bound};
  }
  throw Error(Exit::usage, "",
              "--require: expected a metric, one of >= <= == > <, and a number (" + text + ")",
              "as in --require 'accuracy>=0.92'");
}

std::vector<Gate> parse_gates(const std::vector<std::string>& texts) {
  std::vector<Gate> gates;
  for (const std::string& text : texts) gates.push_back(parse_gate(text));
  return gates;
}

bool meets(const Gate& gate, const std::vector<Measure>& measures, std::string* found) {
  for (const Measure& measure : measures) {
    if (measure.name != gate.measure) continue;
    if (!measure.value.defined()) {
      *found = fmt::format("{} is undefined: {}", measure.name, measure.value.reason);
      return false;
    }
    const double value = measure.value.value;
    *found = fmt::format("{} is {}", measure.name, shortest(value));
    if (gate.comparison == ">=") return value >= gate.bound;
    if (gate.comparison == "<=") return value <= gate.bound;
    if (gate.comparison == ">") return value > gate.bound;
    if (gate.comparison == "<") return value < gate.bound;
    return value == gate.bound;
  }
  *found = gate.measure + " was not measured";
  return false;
}

GateResults check_gates(const std::vector<Gate>& gates, const std::vector<Measure>& measures) {
  GateResults results;
  for (const Gate& gate : gates) {
    std::string found;
    const bool met = meets(gate, measures, &found);
    results.requirements.push_back({{"require", gate.text}, {"met", met}, {"found", found}});
    if (!met) results.failures.push_back(fmt::format("not met: {} ({})", gate.text, found));
  }
  return results;
}

}  // namespace aimodel
