#include "train/early_stopping.h"

#include "base/names.h"

namespace aimodel {

EarlyStopping::EarlyStopping(const Spec& spec, const Outputs& outputs, bool with_validation)
    : with_validation_(with_validation) {
  watched_.name = "loss";
  if (!spec.training().has("early_stopping")) return;
  const Options options = spec.training()["early_stopping"];
  patience_ = options.integer("patience");
  minimum_change_ = options.number("minimum_change");
  const std::string name = options.text("metric");
  if (!find_measure(name, outputs, &watched_)) {
    throw options.error_at("metric", "no output has the metric " + quote(name),
                           suggest_measure(name, outputs));
  }
  if (!with_validation && watched_.metric != nullptr) {
    throw options.error_at("metric", quote(name) + " can only be watched on validation rows",
                           R"(set "validation": 0.1, or watch the "loss")");
  }
}

bool EarlyStopping::improves(const EpochInfo& info) {
  double value = info.loss;
  if (with_validation_) {
    value = std::numeric_limits<double>::infinity();
    for (const Measure& measure : info.validation) {
      if (measure.name == watched_.name && measure.value.defined()) {
        value = measure.higher_is_better() ? -measure.value.value : measure.value.value;
      }
    }
  }
  if (info.epoch > 0) state_.history.push_back(value);
  if (value < state_.reference - minimum_change_) {
    state_.reference = value;
    state_.waited = 0;
  } else {
    ++state_.waited;
  }
  if (!(value < state_.best)) return false;
  state_.best = value;
  return true;
}

}  // namespace aimodel
