#include "layers/step_state.h"

#include "layers/workbench.h"

using namespace aimodel;

namespace {

// y_t = x_1 + ... + x_t, with the sum so far as its state.
class RunningSum : public Layer {
 public:
  explicit RunningSum(const TensorType& input) : Layer(input), state_{{input.shape.back()}} {}
  std::vector<StepState*> states() override { return {&state_}; }
  OnnxValue to_onnx(OnnxGraph& graph, OnnxValue x) const override {
    return graph.node("CumSum", {x, graph.constant(std::vector<int64_t>{1})});
  }

 protected:
  Tensor run(Tensor x, Tape& tape) const override {
    const Tensor y = tape.make(x.shape);
    const int64_t width = x.shape.back();
    for (int64_t i = 0; i < x.rows(); ++i) {
      std::vector<real> own(static_cast<size_t>(width), 0);
      const bool stepping = tape.mode() == Tape::Mode::stepping;
      real* sum = stepping ? tape.states->row(state_, i).data : own.data();
      for (int64_t t = 0; t < x.shape[1]; ++t) {
        for (int64_t j = 0; j < width; ++j) {
          sum[j] += x.row(i)[t * width + j];
          y.row(i)[t * width + j] = sum[j];
        }
      }
    }
    return y;
  }
  Tensor run_backward(Tensor dy, Tape&) const override { return dy; }

 private:
  StepState state_;
};

}  // namespace

TEST_CASE("a layer with a state gives step by step what it gives at once, whatever rows go on") {
  const TensorType type{{3, 2}, 0, true, false};
  auto made = std::make_unique<RunningSum>(type);
  RunningSum& layer = *made;
  Workbench bench(std::move(made));
  StepState unused{{5}};  // another layer's, before it
  std::vector<StepState*> all = {&unused};
  for (StepState* state : layer.states()) all.push_back(state);
  StepStates states(all, 2);
  bench.tape().states = &states;
  const Numbers x = Numbers::random({2, 3, 2}, 4);
  const Numbers whole = bench.forward(x, Tape::Mode::inference);
  const auto step = [&](const Numbers& from, int64_t t) {
    return Numbers({2, 1, 2}, {from.at(2 * t), from.at(2 * t + 1), from.at(6 + 2 * t),
                               from.at(6 + 2 * t + 1)});
  };
  for (int64_t t = 0; t < 3; ++t) {
    CHECK(bench.forward(step(x, t), Tape::Mode::stepping) == step(whole, t));
  }
  CHECK(states.row(unused, 0)[0] == 0);
  // Both rows go on from the second.
  states.gather(std::vector<int64_t>{1, 1});
  const Numbers next = bench.forward(Numbers({2, 1, 2}, {0, 0, 1, 1}), Tape::Mode::stepping);
  CHECK(next.at(0) == whole.at(10));
  CHECK(next.at(1) == whole.at(11));
  CHECK(next.at(2) == doctest::Approx(whole.at(10) + 1));
}
