// Numbers that are not finite are texts: "inf", "-inf", "nan".
#include "train/training_state.h"

#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "base/names.h"
#include "base/numbers.h"

namespace aimodel {

namespace {

constexpr const char* kGenerator = "philox4x32-10";

Json number_json(double value) {
  if (std::isfinite(value)) return value;
  return shortest(value);
}

Json numbers_json(std::span<const double> values) {
  Json list = Json::array();
  for (const double value : values) list.push_back(number_json(value));
  return list;
}

Json epoch_json(const EpochInfo& info) {
  Json validation = Json::array();
  for (const Measure& measure : info.validation) {
    validation.push_back({number_json(measure.value.value), measure.value.reason});
  }
  return {{"loss", number_json(info.loss)},
          {"learning_rate", number_json(info.learning_rate)},
          {"best", info.best},
          {"validation", std::move(validation)}};
}

Json history_json(const std::vector<EpochInfo>& history) {
  Json list = Json::array();
  for (const EpochInfo& info : history) list.push_back(epoch_json(info));
  return list;
}

// Reads the checkpoint's text, none of which is trusted.
class StandingReader {
 public:
  StandingReader(const Json& text, const std::string& path) : text_(text), path_(path) {}

  TrainingState read(const Model& model, const std::vector<Measure>& measures) const {
    const Json& position = member(text_, "position");
    const Json& epoch = member(text_, "epoch");
    const Json& stopping = member(text_, "stopping");
    const Json& random = member(text_, "random");
    TrainingState state;
    state.epoch = count(position, "epoch", model.spec.training().integer("epochs") + 1);
    state.step = count(position, "step", std::numeric_limits<int64_t>::max());
    state.counts.updates = count(position, "updates", std::numeric_limits<int64_t>::max());
    state.counts.passes =
        static_cast<uint64_t>(count(random, "passes", std::numeric_limits<int64_t>::max()));
    if (state.epoch < 1) throw error("\"epoch\" is below 1");
    if (!random.contains("generator") || random["generator"] != kGenerator)
      throw error("another random generator");
    state.loss_sum = number(epoch, "loss_sum");
    state.weight_sum = number(epoch, "weight_sum");
    state.learning_rate = number(epoch, "learning_rate");
    state.best_epoch = count(stopping, "best_epoch", state.epoch);
    state.stopping.best = number(stopping, "best");
    state.stopping.reference = number(stopping, "reference");
    state.stopping.waited = count(stopping, "waited", state.epoch);
    for (const Json& value : list(stopping, "history", state.epoch - 1)) {
      state.stopping.history.push_back(number(value));
    }
    if (text_.contains("start")) state.start = read_epoch(text_["start"], measures);
    for (const Json& entry : list(text_, "history", state.epoch - 1)) {
      state.history.push_back(read_epoch(entry, measures));
      state.history.back().epoch = static_cast<int64_t>(state.history.size());
    }
    return state;
  }

  Error error(const std::string& what) const {
    return Error(Exit::model, path_, "the checkpoint's text is damaged: " + what);
  }

 private:
  EpochInfo read_epoch(const Json& entry, const std::vector<Measure>& measures) const {
    EpochInfo info;
    info.loss = number(entry, "loss");
    info.learning_rate = number(entry, "learning_rate");
    info.best = entry.contains("best") && entry["best"] == true;
    const Json& validation = entry.contains("validation") ? entry["validation"] : Json::array();
    if (!validation.is_array() || (!validation.empty() && validation.size() != measures.size())) {
      throw error("another number of metrics");
    }
    for (size_t i = 0; i < validation.size(); ++i) {
      const Json& pair = validation[i];
      if (!pair.is_array() || pair.size() != 2 || !pair[1].is_string()) {
        throw error("a metric is no pair");
      }
      Measure measure = measures[i];
      measure.value.value = number(pair[0]);
      measure.value.reason = pair[1].get<std::string>();
      info.validation.push_back(std::move(measure));
    }
    return info;
  }

  const Json& member(const Json& object, const char* key) const {
    if (!object.contains(key) || !object[key].is_object()) {
      throw error(fmt::format("{} is missing", quote(key)));
    }
    return object[key];
  }

  const Json& list(const Json& object, const char* key, int64_t size) const {
    if (!object.contains(key) || !object[key].is_array() ||
        static_cast<int64_t>(object[key].size()) != size) {
      throw error(fmt::format("{} is no list of {}", quote(key), size));
    }
    return object[key];
  }

  int64_t count(const Json& object, const char* key, int64_t most) const {
    if (object.contains(key) && object[key].is_number_integer()) {
      const auto value = object[key].get<int64_t>();
      if (value >= 0 && value <= most) return value;
    }
    throw error(fmt::format("{} is no count up to {}", quote(key), most));
  }

  double number(const Json& object, const char* key) const {
    if (!object.is_object() || !object.contains(key)) {
      throw error(fmt::format("{} is missing", quote(key)));
    }
    return number(object[key]);
  }

  double number(const Json& value) const {
    if (value.is_number()) return value.get<double>();
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    const std::string text = value.is_string() ? value.get<std::string>() : "";
    if (text == "inf") return kInfinity;
    if (text == "-inf") return -kInfinity;
    if (text == "nan" || text == "-nan") return std::numeric_limits<double>::quiet_NaN();
    throw error(fmt::format("{} is no number", value.dump()));
  }

  const Json& text_;
  const std::string& path_;
};

}  // namespace

Json to_json(const TrainingState& state, const Model& model) {
  const EarlyStopping::State& stopping = state.stopping;
  Json text{{"random",
             {{"generator", kGenerator},
              {"seed", model.spec.training().integer("seed")},
              {"passes", state.counts.passes}}},
            {"position",
             {{"epoch", state.epoch}, {"step", state.step}, {"updates", state.counts.updates}}},
            {"epoch",
             {{"loss_sum", number_json(state.loss_sum)},
              {"weight_sum", number_json(state.weight_sum)},
              {"learning_rate", number_json(state.learning_rate)}}},
            {"stopping",
             {{"best_epoch", state.best_epoch},
              {"best", number_json(stopping.best)},
              {"reference", number_json(stopping.reference)},
              {"waited", stopping.waited},
              {"history", numbers_json(stopping.history)}}},
            {"history", history_json(state.history)}};
  if (state.start) text["start"] = epoch_json(*state.start);
  return text;
}

TrainingState training_state_from(const Json& text, const std::string& path, const Model& model,
                                  const std::vector<Measure>& measures) {
  return StandingReader(text, path).read(model, measures);
}

}  // namespace aimodel
