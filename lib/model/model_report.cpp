#include "model/model_report.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include <fmt/format.h>

#include "base/json.h"
#include "base/json_text.h"
#include "base/terminal.h"
#include "model/cost.h"
#include "model/describe.h"
#include "model/difference_table.h"
#include "model/parameter_difference.h"
#include "model/weight_statistics.h"
#include "optimizers/optimizer.h"

namespace aimodel {

namespace {

Value cell(const Json& value) {
  if (value.is_number_float()) return value.get<double>();
  if (value.is_number_integer()) return value.get<int64_t>();
  if (value.is_boolean()) return value.get<bool>();
  if (value.is_string()) return value.get<std::string>();
  if (value.is_null()) return std::monostate{};
  return json_text(value, -1);
}

// A JSON value as rows "path, value".
void flatten(const Json& value, const std::string& path, Table& table) {
  if (value.is_structured() && !value.empty()) {
    size_t i = 0;
    for (const auto& [key, each] : value.items()) {
      const std::string name = value.is_array() ? std::to_string(i++) : key;
      flatten(each, path.empty() ? name : path + "." + name, table);
    }
    return;
  }
  table.add({path, cell(value)});
}

// The epochs of a training record: all where they are few, else some of them and the last.
Table epoch_table(const Json& history) {
  constexpr size_t kShown = 12;
  Table table{"Epochs", {"epoch", "loss", "learning rate"}, {}};
  const size_t step = std::max<size_t>(1, (history.size() + kShown - 1) / kShown);
  for (size_t i = 0; i < history.size(); ++i) {
    if (i % step != 0 && i + 1 != history.size()) continue;
    const Json& epoch = history[i];
    std::vector<Value> row = {cell(epoch.value("epoch", Json())), cell(epoch.value("loss", Json())),
                              cell(epoch.value("learning_rate", Json()))};
    const Json validation = epoch.value("validation", Json::object());
    for (const auto& [name, value] : validation.items()) {
      const std::string column = "validation " + name;
      if (std::ranges::find(table.columns, column) == table.columns.end()) {
        table.columns.push_back(column);
      }
      const auto index = std::ranges::find(table.columns, column) - table.columns.begin();
      row.resize(std::max(row.size(), static_cast<size_t>(index) + 1));
      row[static_cast<size_t>(index)] = cell(value);
    }
    table.add(std::move(row));
  }
  return table;
}

Json columns_json(const Preprocessing& preprocessing) {
  Json inputs = Json::array();
  for (size_t group = 0; group < preprocessing.inputs().size(); ++group) {
    const InputInfo& info = preprocessing.inputs()[group];
    for (size_t i = 0; i < info.columns.size(); ++i) {
      inputs.push_back({{"column", info.columns[i]},
                        {"type", info.options.type()},
                        {"width", info.types[i].shape.elements()},
                        {"state", preprocessing.columns()[group][i]->state()}});
    }
  }
  return inputs;
}

Json outputs_json(const Preprocessing& preprocessing) {
  Json outputs = Json::array();
  for (const OutputPtr& output : preprocessing.outputs()) {
    const Options& options = output->options();
    Json entry = {
        {"output", output->name()}, {"type", options.type()}, {"loss", options["loss"].type()}};
    entry.update(output->labels_json());
    outputs.push_back(std::move(entry));
  }
  return outputs;
}

Table parameter_table(const std::vector<ParameterDifference>& differences) {
  Table table{"Parameters", {"parameter", "largest difference", "relative", "remark"}, {}};
  for (const ParameterDifference& d : differences) {
    if (!d.in_both) {
      table.add({d.name, std::monostate{}, std::monostate{}, "only in the " + d.only});
    } else if (!d.same_shape) {
      table.add({d.name, std::monostate{}, std::monostate{}, std::string("another shape")});
    } else {
      table.add({d.name, d.largest, d.relative, std::string(d.largest == 0 ? "equal" : "")});
    }
  }
  return table;
}

// Whether all that was learnt of the columns can differ by the training rows alone: both models
// come of one file, read and prepared in the same way.
bool differ_by_rows(const Model& first, const Model& second) {
  const auto hash = [](const Model& model) {
    const auto data = model.record.find("data");
    return data == model.record.end() ? Json() : data->value("hash", Json());
  };
  if (hash(first).is_null() || hash(first) != hash(second)) return false;
  const Json &before = first.spec.root().json(), &after = second.spec.root().json();
  return std::ranges::all_of(std::initializer_list<const char*>{"data", "inputs", "outputs"},
                             [&](const char* key) { return before.at(key) == after.at(key); });
}

// Both are numbers, or one is where a list of them is longer.
bool is_statistic(const Difference& d) {
  return (d.only_after || d.before.is_number()) && (d.only_before || d.after.is_number());
}

// Puts a table into a report, or into its heading that it has nothing to show.
void add_table(Table table, Report& report) {
  if (table.rows.empty()) {
    report.heading += "\n" + table.title + ": no difference";
  } else {
    report.tables.push_back(std::move(table));
  }
}

}  // namespace

Report model_report(const Model& model, const std::string& path) {
  const Options training = model.spec.training();
  const Cost cost = cost_of(model.network, training.integer("batch_size"),
                            *make_optimizer(training["optimizer"]));
  const std::vector<WeightStatistics> weights = weight_statistics(model);
  const std::string name = model.spec.root().text("name");
  Report report = make_report("model");
  report.document["file"] = path;
  report.document["name"] = name;
  report.document["inputs"] = columns_json(model.preprocessing);
  report.document["outputs"] = outputs_json(model.preprocessing);
  report.document["layers"] = layers_json(model.network);
  report.document["parameters"] = to_json(weights);
  report.document["cost"] = to_json(cost);
  report.document["training"] = model.record;
  report.document["spec"] = model.spec.root().json();
  report.heading = printable(name.empty() ? path : path + ": " + name);
  Table record{"Training record", {"what", "value"}, {}};
  Json rest = model.record;
  rest.erase("history");
  flatten(rest, "", record);
  report.tables = {input_table(model.preprocessing),
                   output_table(model.preprocessing),
                   layer_table(model.network),
                   weight_table(weights),
                   cost_table(cost),
                   record};
  report.matter = 3;
  if (const auto history = model.record.find("history");
      history != model.record.end() && history->is_array() && !history->empty()) {
    report.tables.push_back(epoch_table(*history));
  }
  return report;
}

Report model_difference_report(const Model& first, const Model& second, const std::string& before,
                               const std::string& after) {
  const std::vector<ParameterDifference> parameters = parameter_differences(first, second);
  const Json state_before = first.preprocessing.state(), state_after = second.preprocessing.state();
  Report report = make_report("model_difference");
  report.document["first"] = before;
  report.document["second"] = after;
  report.document["spec"] = differences_json(first.spec.root().json(), second.spec.root().json());
  report.document["preprocessing"] = differences_json(state_before, state_after);
  report.document["training"] = differences_json(first.record, second.record);
  report.document["parameters"] = Json::array();
  bool equal = true;
  for (const ParameterDifference& d : parameters) {
    Json json = {{"parameter", d.name}};
    if (d.in_both && d.same_shape) {
      json["largest_difference"] = d.largest;
      json["relative_difference"] = to_json(Value(d.relative));
    } else {
      json["remark"] = d.in_both ? "another shape" : "only in the " + d.only;
    }
    equal = equal && d.in_both && d.same_shape && d.largest == 0;
    report.document["parameters"].push_back(std::move(json));
  }
  // The course of the loss is for machines: it differs in every epoch.
  Json record_before = first.record, record_after = second.record;
  record_before.erase("history");
  record_after.erase("history");
  report.heading = printable(fmt::format("{} and {}:", before, after));
  const bool by_rows = differ_by_rows(first, second);
  const auto compare = [&](const std::string& title, const Json& a, const Json& b,
                           const std::string& what, const auto& is_of_rows) {
    size_t folded = 0;
    Table table = difference_table(
        title, a, b, [&](const Difference& d) { return by_rows && is_of_rows(d); }, folded);
    if (folded > 0) {
      report.heading += fmt::format(
          "\n{}: {} that differ because the split does: {} (--json has them)", title, what, folded);
    }
    if (folded == 0 || !table.rows.empty()) add_table(std::move(table), report);
  };
  add_table(difference_table("Spec, defaults filled in", first.spec.root().json(),
                             second.spec.root().json()),
            report);
  compare("Preprocessing", state_before, state_after, "statistics", is_statistic);
  compare("Training record", record_before, record_after, "metrics of the trivial answer",
          [](const Difference& d) { return d.path.starts_with("trivial."); });
  if (equal) report.heading += "\nParameters: no difference";
  report.matter = report.tables.size();
  report.tables.push_back(parameter_table(parameters));
  return report;
}

}  // namespace aimodel
