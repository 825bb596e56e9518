#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/json_fwd.h"
#include "layers/layer.h"
#include "layers/link.h"
#include "spec/options.h"

namespace aimodel {

// What layers are built with beside their options: it makes the layers in them, and knows the names
// that what is evaluated earlier has. One for a network; for the thread that builds it.
class Build {
 public:
  // `first_slot` of the tape is the first that names take.
  explicit Build(int first_slot = 0) : slots_(first_slot) {}
  int slots() const { return slots_; }  // behind the last that one has taken

  // A layer from its options in the spec, with its name and whether it is trained. Throws Error
  // (spec) where the input does not fit.
  LayerPtr layer(const Options& options, const TensorType& input);
  // One that the spec does not write down: `type` is in `options`, what is not set has its default.
  LayerPtr layer(const Json& options, const TensorType& input);
  // A list of layers, run one after the other. An empty list is the identity.
  LayerPtr sequence(const std::vector<Options>& layers, const TensorType& input);

  // Gives a value its "name", where `options` have one: a slot of the tape, else -1. Throws Error
  // (spec) where another has the name.
  int name(const Options& options, const TensorType& type);
  // The value that `options` name in `key`. Throws Error (spec) where nothing earlier has that name.
  Link link(const Options& options, std::string_view key) const;

  // The weight of the layer that `options` name in `key`, for a layer whose weight has this shape to
  // share. Throws Error (spec) where it has none, or one of another shape.
  const Param* tied(const Options& options, std::string_view key, const Shape& shape) const;

  // Whether what is built now is trained, which a layer around it may have switched off.
  bool trainable() const { return trainable_; }
  // Switches it off where `options` say so, for as long as the result lives.
  class Scope {
   public:
    Scope(Build& build, const Options& options);
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    Build& build_;
    bool before_;
  };

 private:
  struct Named {
    std::string pointer;  // where in the spec
    Link link;
    const Param* weight = nullptr;
  };
  Named* add(const Options& options, const TensorType& type);
  const Named& find(const Options& options, std::string_view key) const;

  std::map<std::string, Named> named_;
  int slots_;
  bool trainable_ = true;
};

}  // namespace aimodel
