#pragma once

#include <memory>
#include <string>
#include <vector>

#include "layers/fields.h"
#include "layers/link.h"
#include "layers/onnx_graph.h"
#include "layers/param.h"
#include "layers/step_state.h"
#include "layers/tape.h"
#include "spec/options.h"
#include "tensor/tensor.h"
#include "tensor/tensor_type.h"

namespace aimodel {

class Build;
class Layer;
using LayerPtr = std::unique_ptr<Layer>;

// A function with parameters, and its derivative. Const in every pass, so that any number of threads
// may use it, each with a tape of its own. It knows its types when it is built, before any data.
//
// What is alike for all layers (lengths, names, watching, checks, gradients that nobody needs) stands
// in the entries, which are not virtual, around run and run_backward.
class Layer {
 public:
  virtual ~Layer() = default;

  const TensorType& input() const { return input_; }
  const TensorType& output() const { return output_; }

  // x [n, ...] -> y [n, ...]. Keeps on the tape what backward will take, where anybody comes back.
  Tensor forward(Tensor x, Tape& tape) const;
  // dy -> dx; adds to tape.grad(param). May reuse dy's buffer. Without data where nobody needs dx.
  Tensor backward(Tensor dy, Tape& tape) const;

  // forward of a network's first layer, whose input comes as fields.
  Tensor forward_fields(Fields x, Tape& tape) const;
  // Leaves the gradients of the fields that need theirs in their dx.
  void backward_fields(Tensor dy, Fields x, Tape& tape) const;

  // Called once, by the network that the layer goes into, to name and place the parameters.
  // Containers hold none themselves.
  virtual std::vector<Param*> params() { return {}; }

  struct Child {
    std::string name;  // "layers.0"
    Layer* layer;
    int64_t times = 1;  // that one pass runs it
  };
  virtual std::vector<Child> children() { return {}; }

  // What stepping keeps from step to step. Containers have none themselves.
  virtual std::vector<StepState*> states() { return {}; }
  // Whether a step's output depends on earlier steps and itself alone.
  virtual bool can_step() const { return true; }

  // Whether in training what it gives for a row depends on the others of the batch.
  virtual bool mixes_rows() const { return false; }

  // Multiply-adds of one forward pass of one row, children not included.
  virtual double multiply_adds() const { return 0; }

  // What it computes in inference, as nodes of an ONNX graph (opset 17).
  virtual OnnxValue to_onnx(OnnxGraph& graph, OnnxValue x) const = 0;

  int slot() const { return slot_; }  // of the tape, where what it gives has a name; else -1

  std::string type;  // the spec's name of the layer, set by Build
  std::string path;  // "network.0", set by the network

 protected:
  explicit Layer(const TensorType& input) : input_(input), output_(input) {}

  // Never writes to x, which others may still need; may return it.
  virtual Tensor run(Tensor x, Tape& tape) const = 0;
  // Where !needs_dx(tape) what it returns may be without data.
  virtual Tensor run_backward(Tensor dy, Tape& tape) const = 0;

  // A layer that can make use of fields need not write them out; the bits are those of the
  // written-out input.
  virtual Tensor run_fields(Fields x, Tape& tape) const;
  virtual void run_fields_backward(Tensor dy, Fields x, Tape& tape) const;

  // Lengths of the output's rows from those of the input's, [n] in the tape's memory.
  virtual const int32_t* lengths(const int32_t* x, Tape&) const { return x; }

  // Whether this pass takes the gradient of what the layer gets.
  bool needs_dx(const Tape& tape) const { return tape.needs_gradient(input_); }
  // Adds the gradient of a named value, where anybody needs it.
  static void send(const Link& link, Tensor gradient, Tape& tape) {
    if (tape.needs_gradient(link.type)) tape.add_gradient(link.slot, gradient);
  }

  TensorType input_, output_;

 private:
  friend class Build;
  bool reached(const Tape& tape) const { return tape.needs_gradient(output_); }
  Tensor end_forward(Tensor x, Tensor y, Tape& tape) const;
  Tensor begin_backward(Tensor dy, Tape& tape) const;

  int slot_ = -1;  // of its name
};

// A layer by its schema's name; the table is made from schemas/layers.
LayerPtr make_named_layer(const std::string& name, const Options& options, const TensorType& input,
                          Build& build);

}  // namespace aimodel
