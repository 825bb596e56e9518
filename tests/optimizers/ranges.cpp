// What the trainer relies on: a step over a buffer is the same in one piece and in many, and it
// leads somewhere.
#include <cmath>
#include <cstring>
#include <vector>

#include <doctest/doctest.h>

#include "base/random.h"
#include "optimizers/optimizer.h"
#include "spec/schema.h"

using namespace aimodel;

namespace {

struct Buffers {
  std::vector<std::vector<real>> moments;
  Buffers(const Optimizer& optimizer, size_t size)
      : moments(static_cast<size_t>(optimizer.buffers()), std::vector<real>(size, 0)) {}
  std::vector<real*> from(size_t first) {
    std::vector<real*> starts;
    for (std::vector<real>& moment : moments) starts.push_back(moment.data() + first);
    return starts;
  }
};

template <typename Check>
void for_each_example(const Check& check) {
  for (const std::string& name : schema_names("optimizers")) {
    for (const Json& example : schema("optimizers/" + name)["examples"]) {
      CAPTURE(example.dump());
      check(*make_optimizer(options_from("optimizers/" + name, example.dump())));
    }
  }
}

}  // namespace

TEST_CASE("a step has the same bits in one range and in ranges of odd sizes") {
  constexpr size_t kSize = 1031;
  for_each_example([](const Optimizer& optimizer) {
    const Random random(7);
    std::vector<real> whole(kSize), gradient(kSize);
    for (size_t i = 0; i < kSize; ++i) whole[i] = static_cast<real>(random.normal(i));
    std::vector<real> parts = whole;
    Buffers whole_moments(optimizer, kSize), part_moments(optimizer, kSize);
    for (int64_t number = 1; number <= 3; ++number) {
      for (size_t i = 0; i < kSize; ++i) {
        gradient[i] = static_cast<real>(random.branch(uint64_t(number)).normal(i));
      }
      const Optimizer::Step step{number, 0.01, 0.1};
      optimizer.update(step, whole, gradient, whole_moments.from(0));
      for (size_t first = 0; first < kSize; first += 77) {
        const size_t count = std::min<size_t>(77, kSize - first);
        optimizer.update(step, std::span(parts).subspan(first, count),
                         std::span<const real>(gradient).subspan(first, count),
                         part_moments.from(first));
      }
    }
    CHECK(std::memcmp(whole.data(), parts.data(), kSize * sizeof(real)) == 0);
  });
}

TEST_CASE("every optimizer finds the bottom of a bowl ten times longer than wide") {
  for_each_example([](const Optimizer& optimizer) {
    std::vector<real> w = {2, -1}, g(2);
    Buffers moments(optimizer, 2);
    for (int64_t number = 1; number <= 3000; ++number) {
      g[0] = w[0] - 1;  // of (x - 1)^2 / 2 + 5 (y - 0.5)^2, bottom at (1, 0.5)
      g[1] = 10 * (w[1] - real(0.5));
      // Steps that are divided by the gradient's size never get smaller by themselves; those of sgd
      // and adagrad (whose default rates are 0.01) do.
      const bool settles = optimizer.learning_rate() == 0.01;
      const double rate = settles ? 0.05 : 0.05 / (1 + 0.01 * static_cast<double>(number));
      optimizer.update({number, rate, 0}, w, g, moments.from(0));
    }
    CHECK(w[0] == doctest::Approx(1).epsilon(0.01));
    CHECK(w[1] == doctest::Approx(0.5).epsilon(0.01));
  });
}
