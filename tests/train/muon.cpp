// Which parameters of a network muon moves as matrices, and which as adamw does.
#include <cmath>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "model/cost.h"
#include "model/optimizer_matrices.h"
#include "rows/row_set.h"
#include "train/training_step.h"
#include "workbench.h"

using namespace aimodel;

namespace {

Rows muon_rows() {
  Rows rows;
  for (const char* name : {"a", "b", "c"}) {
    std::vector<double> values;
    for (uint64_t i = 0; i < 12; ++i) values.push_back(Random(2).branch(name).normal(i));
    rows.numbers.emplace_back(name, values);
  }
  std::vector<std::string> jobs;
  for (int i = 0; i < 12; ++i) jobs.emplace_back(1, "xyz"[i % 3]);
  rows.texts.emplace_back("job", jobs);
  return rows;
}

// After one step of all rows.
Bench stepped(const std::string& optimizer) {
  Bench bench(fmt::format(R"({{
    "inputs": [{{"columns": ["a", "b"], "type": "number"}},
               {{"column": "job", "type": "category", "encoding": "embedding", "units": 2}}],
    "network": [{{"type": "dense", "units": 6, "activation": "tanh"}}],
    "outputs": [{{"column": "c", "type": "number", "network": [{{"type": "dense", "units": 5}}]}}],
    "training": {{"epochs": 1, "batch_size": 12, "optimizer": {{"type": "{}"}}}}}})",
                          optimizer),
              muon_rows());
  train(*bench.model, bench.rows, {}, {});
  return bench;
}

}  // namespace

TEST_CASE("muon moves hidden weights as matrices, all else as adamw") {
  const Bench muon = stepped("muon"), adamw = stepped("adamw");
  const Layout& layout = muon.model->network.layout();
  int matrices = 0;
  for (const Param* param : layout.params()) {
    CAPTURE(param->name);
    const auto same = [&] {
      const std::span<real> a = muon.parameter(param->name), b = adamw.parameter(param->name);
      return std::ranges::equal(a, b);
    };
    const bool hidden =
        param->name == "network.0.weight" || param->name == "outputs.0.network.0.weight";
    matrices += hidden ? 1 : 0;
    CHECK(same() == !hidden);
  }
  CHECK(matrices == 2);
}

TEST_CASE("the memory plan counts what a matrix takes beside it") {
  const Bench bench = stepped("muon");
  const OptimizerPtr optimizer = make_optimizer(bench.model->spec.training()["optimizer"]);
  // Of [6, 5]: x and its successor; s and the polynomial, [5, 5].
  CHECK(matrix_scratch(*optimizer, bench.model->network.layout()) == 2 * 30 + 2 * 25);
  const OptimizerPtr adamw = make_optimizer(options_from("optimizers", R"({"type": "adamw"})"));
  CHECK(cost_of(bench.model->network, 12, *optimizer).optimizer ==
        cost_of(bench.model->network, 12, *adamw).optimizer + sizeof(real) * (2 * 30 + 2 * 25));
}

TEST_CASE("after a step of muon the gradients are 0: another one without rows moves no matrix") {
  const Bench bench = stepped("muon");
  const Spec still = bench.model->spec.with({{"training.optimizer.momentum", "0", false, ""},
                                             {"training.optimizer.weight_decay", "0", false, ""}});
  Model model(still, std::move(bench.model->preprocessing));
  model.initialize(Random(1).branch("weights"));
  TrainingStep step(model, Batches(still, model.network, bench.rows.rows), 1);
  BatchMemory memory;
  const auto matrix = [&] {
    const Layout& layout = model.network.layout();
    const Tensor w = model.parameters[*optimizer_matrices(
        *make_optimizer(still.training()["optimizer"]), layout)[0]];
    return std::vector<real>(w.data, w.data + w.size());
  };
  const std::vector<real> first = matrix();
  step.add_gradients(RowSet(bench.rows).fetch(0, bench.rows.rows, memory));
  step.update(1, {});
  const std::vector<real> moved = matrix();
  CHECK(moved != first);
  step.update(1, {});
  CHECK(matrix() == moved);
}
