#include <fmt/format.h>

#include "layers/build.h"

namespace aimodel {

namespace {

// A list of layers several times over, each time with parameters of its own or always with the same.
//   forward   y = layers_times( ... layers_1(x))
//   limits    shared: the layers give what they get, n rows of the same shape
class Repeat : public Layer {
 public:
  Repeat(const Options& options, const TensorType& input, Build& build)
      : Layer(input), times_(options.integer("times")), shared_(is_shared(options)) {
    for (int64_t i = 0; i < (shared_ ? 1 : times_); ++i) {
      rounds_.push_back(build.sequence(options.list("layers"), output_));
      output_ = rounds_.back()->output();
    }
    if (!shared_ || times_ == 1) return;
    if (output_.shape != input.shape) {
      throw options.error_at("layers", fmt::format("give {} where they get {}: they cannot be "
                                                   "repeated with the same parameters",
                                                   to_string(output_), to_string(input)));
    }
    // From the second round on gradients go through to the round before.
    if (output_.requires_grad && !input.requires_grad) {
      TensorType trained = input;
      trained.requires_grad = true;
      rounds_[0] = build.sequence(options.list("layers"), trained);
    }
  }

  std::vector<Child> children() override {
    std::vector<Child> result;
    for (size_t i = 0; i < rounds_.size(); ++i) {
      const std::string round = shared_ ? "" : fmt::format("{}.", i);
      for (const Child& child : rounds_[i]->children()) {
        const int64_t times = child.times * (shared_ ? times_ : 1);
        result.push_back({fmt::format("{}layers.{}", round, child.name), child.layer, times});
      }
    }
    return result;
  }

  OnnxValue to_onnx(OnnxGraph& graph, OnnxValue x) const override {
    for (int64_t i = 0; i < times_; ++i) x = graph.layer(round(i), x);
    return x;
  }

 protected:
  Tensor run(Tensor x, Tape& tape) const override {
    for (int64_t i = 0; i < times_; ++i) x = round(i).forward(x, tape);
    return x;
  }

  Tensor run_backward(Tensor dy, Tape& tape) const override {
    for (int64_t i = times_; i > 0 && dy.data != nullptr; --i) dy = round(i - 1).backward(dy, tape);
    return dy;
  }

 private:
  static bool is_shared(const Options& options) {
    return options.has("shared") && options.flag("shared");
  }
  const Layer& round(int64_t i) const { return *rounds_[shared_ ? 0 : static_cast<size_t>(i)]; }

  int64_t times_;
  bool shared_;
  std::vector<LayerPtr> rounds_;
};

}  // namespace

LayerPtr make_repeat(const Options& options, const TensorType& input, Build& build) {
  return std::make_unique<Repeat>(options, input, build);
}

}  // namespace aimodel
