// Runs single entries of the rooms for comparison with Python libraries. Each line of standard
// input is a JSON object with the key "room"; each line of output is the answer.
//   metrics     classes, positive, width, prediction, target, weight
//               -> {"values": {name: {value, reason}}, "confusion", "per_class"}
//   losses      options, classes, class_counts, width, z, target, weight, scale
//               -> {"loss", "total_weight", "dz", "prediction"}
//   optimizers  options, w, gradients (one list a step) -> {"w": one list a step}
//   schedules   options, positions [{step, total_steps, epoch, history}] -> {"factors"}
#include <exception>
#include <iostream>
#include <string>

#include "base/json.h"
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
