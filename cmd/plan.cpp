#include "plan.h"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "optimizers/optimizer.h"
#include "train/trainer.h"

namespace aimodel {

namespace {

class StepCounter : public Observer {
 public:
  void step(const StepInfo&) override { ++steps; }
  void epoch(const EpochInfo&) override {}
  int64_t steps = 0;
};

double bytes_of(const Dataset& data) {
  size_t numbers = data.weights.size();
  for (const Matrix& matrix : data.inputs) numbers += matrix.values.size();
  for (const Matrix& matrix : data.targets) numbers += matrix.values.size();
  return static_cast<double>(numbers * sizeof(real));
}

// Trains a copy for a fifth of a second, to see how long a step takes.
double seconds_per_step(const Model& model, const Dataset& training, int threads) {
  Model copy(model.spec, Encoding::restore(model.spec, model.encoding.state()));
  const auto values = model.parameters.values();
  std::copy(values.begin(), values.end(), copy.parameters.values().begin());
  StepCounter counter;
  const auto start = std::chrono::steady_clock::now();
  train(copy, training, {}, {threads, 0.2, &counter});
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  return elapsed.count() / static_cast<double>(std::max<int64_t>(1, counter.steps));
}

}  // namespace

Plan make_plan(const Model& model, const Dataset& training, int64_t validation_rows,
               int64_t test_rows, int threads) {
  Plan plan;
  plan.layers.title = "Layers";
  plan.layers.columns = {"layer", "type", "output", "parameters", "multiply-adds"};
  double activations = 0;
  for (const Network::Row& row : model.network.rows()) {
    plan.layers.add({std::string(static_cast<size_t>(2 * row.depth), ' ') + row.path, row.type,
                     row_text(row.output), row.parameters,
                     static_cast<int64_t>(row.multiply_adds)});
    activations += static_cast<double>(row.output.elements());
  }
  const Options options = model.spec.training();
  const auto size = static_cast<double>(model.network.layout().size()) * sizeof(real);
  const int buffers = make_optimizer(options["optimizer"])->buffers();
  const auto batch = static_cast<double>(std::min(options.integer("batch_size"), training.rows));
  // Values, gradients, best weights and the optimizer's moments; forward and backward tensors of a
  // batch; the rows.
  const double parameters = size * (3 + buffers);
  const double pass = 2 * activations * batch * sizeof(real);
  const int64_t steps = steps_per_epoch(model.spec, training.rows);
  const double step = seconds_per_step(model, training, threads);
  const double total = step * static_cast<double>(steps * options.integer("epochs"));
  plan.summary = {
      {"rows", {{"train", training.rows}, {"validation", validation_rows}, {"test", test_rows}}},
      {"parameters", model.network.layout().size()},
      {"multiply_adds_per_row", model.network.multiply_adds()},
      {"steps_per_epoch", steps},
      {"epochs", options.integer("epochs")},
      {"memory_bytes",
       {{"parameters_and_optimizer", parameters},
        {"batch", pass},
        {"training_rows", bytes_of(training)},
        {"total", parameters + pass + bytes_of(training)}}},
      {"seconds_per_step", step},
      {"seconds", total}};
  return plan;
}

std::string render_plan(const Plan& plan, Format format) {
  const Json& s = plan.summary;
  if (format == Format::json || format == Format::jsonl) {
    Json document{{"schema", "aimodel.plan.v1"}, {"layers", to_json(plan.layers)}};
    document.update(s);
    return document.dump(format == Format::json ? 2 : -1) + "\n";
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
  totals.add({std::string("memory: parameters, optimizer"), bytes("parameters_and_optimizer")});
  totals.add({std::string("memory: a batch"), bytes("batch")});
  totals.add({std::string("memory: training rows"), bytes("training_rows")});
  totals.add({std::string("memory: together"), bytes("total")});
  totals.add({std::string("time, from a few steps"), human_duration(s["seconds"].get<double>())});
  if (format == Format::text || format == Format::md)
    return render(std::vector<Table>{plan.layers, totals}, format);
  return render(plan.layers, format);
}

}  // namespace aimodel
