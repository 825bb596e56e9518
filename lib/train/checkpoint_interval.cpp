#include "train/checkpoint_interval.h"

#include <fmt/format.h>

#include "base/numbers.h"

namespace aimodel {

namespace {

// "500steps", "1epoch"
bool read_count(const std::string& text, const std::string& unit, int64_t& count) {
  const size_t at = text.find(unit);
  if (at == std::string::npos || at == 0) return false;
  const std::string rest = text.substr(at + unit.size());
  const auto number = parse_integer(text.substr(0, at));
  if ((!rest.empty() && rest != "s") || !number || *number < 1) return false;
  count = *number;
  return true;
}

}  // namespace

std::string checkpoint_path(const std::string& model) {
  return model + ".checkpoint";
}

double parse_duration(const std::string& option, const std::string& text) {
  double unit = 1;
  std::string number = text;
  if (!number.empty()) {
    const char last = number.back();
    unit = last == 'h' ? 3600 : last == 'm' ? 60 : 1;
    if (last == 'h' || last == 'm' || last == 's') number.pop_back();
  }
  const auto value = parse_number(number);
  if (!value || !(*value > 0) || *value * unit > 1e9) {
    throw Error(Exit::usage, "",
                fmt::format("{}: expected a time such as 90s, 5m or 2h ({})", option, text));
  }
  return *value * unit;
}

CheckpointPlan checkpoint_plan(const std::string& model, const std::string& every, int64_t keep) {
  CheckpointPlan plan;
  plan.path = checkpoint_path(model);
  plan.keep = keep;
  if (every == "never" || read_count(every, "step", plan.steps) ||
      read_count(every, "epoch", plan.epochs)) {
    return plan;
  }
  try {
    plan.seconds = parse_duration("--checkpoint-every", every);
  } catch (const Error&) {
    throw Error(
        Exit::usage, "",
        "--checkpoint-every: expected an interval such as 10m, 500steps, 1epoch or never (" +
            every + ")");
  }
  return plan;
}

}  // namespace aimodel
