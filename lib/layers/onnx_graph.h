#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "layers/param.h"
#include "tensor/activation.h"

namespace aimodel {

class Layer;

using OnnxValue = std::string;  // the name of a value of the graph

struct OnnxAttribute {
  std::string name;
  std::variant<int64_t, double> value;
};

// What layers describe themselves to as nodes of ONNX (opset 17). What is done with the nodes, to
// write or to run them, is the derived class's.
class OnnxGraph {
 public:
  virtual ~OnnxGraph() = default;

  // The first output of a new node.
  virtual OnnxValue node(const std::string& op, const std::vector<OnnxValue>& inputs,
                         const std::vector<OnnxAttribute>& attributes = {}) = 0;
  virtual OnnxValue parameter(const Param& param) = 0;
  virtual OnnxValue constant(double value) = 0;                        // a scalar of floats
  virtual OnnxValue constant(const std::vector<int64_t>& values) = 0;  // [values]

  // A layer's nodes; what it gives is there for later layers under its name.
  OnnxValue layer(const Layer& layer, const OnnxValue& x);
  OnnxValue named(int slot) const { return named_.at(slot); }
  OnnxValue activation(Activation activation, const OnnxValue& x, Slope slope = {});

 private:
  std::map<int, OnnxValue> named_;
};

}  // namespace aimodel
