// An optimizer asks for the moments that it uses, no more.
#include <vector>

#include <doctest/doctest.h>

#include "base/json.h"
#include "optimizers/optimizer.h"
#include "spec/schema.h"

using namespace aimodel;

TEST_CASE(
    "every optimizer uses each buffer that it asks for, and is as its examples say after a copy") {
  for (const std::string& name : schema_names("optimizers")) {
    for (const Json& example : schema("optimizers/" + name).at("examples")) {
      const std::string text = example.dump();
      CAPTURE(text);
      const OptimizerPtr optimizer = make_optimizer(options_from("optimizers", text));
      std::vector<std::vector<real>> moments(static_cast<size_t>(optimizer->buffers()),
                                             std::vector<real>(5, 0));
      std::vector<real> w(5, 1), g = {1, -1, real(0.5), -2, 3};
      const auto step = [&](int64_t number, std::vector<real>& values,
                            std::vector<std::vector<real>>& buffers) {
        std::vector<real*> starts;
        for (auto& buffer : buffers) starts.push_back(buffer.data());
        optimizer->update({number, 0.01, 0}, values, g, starts);
      };
      step(1, w, moments);
      // What a checkpoint copies is all of its state: from there the same steps follow.
      std::vector<std::vector<real>> moments_copy = moments;
      std::vector<real> w_copy = w;
      for (int64_t number = 2; number <= 4; ++number) step(number, w, moments);
      for (int64_t number = 2; number <= 4; ++number) step(number, w_copy, moments_copy);
      CHECK(w == w_copy);
      CHECK(moments == moments_copy);
      for (const auto& buffer : moments) {
        for (const real value : buffer) CHECK(value != 0);
      }
    }
  }
}
