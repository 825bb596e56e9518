#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/random.h"
#include "explain/explanation.h"
#include "explain/target.h"
#include "model/model.h"
#include "spec/spec.h"

namespace aimodel {

// What a method is asked.
struct ExplainRequest {
  const Model& model;
  const Dataset& data;        // the rows to be explained; at least one
  const Dataset& background;  // the rows that they are compared with: all that were read
  Target target;
  Random random{0};
};

// A way to say which columns a model leans on. Its columns come sorted.
class Method {
 public:
  virtual ~Method() = default;
  virtual Explanation explain(const ExplainRequest& request) const = 0;
};

using MethodPtr = std::unique_ptr<Method>;

// A method with its options set as `--set` says: "steps=100". Throws Error (usage) at
// "--set steps=100"; all mistakes at once.
MethodPtr make_method(const std::string& name, const std::vector<Override>& settings);
std::vector<std::string> method_names();

// A method with checked options; the table is made from schemas/explain.
MethodPtr make_named_method(const std::string& name, const Options& options);

}  // namespace aimodel
