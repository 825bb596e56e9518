// Rules that every layer keeps, proved on the examples of its schema.
#include <cmath>

#include "layers/examples.h"
#include "tensor/parallel.h"

using namespace aimodel;

namespace {

using Mode = Tape::Mode;

constexpr Mode kModes[] = {Mode::inference, Mode::training, Mode::gradient};
const std::vector<Shape> kInputs = {{5}, {3, 4}};

bool finite(const std::vector<real>& values) {
  for (const real value : values) {
    if (!std::isfinite(value)) return false;
  }
  return true;
}

Numbers rows_of(const Numbers& x, int64_t first, int64_t count) {
  const int64_t size = x.tensor().row_size();
  return Numbers(Tensor{x.tensor().data + first * size, x.shape.without_rows().with_rows(count)});
}

}  // namespace

TEST_CASE("every layer gives the shape that it says, and writes all of it") {
  for_each_example(kInputs, [](const std::string&, const Shape& input, LayerPtr layer) {
    Workbench bench(std::move(layer));
    for (const Mode mode : kModes) {
      for (const int64_t rows : {1, 4, 7}) {
        CAPTURE(static_cast<int>(mode));
        CAPTURE(rows);
        const Numbers x = Numbers::random(input.with_rows(rows), 2), before = x;
        const Numbers y = bench.forward(x, mode);
        CHECK(y.shape == bench.layer().output().shape.with_rows(rows));
        CHECK(finite(y.data));  // the memory that it was given was full of NaN
        CHECK(x == before);
        if (mode == Mode::inference) {
          CHECK(bench.tape().kept() == 0);
          continue;
        }
        const Numbers dx = bench.backward(Numbers::random(y.shape, 3));
        CHECK(dx.shape == x.shape);
        CHECK(finite(dx.data));
        CHECK(finite(bench.gradients()));
        CHECK(bench.tape().kept() == 0);
        CHECK(x == before);
      }
    }
  });
}

TEST_CASE("every layer changes its running statistics in training alone") {
  for_each_example(kInputs, [](const std::string&, const Shape& input, LayerPtr layer) {
    Workbench bench(std::move(layer));
    const std::vector<real> before = bench.values();
    const Numbers x = Numbers::random(input.with_rows(6), 2);
    bench.forward(x, Mode::inference);
    bench.forward(x, Mode::gradient);
    CHECK(bench.values() == before);
    bench.forward(x, Mode::training);
    const auto trained = static_cast<std::ptrdiff_t>(before.size() - bench.statistics().size());
    const std::vector<real> after = bench.values();
    CHECK(std::equal(before.begin(), before.begin() + trained, after.begin()));
    CHECK((bench.statistics().empty() || after != before));
  });
}

TEST_CASE("every layer gives the same bits with any number of threads") {
  // Large enough that work is shared, and that it is cut into several pieces.
  const std::vector<Shape> inputs = {{150}, {12, 20}};
  for_each_example(inputs, [](const std::string&, const Shape& input, LayerPtr layer) {
    Workbench bench(std::move(layer), 1 << 20);
    const std::vector<real> statistics = bench.statistics();
    const Numbers x = Numbers::random(input.with_rows(150), 2);
    const auto pass = [&](int threads, Mode mode) {
      std::vector<real> all;
      with_team(threads, [&] {
        const Numbers y = bench.forward(x, mode);
        const Numbers dx = bench.backward(Numbers::random(y.shape, 3));
        for (const auto& part : {y.data, dx.data, bench.gradients(), bench.statistics()}) {
          all.insert(all.end(), part.begin(), part.end());
        }
      });
      bench.restore_statistics(statistics);
      return Numbers(Tensor{all.data(), {static_cast<int64_t>(all.size())}});
    };
    const Numbers one = pass(1, Mode::training);
    for (const int threads : {1, 2, 3, 4}) {
      CAPTURE(threads);
      CHECK(pass(threads, Mode::training) == one);
    }
    CHECK(pass(3, Mode::gradient) == pass(1, Mode::gradient));
    const Numbers inferred = bench.forward(x, Mode::inference);
    with_team(3, [&] { CHECK(bench.forward(x, Mode::inference) == inferred); });
  });
}

TEST_CASE("no layer's answer for a row depends on the rows beside it") {
  const std::vector<Shape> inputs = {{5}, {3, 4}, {37}, {150}};
  for_each_example(inputs, [](const std::string&, const Shape& input, LayerPtr layer) {
    Workbench bench(std::move(layer), 1 << 17);
    const Numbers x = Numbers::random(input.with_rows(53), 2);
    const Numbers all = bench.forward(x, Mode::inference);
    for (const int64_t count : {1, 2, 25}) {
      for (int64_t first = 0; first + count <= 53; first += count) {
        CAPTURE(first);
        CAPTURE(count);
        const Numbers some = bench.forward(rows_of(x, first, count), Mode::inference);
        REQUIRE(some == rows_of(all, first, count));
      }
    }
  });
}

TEST_CASE("every layer gives in inference what it gives in gradient, within rounding") {
  for_each_example(kInputs, [](const std::string&, const Shape& input, LayerPtr layer) {
    Workbench bench(std::move(layer));
    const Numbers x = Numbers::random(input.with_rows(6), 2);
    const Numbers inferred = bench.forward(x, Mode::inference);
    const Numbers probed = bench.forward(x, Mode::gradient);
    REQUIRE(inferred.shape == probed.shape);
    for (int64_t i = 0; i < inferred.tensor().size(); ++i) {
      CHECK(inferred.at(i) == doctest::Approx(probed.at(i)).epsilon(1e-5));
    }
  });
}

TEST_CASE("no layer hides a NaN: training that diverges must be seen") {
  for_each_example(kInputs, [](const std::string&, const Shape& input, LayerPtr layer) {
    Workbench bench(std::move(layer));
    const int64_t size = input.elements();
    for (const Mode mode : kModes) {
      for (int64_t index = 0; index < size; ++index) {
        CAPTURE(static_cast<int>(mode));
        CAPTURE(index);
        Numbers x = Numbers::random(input.with_rows(3), 2);
        x.data[static_cast<size_t>(size + index)] = std::numeric_limits<real>::quiet_NaN();
        const Numbers y = bench.forward(x, mode);
        CHECK_FALSE(finite(rows_of(y, 1, 1).data));
      }
    }
  });
}
