#pragma once

#include <memory>
#include <string>
#include <vector>

#include "layers/param.h"
#include "layers/parts.h"
#include "layers/tape.h"
#include "spec/options.h"
#include "tensor/tensor.h"

namespace aimodel {

class Layer;
using LayerPtr = std::unique_ptr<Layer>;

// A function with parameters, and its derivative. Const in every pass: what changes is on the tape.
// It knows its output shape when it is built, before any data. Shapes are those of one row.
class Layer {
 public:
  virtual ~Layer() = default;

  virtual Shape output_shape() const = 0;

  // x [n, ...] -> y [n, ...]. Keeps on the tape what backward will take. Never writes to x, which
  // others may still need; may return it.
  virtual Tensor forward(Tensor x, Tape& tape) const = 0;

  // dy -> dx; adds to tape.grad(param). May reuse dy's buffer.
  virtual Tensor backward(Tensor dy, Tape& tape) const = 0;

  // The same where nobody needs dx.
  virtual void backward_parameters(Tensor dy, Tape& tape) const { backward(dy, tape); }

  // The same for a network's first layer, whose input is in parts. A layer that can make use of
  // them need not write them out; the bits are those of the written-out input.
  virtual Tensor forward_parts(Parts x, Tape& tape) const;
  // Leaves the gradients of the parts that need theirs in their dx.
  virtual void backward_parts(Tensor dy, Parts x, Tape& tape) const;

  // Called once, by the network that the layer goes into, to name and place the parameters.
  // Containers hold none themselves.
  virtual std::vector<Param*> params() { return {}; }

  struct Child {
    std::string name;  // "layers.0"
    Layer* layer;
  };
  virtual std::vector<Child> children() { return {}; }

  // Whether in training what it gives for a row depends on the others of the batch.
  virtual bool mixes_rows() const { return false; }

  // Multiply-adds of one forward pass of one row, children not included.
  virtual double multiply_adds() const { return 0; }

  std::string type;  // the spec's name of the layer, set by make_layer
  std::string path;  // "network.0", set by the network
};

// A layer from its part of the spec. Throws Error (spec) where the input's shape does not fit.
LayerPtr make_layer(const Options& options, const Shape& input);

// The same by the schema's name; the table is made from schemas/layers.
LayerPtr make_named_layer(const std::string& name, const Options& options, const Shape& input);

// A list of layers, run one after the other. An empty list is the identity.
LayerPtr make_sequence(const std::vector<Options>& layers, const Shape& input);

}  // namespace aimodel
