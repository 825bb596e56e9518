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

bool holds(const Gate& gate, double value) {
  if (gate.comparison == ">=") return value >= gate.bound;
  if (gate.comparison == "<=") return value <= gate.bound;
  if (gate.comparison == ">") return value > gate.bound;
  if (gate.comparison == "<") return value < gate.bound;
  return value == gate.bound;
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

GateResults check_gates(const std::vector<Gate>& gates, const std::vector<Measure>& measures) {
  GateResults results;
  for (const Gate& gate : gates) {
    const auto measure = std::ranges::find(measures, gate.measure, &Measure::name);
    const bool measured = measure != measures.end();
    const bool met = measured && measure->value.defined() && holds(gate, measure->value.value);
    Json requirement{{"require", gate.text}, {"met", met}, {"found", nullptr}};
    std::string found;
    if (!measured) {
      requirement["found_reason"] = "not measured";
      found = gate.measure + " was not measured";
    } else if (!measure->value.defined()) {
      requirement["found_reason"] = measure->value.reason;
      found = fmt::format("{} is undefined: {}", gate.measure, measure->value.reason);
    } else {
      requirement["found"] = measure->value.value;
      found = fmt::format("{} is {}", gate.measure, shortest(measure->value.value));
    }
    results.requirements.push_back(std::move(requirement));
    if (!met) results.failures.push_back(fmt::format("not met: {} ({})", gate.text, found));
  }
  return results;
}

}  // namespace aimodel
