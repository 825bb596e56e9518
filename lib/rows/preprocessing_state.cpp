// What a model file keeps of a preprocessing.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/json.h"
#include "base/names.h"
#include "columns/stored_state.h"
#include "rows/column_plan.h"
#include "rows/describe_input.h"
#include "rows/preprocessing.h"

namespace aimodel {

namespace {

Json columns_state(const std::vector<std::unique_ptr<Column>>& columns) {
  Json list = Json::array();
  for (const auto& column : columns) {
    Json entry;
    entry["column"] = column->name;
    entry.update(column->state());
    if (!column->constants.empty()) entry["constant"] = column->constants;
    list.push_back(std::move(entry));
  }
  return list;
}

// The names in a stored list of columns, each once.
std::vector<std::string> column_names(const Json& list, const StoredState& whole) {
  constexpr size_t kMost = size_t{1} << 20;
  if (!list.is_array() || list.empty() || list.size() > kMost) {
    throw whole.error("a group is no list of columns");
  }
  std::vector<std::string> names;
  for (const Json& entry : list) {
    if (!entry.is_object() || !entry.contains("column") || !entry["column"].is_string() ||
        entry["column"].get_ref<const std::string&>().empty()) {
      throw whole.error("a column has no name");
    }
    names.push_back(entry["column"].get<std::string>());
  }
  std::vector<std::string> sorted = names;
  std::ranges::sort(sorted);
  const auto twice = std::ranges::adjacent_find(sorted);
  if (twice != sorted.end()) {
    throw whole.error(fmt::format("column {} stands twice in a group", quote(*twice)));
  }
  return names;
}

// Which of a row's reals were stored as constant.
std::vector<int64_t> stored_constants(const Json& entry, const Column& column,
                                      const StoredState& whole) {
  std::vector<int64_t> constants;
  if (!entry.contains("constant")) return constants;
  const Json& list = entry["constant"];
  bool fine = list.is_array() && !list.empty();
  for (size_t i = 0; fine && i < list.size(); ++i) {
    const int64_t least = constants.empty() ? 0 : constants.back() + 1;
    fine = list[i].is_number_integer() && list[i].get<int64_t>() >= least &&
           list[i].get<int64_t>() < column.width();
    if (fine) constants.push_back(list[i].get<int64_t>());
  }
  if (!fine) {
    throw whole.error(
        fmt::format("\"constant\" of column {} is no list of its numbers", quote(column.name)));
  }
  return constants;
}

}  // namespace

Json Preprocessing::state() const {
  Json state;
  state["inputs"] = Json::array();
  for (const auto& columns : columns_) state["inputs"].push_back(columns_state(columns));
  state["outputs"] = Json::array();
  for (const OutputPtr& output : outputs_) {
    Json entry;
    entry["columns"] = columns_state(output->targets());
    output->store(entry);
    state["outputs"].push_back(std::move(entry));
  }
  state["summary"] = summary_.to_json();
  return state;
}

Json Preprocessing::whitening_state() const {
  Json state = Json::object();
  for (size_t i = 0; i < whitenings_.size(); ++i) {
    if (!whitenings_[i].matrix.empty()) state[std::to_string(i)] = to_text(whitenings_[i]);
  }
  return state;
}

namespace {

OutputPtr restore_output(const Options& options, const Json& stored, const StoredState& state) {
  OutputPtr output = make_output(options);
  if (!stored.contains("columns")) throw state.error("\"columns\" is missing");
  const Json& list = stored["columns"];
  const std::vector<std::string> names = column_names(list, state);
  if (names.size() > output->most_columns()) throw state.error("there is more than one column");
  for (const std::string& name : patterns_of(options)) {
    if (is_glob(name) || std::ranges::find(names, name) != names.end()) continue;
    throw state.error(
        fmt::format("the spec names column {}, which is not among its columns", quote(name)));
  }
  std::vector<std::unique_ptr<Column>> targets;
  for (size_t k = 0; k < names.size(); ++k) {
    targets.push_back(output->restore_target({options, names[k], list[k]}));
    targets.back()->name = names[k];
  }
  output->take(std::move(targets));
  output->restore(state);
  return output;
}

}  // namespace

Preprocessing Preprocessing::restore(const Spec& spec, const Json& state) {
  const StoredState whole(spec.file(), "as a whole", state);
  Preprocessing preprocessing;
  preprocessing.take_weights(spec);
  const std::vector<Options> inputs = spec.inputs();
  const Json& stored_inputs = whole.list("inputs", inputs.size());
  for (size_t i = 0; i < inputs.size(); ++i) {
    auto& columns = preprocessing.columns_.emplace_back();
    const std::vector<std::string> names = column_names(stored_inputs[i], whole);
    for (size_t k = 0; k < names.size(); ++k) {
      columns.push_back(restore_column(inputs[i], names[k], stored_inputs[i][k]));
      columns.back()->constants = stored_constants(stored_inputs[i][k], *columns.back(), whole);
    }
    preprocessing.inputs_.push_back(describe_input(inputs[i], columns));
  }
  const std::vector<Options> outputs = spec.outputs();
  const Json& stored_outputs = whole.list("outputs", outputs.size());
  for (size_t i = 0; i < outputs.size(); ++i) {
    const StoredState output_state(spec.file(), fmt::format("output {}", i + 1), stored_outputs[i]);
    preprocessing.outputs_.push_back(restore_output(outputs[i], stored_outputs[i], output_state));
  }
  if (state.contains("summary")) {
    preprocessing.summary_ = TrainingSummary::restore(spec.file(), state["summary"]);
  }
  preprocessing.whitenings_.resize(inputs.size());
  return preprocessing;
}

void Preprocessing::restore_whitenings(const Spec& spec, const Json& state) {
  const StoredState whole(spec.file(), "whitening", state);
  for (size_t i = 0; i < inputs_.size(); ++i) {
    const std::string key = std::to_string(i);
    if (!is_whitened(inputs_[i].options)) continue;
    whitenings_[i] = read_whitening(whole, key.c_str(), inputs_[i].width());
  }
}

}  // namespace aimodel
