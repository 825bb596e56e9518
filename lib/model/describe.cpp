#include "model/describe.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "base/json.h"
#include "base/numbers.h"
#include "base/units.h"
#include "model/optimizer_matrices.h"

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
        text += value[i].is_string() ? value[i].get<std::string>() : value[i].dump();
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

Cost cost_of(const Network& network, int64_t batch_size, const Optimizer& optimizer) {
  Cost cost;
  cost.parameters = network.layout().size();
  cost.trainable = network.layout().trainable();
  cost.multiply_adds = network.multiply_adds();
  cost.batch = batch_size;
  double outputs = 0;
  for (const LayerSummary& row : network.layers()) outputs += static_cast<double>(row.held);
  const auto bytes = static_cast<double>(sizeof(real));
  cost.values = bytes * static_cast<double>(cost.parameters);
  cost.gradients = cost.best = cost.values;
  cost.optimizer = bytes * (optimizer.buffers() * static_cast<double>(cost.trainable) +
                            static_cast<double>(matrix_scratch(optimizer, network.layout())));
  cost.activations = 2 * bytes * outputs * static_cast<double>(batch_size);
  return cost;
}

Json to_json(const Cost& cost) {
  const auto whole = [](double number) { return static_cast<int64_t>(number); };
  return {{"parameters", cost.parameters},
          {"trainable_parameters", cost.trainable},
          {"multiply_adds", whole(cost.multiply_adds)},
          {"flops", whole(2 * cost.multiply_adds)},
          {"memory",
           {{"batch_size", cost.batch},
            {"parameter_bytes", whole(cost.values)},
            {"gradient_bytes", whole(cost.gradients)},
            {"best_weights_bytes", whole(cost.best)},
            {"optimizer_bytes", whole(cost.optimizer)},
            {"activation_bytes", whole(cost.activations)},
            {"total_bytes", whole(cost.memory())}}}};
}

Table cost_table(const Cost& cost) {
  Table table{"Cost", {"what", "amount"}, {}};
  const auto row = [&](std::string what, std::string amount) {
    table.add({std::move(what), std::move(amount)});
  };
  row("parameters", with_commas(cost.parameters));
  if (cost.trainable != cost.parameters) row("of them trainable", with_commas(cost.trainable));
  row("multiply-adds, forward pass of a row",
      with_commas(static_cast<int64_t>(cost.multiply_adds)));
  row("FLOPs (2 per multiply-add)", human_count(2 * cost.multiply_adds));
  row("memory of the parameters", human_bytes(cost.values));
  row("memory of their gradients", human_bytes(cost.gradients));
  row("memory of the best weights so far", human_bytes(cost.best));
  row("memory of the optimizer", human_bytes(cost.optimizer));
  row(fmt::format("memory of a batch of {}, with gradients", cost.batch),
      human_bytes(cost.activations));
  row("memory for training, without the data", human_bytes(cost.memory()));
  return table;
}

Table layer_table(const Network& network) {
  Table table{"Layers", {"layer", "type", "output", "parameters", "multiply-adds"}, {}};
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
      table.add({info.columns[i], info.options.type(), info.widths[i],
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

std::vector<WeightStatistics> weight_statistics(const Model& model) {
  std::vector<WeightStatistics> result;
  for (const Param* param : model.network.layout().params()) {
    WeightStatistics statistics{param->name, param->shape};
    const Tensor values = model.parameters[*param];
    double count = 0, sum = 0, zeros = 0;
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const real value : values.values()) {
      if (!std::isfinite(value)) {
        ++statistics.not_finite;
        continue;
      }
      const auto x = static_cast<double>(value);
      ++count;
      sum += x;
      zeros += x == 0 ? 1 : 0;
      low = std::min(low, x);
      high = std::max(high, x);
    }
    if (count > 0) {
      statistics.mean = sum / count;
      double squares = 0;
      for (const real value : values.values()) {
        const double distance = static_cast<double>(value) - statistics.mean;
        if (std::isfinite(distance)) squares += distance * distance;
      }
      statistics.deviation = std::sqrt(squares / count);
      statistics.minimum = low;
      statistics.maximum = high;
      statistics.zeros = zeros / count;
    }
    result.push_back(statistics);
  }
  return result;
}

Table weight_table(const std::vector<WeightStatistics>& statistics) {
  Table table{"Parameters",
              {"parameter", "shape", "mean", "sd", "minimum", "maximum", "zeros", "not finite"},
              {}};
  for (const WeightStatistics& s : statistics) {
    table.add({s.name, to_string(s.shape), s.mean, s.deviation, s.minimum, s.maximum,
               fmt::format("{:.4g}%", s.zeros * 100), s.not_finite});
  }
  return table;
}

Json to_json(const std::vector<WeightStatistics>& statistics) {
  Json result = Json::array();
  for (const WeightStatistics& s : statistics) {
    Json shape = Json::array();
    for (int axis = 0; axis < s.shape.rank(); ++axis) shape.push_back(s.shape[axis]);
    result.push_back({{"parameter", s.name},
                      {"shape", shape},
                      {"mean", s.mean},
                      {"standard_deviation", s.deviation},
                      {"minimum", s.minimum},
                      {"maximum", s.maximum},
                      {"zeros", s.zeros},
                      {"not_finite", s.not_finite}});
  }
  return result;
}

std::vector<ParameterDifference> parameter_differences(const Model& before, const Model& after) {
  std::vector<ParameterDifference> result;
  const auto& others = after.network.layout().params();
  for (const Param* param : before.network.layout().params()) {
    ParameterDifference difference;
    difference.name = param->name;
    const auto other = std::ranges::find(others, param->name, &Param::name);
    if (other == others.end()) {
      difference.in_both = false;
      difference.only = "first";
    } else if (!((*other)->shape == param->shape)) {
      difference.same_shape = false;
    } else {
      const Tensor a = before.parameters[*param], b = after.parameters[**other];
      double distance = 0, length = 0;
      for (int64_t i = 0; i < a.size(); ++i) {
        const double step = static_cast<double>(b[i]) - static_cast<double>(a[i]);
        difference.largest = std::max(difference.largest, std::abs(step));
        distance += step * step;
        length += static_cast<double>(a[i]) * static_cast<double>(a[i]);
      }
      difference.relative = distance == 0 ? 0 : std::sqrt(distance / length);
    }
    result.push_back(difference);
  }
  for (const Param* param : others) {
    const auto& names = before.network.layout().params();
    if (std::ranges::find(names, param->name, &Param::name) != names.end()) continue;
    ParameterDifference difference;
    difference.name = param->name;
    difference.in_both = false;
    difference.only = "second";
    result.push_back(difference);
  }
  return result;
}

}  // namespace aimodel
