#pragma once

#include <vector>

#include "network/head.h"
#include "network/input_group.h"
#include "spec/spec.h"

namespace aimodel {

// What one member of a network is made of, for those who build it and go through it.
struct NetworkTree {
  NetworkTree(const Spec& spec, const std::vector<InputInfo>& inputs,
              const std::vector<OutputInfo>& outputs, Build& build);

  std::vector<InputGroup> groups;
  std::vector<LayerPtr> flatten;  // of each group, where several are put side by side
  bool adds = false;              // what the groups give is added up, not put side by side
  LayerPtr trunk;
  std::vector<Head> heads;

 private:
  // What the trunk gets. A single group keeps its shape. Throws Error (spec) where they do not fit.
  TensorType join(const Spec& spec, Build& build);
};

}  // namespace aimodel
