// Runs single entries of the rooms for comparison with Python libraries. Each line of standard
// input is a JSON object with the key "room"; each line of output is the answer.
//   metrics     classes, positive, width, prediction, target, weight
//               -> {"values": {name: {value, reason}}, "confusion", "per_class"}
//   losses      options, classes, class_counts, width, z, target, weight, scale
//               -> {"loss", "total_weight", "dz", "prediction"}
//   layers      options, row (its sizes), x, dy, mode, seed
//               -> {"y", "dx", "parameters": {name: {"shape", "values", "gradient", "after"}}}
//   optimizers  options, w, gradients (one list a step) -> {"w": one list a step}
//   schedules   options, positions [{step, total_steps, epoch, history}] -> {"factors"}
#include <array>
#include <exception>
#include <iostream>
#include <string>
#include <utility>

#include "base/json.h"
#include "base/random.h"
#include "layers/build.h"
#include "losses/loss.h"
#include "metrics/metric.h"
#include "optimizers/optimizer.h"
#include "schedules/schedule.h"

namespace aimodel {

namespace {

using Numbers = std::vector<double>;

std::vector<real> reals(const Json& list) {
  std::vector<real> values;
  for (const Json& value : list) values.push_back(static_cast<real>(value.get<double>()));
  return values;
}

Options options_of(const Json& request, const std::string& room) {
  const Json& options = request.at("options");
  return options_from(room + "/" + options.at("type").get<std::string>(), options.dump());
}

Json value_json(const MetricValue& value) {
  return {{"value", value.defined() ? Json(value.value) : Json()}, {"reason", value.reason}};
}

Json run_metrics(const Json& request) {
  Scored scored;
  scored.classes = request.at("classes").get<std::vector<std::string>>();
  scored.positive = request.at("positive").get<int64_t>();
  scored.width = request.at("width").get<int64_t>();
  scored.prediction = request.at("prediction").get<Numbers>();
  scored.target = request.at("target").get<Numbers>();
  scored.weight = request.at("weight").get<Numbers>();
  scored.rows = static_cast<int64_t>(scored.prediction.size()) / scored.width;
  Json values = Json::object();
  for (const std::string& name : metric_names(!scored.classes.empty())) {
    values[name] = value_json(find_metric(name)->compute(scored));
  }
  Json result = {{"values", values}};
  if (scored.classes.empty()) return result;
  result["confusion"] = confusion_matrix(scored);
  result["per_class"] = Json::array();
  for (const ClassMetrics& one : per_class(scored)) {
    result["per_class"].push_back({{"precision", value_json(one.precision)},
                                   {"recall", value_json(one.recall)},
                                   {"f1", value_json(one.f1)},
                                   {"support", one.support}});
  }
  return result;
}

Json run_losses(const Json& request) {
  LossContext context;
  context.classes = request.at("classes").get<std::vector<std::string>>();
  context.class_counts = request.at("class_counts").get<Numbers>();
  const auto loss = make_loss(options_of(request, "losses"), context);
  std::vector<real> z = reals(request.at("z"));
  std::vector<real> target = reals(request.at("target"));
  const std::vector<real> weight = reals(request.at("weight"));
  std::vector<real> dz(z.size());
  const int64_t width = request.at("width").get<int64_t>();
  const int64_t rows = static_cast<int64_t>(z.size()) / width;
  const Tensor outputs{z.data(), {rows, width}};
  const Tensor truth{target.data(), {rows, static_cast<int64_t>(target.size()) / rows}};
  double total = 0;
  const double sum =
      loss->compute(outputs, truth, weight.empty() ? nullptr : weight.data(),
                    request.at("scale").get<double>(), {dz.data(), outputs.shape}, &total);
  loss->predict(outputs);
  return {{"loss", sum}, {"total_weight", total}, {"dz", dz}, {"prediction", z}};
}

// Parameters of a layer and those in it, by name.
void collect(Layer& layer, const std::string& path,
             std::vector<std::pair<std::string, Param*>>& to) {
  for (Param* param : layer.params()) to.emplace_back(path + param->name, param);
  for (const Layer::Child& child : layer.children()) {
    collect(*child.layer, path + child.name + ".", to);
  }
}

// A pass forward and, but in inference, backward, with random parameters.
Json run_layers(const Json& request) {
  const Options options = options_from("layers", request.at("options").dump());
  Shape row;
  for (const Json& size : request.at("row")) row.push_back(size.get<int64_t>());
  const LayerPtr layer = Build().layer(options, {row, 0, false, true});
  std::vector<std::pair<std::string, Param*>> params;
  collect(*layer, "", params);
  std::array<std::vector<real>, kParamKinds> values, gradients;
  const Random random(request.at("seed").get<uint64_t>());
  for (const auto& [name, param] : params) {
    std::vector<real>& zone = values[static_cast<size_t>(param->kind)];
    param->offset = static_cast<int64_t>(zone.size());
    for (int64_t i = 0; i < param->shape.elements(); ++i) {
      const double draw = random.branch(name).normal(static_cast<uint64_t>(i));
      // Statistics may have to be above 0.
      zone.push_back(
          static_cast<real>(param->kind == ParamKind::statistic ? 0.5 + draw * draw : draw));
    }
  }
  for (size_t zone = 0; zone < kParamKinds; ++zone) gradients[zone].assign(values[zone].size(), 0);
  const auto starts = [](auto& buffers) {
    return Tape::Starts{buffers[0].data(), buffers[1].data(), buffers[2].data(), nullptr};
  };
  const auto before = values;
  Tape tape(starts(values), starts(gradients));
  const auto mode = request.at("mode").get<std::string>();
  tape.reset(mode == "training"   ? Tape::Mode::training
             : mode == "gradient" ? Tape::Mode::gradient
                                  : Tape::Mode::inference,
             random.branch("pass"));
  std::vector<real> x = reals(request.at("x")), dy = reals(request.at("dy"));
  const int64_t rows = static_cast<int64_t>(x.size()) / row.elements();
  const Tensor y = layer->forward({x.data(), row.with_rows(rows)}, tape);
  Json result{{"y", std::vector<real>(y.data, y.data + y.size())}};
  if (mode != "inference") {
    const Tensor dx = layer->backward({dy.data(), y.shape}, tape);
    result["dx"] = std::vector<real>(dx.data, dx.data + dx.size());
  }
  // The step adds what the pass has changed of statistics.
  const auto statistic = static_cast<size_t>(ParamKind::statistic);
  for (size_t i = 0; i < values[statistic].size(); ++i) {
    values[statistic][i] += std::exchange(gradients[statistic][i], real{0});
  }
  result["parameters"] = Json::object();
  for (const auto& [name, param] : params) {
    const auto part = [&,
                       which = param](const std::array<std::vector<real>, kParamKinds>& buffers) {
      const auto first = buffers[static_cast<size_t>(which->kind)].begin() + which->offset;
      return std::vector<real>(first, first + which->shape.elements());
    };
    Json shape = Json::array();
    for (int axis = 0; axis < param->shape.rank(); ++axis) shape.push_back(param->shape[axis]);
    result["parameters"][name] = {{"shape", shape},
                                  {"values", part(before)},
                                  {"gradient", part(gradients)},
                                  {"after", part(values)}};
  }
  return result;
}

Json run_optimizers(const Json& request) {
  const auto optimizer = make_optimizer(options_of(request, "optimizers"));
  std::vector<real> w = reals(request.at("w"));
  std::vector<std::vector<real>> moments(static_cast<size_t>(optimizer->buffers()),
                                         std::vector<real>(w.size(), 0));
  std::vector<real*> buffers;
  for (std::vector<real>& moment : moments) buffers.push_back(moment.data());
  Json after = Json::array();
  Optimizer::Step step{0, optimizer->learning_rate(), optimizer->weight_decay()};
  for (const Json& gradient : request.at("gradients")) {
    ++step.number;
    optimizer->update(step, w, reals(gradient), buffers);
    after.push_back(w);
  }
  return {{"w", after}};
}

Json run_schedules(const Json& request) {
  const auto schedule = make_schedule(options_of(request, "schedules"));
  Json factors = Json::array();
  for (const Json& position : request.at("positions")) {
    const auto history = position.at("history").get<Numbers>();
    factors.push_back(schedule->factor({position.at("step").get<int64_t>(),
                                        position.at("total_steps").get<int64_t>(),
                                        position.at("epoch").get<int64_t>(), history}));
  }
  return {{"factors", factors}};
}

Json run(const Json& request) {
  const auto room = request.at("room").get<std::string>();
  if (room == "metrics") return run_metrics(request);
  if (room == "losses") return run_losses(request);
  if (room == "layers") return run_layers(request);
  if (room == "optimizers") return run_optimizers(request);
  if (room == "schedules") return run_schedules(request);
  throw Error(Exit::usage, "", "unknown room " + room);
}

}  // namespace

}  // namespace aimodel

int main() {
  try {
    for (std::string line; std::getline(std::cin, line);) {
      std::cout << aimodel::run(aimodel::Json::parse(line)).dump() << '\n';
    }
    return 0;
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
