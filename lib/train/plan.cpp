#include "train/plan.h"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "base/json.h"
#include "base/numbers.h"
#include "base/units.h"
#include "model/describe.h"
#include "train/batches.h"
#include "train/trainer.h"

namespace aimodel {

namespace {

class StepCounter : public TrainingCallback {
 public:
  void on_step_end(const StepInfo&) override { ++steps; }
  void on_epoch_end(const EpochInfo&) override {}
  int64_t steps = 0;
};

double seconds_per_step(Model& model, const Dataset& training, int threads) {
  StepCounter counter;
  const auto start = std::chrono::steady_clock::now();
  train(model, training, {}, {threads, 0.2, &counter});
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  return elapsed.count() / static_cast<double>(std::max<int64_t>(1, counter.steps));
}

Json memory_json(const MemoryPlan& plan) {
  Json json{{"program", plan.program}, {"parameters_and_optimizer", plan.parameters()},
            {"passes", plan.passes()}, {"batches", plan.batches},
            {"metrics", plan.metrics}, {"resuming", plan.resuming},
            {"rows", plan.rows},       {"total", plan.total()}};
  for (Json& bytes : json) bytes = static_cast<int64_t>(bytes.get<double>());
  return json;
}

}  // namespace

Plan make_plan(Model& model, const TrainRows& rows, int threads) {
  Plan plan;
  plan.layers = layer_table(model.network);
  const Options options = model.spec.training();
  const int64_t steps = Batches(model.spec, model.network, rows.train.rows).steps();
  const double step = seconds_per_step(model, rows.train, threads);
  const double total = step * static_cast<double>(steps * options.integer("epochs"));
  plan.summary = {{"layers", layers_json(model.network)},
                  {"rows",
                   {{"train", rows.train.rows},
                    {"validation", rows.validation.rows},
                    {"test", rows.test.rows}}},
                  {"parameters", model.network.layout().size()},
                  {"multiply_adds_per_row", model.network.multiply_adds()},
                  {"steps_per_epoch", steps},
                  {"epochs", options.integer("epochs")},
                  {"memory_bytes", memory_json(rows.plan)},
                  {"file_bytes", static_cast<int64_t>(rows.plan.in_file)},
                  {"seconds_per_step", step},
                  {"seconds", total}};
  return plan;
}

std::string render_plan(const Plan& plan, Format format) {
  const Json& s = plan.summary;
  if (format == Format::json || format == Format::jsonl) {
    Json document{{"schema", "aimodel.plan.v1"}};
    document.update(s);
    return document.dump(format == Format::json ? 2 : -1, ' ', false,
                         Json::error_handler_t::replace) +
           "\n";
  }
  Table totals;
  totals.title = "Plan";
  totals.columns = {"what", "value"};
  const auto bytes = [&](const char* key) {
    return human_bytes(s["memory_bytes"][key].get<double>());
  };
  const auto count = [](const Json& value) { return with_commas(value.get<int64_t>()); };
  totals.add({std::string("rows to train, validate, test"),
              fmt::format("{}, {}, {}", count(s["rows"]["train"]), count(s["rows"]["validation"]),
                          count(s["rows"]["test"]))});
  totals.add({std::string("parameters"), count(s["parameters"])});
  totals.add({std::string("multiply-adds, one row forward"),
              human_count(s["multiply_adds_per_row"].get<double>())});
  totals.add({std::string("steps"),
              fmt::format("{} epochs of {}", count(s["epochs"]), count(s["steps_per_epoch"]))});
  totals.add({std::string("memory: the program"), bytes("program")});
  totals.add(
      {std::string("memory: parameters, gradients, optimizer"), bytes("parameters_and_optimizer")});
  totals.add({std::string("memory: forward and backward"), bytes("passes")});
  totals.add({std::string("memory: two batches"), bytes("batches")});
  totals.add({std::string("memory: metrics"), bytes("metrics")});
  if (s["memory_bytes"]["resuming"] > 0) {
    totals.add({std::string("memory: the checkpoint"), bytes("resuming")});
  }
  totals.add({std::string("memory: rows"), bytes("rows")});
  totals.add({std::string("memory: together"), bytes("total")});
  if (s["file_bytes"] > 0) {
    totals.add({std::string("rows in a file"), human_bytes(s["file_bytes"].get<double>())});
  }
  totals.add({std::string("time, from a few steps"), human_duration(s["seconds"].get<double>())});
  if (format == Format::text || format == Format::md)
    return render(std::vector<Table>{plan.layers, totals}, format);
  return render(plan.layers, format);
}

}  // namespace aimodel
