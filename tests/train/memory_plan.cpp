#include "train/memory_plan.h"

#include <numeric>

#include <doctest/doctest.h>

#include "made_rows.h"
#include "model/evaluation_sample.h"
#include "model/model.h"

using namespace aimodel;

namespace {

constexpr int64_t kPlannedRows = 500;

Spec spec_with(const std::string& network, bool whitening = false) {
  return Spec::parse(R"({
    "inputs": [{"columns": ["a", "b"], "type": "number", "whitening": )" +
                         std::string(whitening ? "true" : "false") + R"(},
               {"columns": ["c"], "type": "category", "encoding": "one_hot"}],
    "network": [{"type": "dense", "units": 40},)" +
                         network + R"(],
    "outputs": [{"column": "kind", "type": "category"}, {"column": "size", "type": "number"}],
    "training": {"batch_size": 200}})",
                     "spec.json");
}

struct Prepared {
  Frame frame = made_rows(kPlannedRows);
  std::vector<uint32_t> all;
  std::unique_ptr<Model> model;
  Dataset data;

  explicit Prepared(const Spec& spec) : all(kPlannedRows) {
    std::iota(all.begin(), all.end(), 0U);
    Preprocessing preprocessing = Preprocessing::fit(spec, frame, all);
    data = preprocessing.encode(frame, true);
    model = std::make_unique<Model>(spec, std::move(preprocessing));
    model->initialize(Random(1).branch("weights"));
  }
  MemoryPlan plan(PartCounts counts, int threads = 1) const {
    return plan_memory(model->spec, model->preprocessing, model->network, counts, threads);
  }
};

// What a pass over so many rows reserves, forward and backward.
double pass_bytes(Model& model, const Dataset& data, int64_t count) {
  Parameters gradients(model.network.layout());
  Tape tape(model.parameters.starts(), gradients.starts());
  tape.reset(Tape::Mode::training, Random(1));
  BatchMemory memory;
  const std::span<Tensor> z = model.network.forward(RowSet(data).fetch(0, count, memory), tape);
  for (Tensor& each : z) {
    const Tensor dz = tape.make(each.shape);
    std::fill_n(dz.data, dz.size(), real{1});
    each = dz;
  }
  model.network.backward_parameters(z, tape);
  tape.reset(Tape::Mode::inference);  // in one piece: what was asked for
  return static_cast<double>(tape.bytes());
}

}  // namespace

TEST_CASE("a pass takes no more than was planned, whatever the layers, and not much less") {
  for (
      const char* network : {
          R"({"type": "dense", "units": 40, "activation": "relu"})",
          R"({"type": "dense", "units": 40, "activation": "gelu"})",
          R"({"type": "dense", "units": 40}, {"type": "tanh"}, {"type": "dense", "units": 40})",
          R"({"type": "batch_norm"}, {"type": "batch_norm"}, {"type": "batch_norm"})",
          R"({"type": "layer_norm"}, {"type": "layer_norm"}, {"type": "layer_norm"})",
          R"({"type": "dropout", "rate": 0.5}, {"type": "dropout", "rate": 0.5})",
          R"({"type": "softmax"})",
          R"({"type": "residual", "layers": [{"type": "dense", "units": 40}]})",
          R"({"type": "repeat", "times": 4, "layers": [{"type": "dense", "units": 40}]})",
          R"({"type": "parallel", "branches": [[{"type": "dense", "units": 40}], []]})",
          R"({"type": "parallel", "branches": [[{"type": "dense", "units": 40, "activation": "silu"}],
                                                [{"type": "dense", "units": 40, "activation": "gelu"}]]})",
          R"({"type": "parallel", "branches": [[{"type": "relu"}], [{"type": "tanh"}], []]})",
      }) {
    CAPTURE(std::string(network));
    for (const bool whitening : {false, true}) {
      const Prepared prepared(spec_with(network, whitening));
      const double planned = prepared.plan({kPlannedRows, 0, 0}).passes();
      const double taken = pass_bytes(*prepared.model, prepared.data, 200);
      CHECK(taken <= planned);
      CHECK(planned <= 2.5 * taken);
    }
  }
}

TEST_CASE("what is planned follows from the spec") {
  const Prepared prepared(spec_with(R"({"type": "layer_norm"})"));
  const MemoryPlan plan = prepared.plan({kPlannedRows, 100, 0});
  const auto values = 4.0 * static_cast<double>(prepared.model->network.layout().size());
  CHECK(plan.parameters() == 5 * values);  // values, gradients, best, two moments of Adam
  CHECK(prepared.plan({kPlannedRows, 0, 0}).parameters() == 4 * values);  // nothing tells the best
  CHECK(plan.rows == 0);
  CHECK(plan.total() == plan.without_rows());
  // A batch is no larger than the rows that there are.
  CHECK(prepared.plan({100, 0, 0}).passes() == plan.passes() / 2);
  CHECK(prepared.plan({100, 0, 0}).batches == plan.batches / 2);
  // A last row that is joined to the batch before it makes that larger by one.
  const Prepared joined(spec_with(R"({"type": "batch_norm"})"));
  const double of_200 = joined.plan({400, 0, 0}).passes();
  CHECK(joined.plan({401, 0, 0}).passes() == doctest::Approx(of_200 * 201 / 200));
  CHECK(joined.plan({402, 0, 0}).passes() == of_200);
  CHECK(prepared.plan({401, 0, 0}).passes() == plan.passes());
  // More rows than are measured take no more.
  const auto measured = [&](int64_t rows) { return prepared.plan({rows, 0, 0}).metrics; };
  CHECK(measured(2 * EvaluationSample::kMost) == measured(EvaluationSample::kMost));
  CHECK(measured(EvaluationSample::kMost) > measured(EvaluationSample::kMost / 2));
  CHECK(prepared.plan({kPlannedRows, 0, 0}, 3).program >
        prepared.plan({kPlannedRows, 0, 0}, 2).program);
}
