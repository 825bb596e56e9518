#include "model/describe.h"

#include <fmt/format.h>

#include "base/json.h"

namespace aimodel {

namespace {

Value count(double number) {
  return static_cast<int64_t>(number);
}

// What was learnt of a column in a line: "mean 3.5, deviation 1.2", "4 values: a, b, c, ...".
std::string learnt(const Column& column) {
  constexpr size_t kMost = 90;
  std::string text = column.is_constant() ? "constant, without effect" : "";
  const Json state = column.state();
  for (const auto& [key, value] : state.items()) {
    if (value.is_null()) continue;
    if (!text.empty()) text += ", ";
    if (value.is_array() && !value.empty()) {
      text += fmt::format("{} {}: ", value.size(), key);
      for (size_t i = 0; i < value.size() && text.size() < kMost; ++i) {
        if (i > 0) text += " ";
        text += value[i].is_string()         ? value[i].get<std::string>()
                : value[i].is_number_float() ? to_text(Value(value[i].get<double>()))
                                             : value[i].dump();
      }
    } else if (value.is_number_float()) {
      text += key + " " + to_text(Value(value.get<double>()));
    } else {
      text += key + " " + (value.is_string() ? value.get<std::string>() : value.dump());
    }
  }
  if (text.size() <= kMost) return text;
  size_t end = kMost;
  while ((text[end] & 0xC0) == 0x80) --end;  // not inside a character
  return text.substr(0, end) + "...";
}

}  // namespace

Table layer_table(const Network& network) {
  const std::string title = network.members() == 1
                                ? "Layers"
                                : fmt::format("Layers of each of {} members", network.members());
  Table table{title, {"layer", "type", "output", "parameters", "multiply-adds"}, {}};
  for (const LayerSummary& row : network.layers()) {
    const std::string indent(static_cast<size_t>(2 * row.depth), ' ');
    table.add({indent + row.path, row.type, row_text(row.output), row.parameters,
               count(row.multiply_adds)});
  }
  return table;
}

Json layers_json(const Network& network) {
  Json result = Json::array();
  for (const LayerSummary& row : network.layers()) {
    Json shape = Json::array();
    for (int axis = 0; axis < row.output.rank(); ++axis) shape.push_back(row.output[axis]);
    result.push_back({{"layer", row.path},
                      {"type", row.type},
                      {"depth", row.depth},
                      {"output_shape", shape},
                      {"parameters", row.parameters},
                      {"multiply_adds", static_cast<int64_t>(row.multiply_adds)}});
  }
  return result;
}

Table input_table(const Preprocessing& preprocessing) {
  Table table{"Inputs", {"column", "type", "numbers", "learnt from the training rows"}, {}};
  for (size_t group = 0; group < preprocessing.inputs().size(); ++group) {
    const InputInfo& info = preprocessing.inputs()[group];
    for (size_t i = 0; i < info.columns.size(); ++i) {
      table.add({info.columns[i], info.options.type(), info.types[i].shape.elements(),
                 learnt(*preprocessing.columns()[group][i])});
    }
  }
  return table;
}

Table output_table(const Preprocessing& preprocessing) {
  Table table{"Outputs", {"output", "type", "loss", "classes"}, {}};
  for (const OutputPtr& output : preprocessing.outputs()) {
    const std::string labels = output->labels_text();
    const Options& options = output->options();
    table.add({output->name(), options.type(), options["loss"].type(),
               labels.empty() ? Value() : Value(labels)});
  }
  return table;
}

}  // namespace aimodel
