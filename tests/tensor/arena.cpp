#include "tensor/arena.h"

#include <cstdint>
#include <limits>

#include <doctest/doctest.h>

using namespace aimodel;

TEST_CASE("an arena hands out aligned memory that does not overlap") {
  Arena arena;
  const Tensor first = arena.make({3}), second = arena.make({5, 7}), last = arena.make({0});
  for (const Tensor& tensor : {first, second, last}) {
    CHECK(reinterpret_cast<uintptr_t>(tensor.data) % 64 == 0);
  }
  CHECK(second.data >= first.data + first.size());
  CHECK(last.data >= second.data + second.size());
  CHECK(second.shape == Shape{5, 7});
}

TEST_CASE("an arena clears what is asked for as zeros") {
  Arena arena;
  const Tensor dirty = arena.make({100});
  for (real& value : dirty.values()) value = std::numeric_limits<real>::quiet_NaN();
  arena.reset();
  const Tensor zeros = arena.zeros({10, 10});
  CHECK(zeros.data == dirty.data);
  for (const real value : zeros.values()) CHECK(value == 0);
}

TEST_CASE("from the second pass on an arena allocates nothing") {
  Arena arena;
  const auto pass = [&] {
    arena.reset();
    real* first = arena.make({10000}).data;
    arena.make({50000});
    arena.make({100});
    return first;
  };
  pass();
  real* const second = pass();
  const size_t bytes = arena.bytes();
  CHECK(bytes >= 60100 * sizeof(real));
  CHECK(bytes < 61000 * sizeof(real));
  for (int i = 0; i < 3; ++i) {
    CHECK(pass() == second);
    CHECK(arena.bytes() == bytes);
  }
}

TEST_CASE("what an arena gave stays in place while more is asked for") {
  Arena arena;
  const Tensor first = arena.make({10});
  for (real& value : first.values()) value = 7;
  for (int i = 0; i < 20; ++i) arena.zeros({10000});
  for (const real value : first.values()) CHECK(value == 7);
}
