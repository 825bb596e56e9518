#pragma once

#include <string>
#include <vector>

#include "spec/options.h"

namespace aimodel {

// What `--set path=value` and `--unset path` ask for, in the order of the command line; the
// environment's come first.
struct Override {
  std::string path;   // network.0.units
  std::string value;  // JSON, else taken as a string
  bool remove = false;
  std::string source;  // "--set network.0.units=64", for messages
};

// A checked and filled-in spec.
class Spec {
 public:
  static Spec read(const std::string& path, const std::vector<Override>& overrides = {});
  static Spec parse(const std::string& text, const std::string& name, Exit code = Exit::spec,
                    const std::vector<Override>& overrides = {});

  // The same spec with values set or removed.
  Spec with(const std::vector<Override>& overrides) const;
  // Whether somebody wrote the value at a JSON pointer, rather than that the schema filled it in.
  bool states(const std::string& pointer) const;

  const Options& root() const { return root_; }
  const std::string& file() const;  // paths are relative to it
  std::vector<Options> inputs() const { return root_.list("inputs"); }
  std::vector<Options> network() const { return root_.list("network"); }
  // How what the input groups give meets: "concat" or "add".
  std::string join() const { return root_.has("join") ? root_.text("join") : "concat"; }
  std::vector<Options> outputs() const { return root_.list("outputs"); }
  Options training() const { return root_["training"]; }
  std::vector<std::string> metrics() const { return root_.texts("metrics"); }

  // The filled-in spec as JSON; parsing it gives the same spec.
  std::string dump(int indent = 2) const;
  // The filled-in spec as a model keeps it: without the paths of the files that it was trained with. What a model
  // names is never opened, and where files stood is no part of what was learnt.
  Json stored() const;

 private:
  explicit Spec(Options root) : root_(std::move(root)) {}
  Options root_;
};

}  // namespace aimodel
