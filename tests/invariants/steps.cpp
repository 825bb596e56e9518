// Rules that every layer keeps on rows of steps, whose lengths differ.
#include "layers/examples.h"

using namespace aimodel;

namespace {

using Mode = Tape::Mode;

constexpr int64_t kRows = 5, kMost = 6, kWidth = 4;
const TensorType kType{{kMost + 3, kWidth}, 0, true, true};
const std::vector<int32_t> kLengths = {6, 3, 0, 1, 4};

// Calls f(text) for each example that takes rows of steps.
template <typename Function>
void for_each_of_steps(const Function& f) {
  for_each_example({kType.shape},
                   [&](const std::string& text, const Shape&, const LayerPtr&) { f(text); });
}

// Rows of so many steps: those of `numbers` as far as their lengths go, then `behind`.
Numbers padded(const Numbers& numbers, int64_t steps, const Numbers* behind) {
  Numbers result(numbers.shape.without_rows().rank() == 2 ? Shape{kRows, steps, numbers.shape[2]}
                                                          : Shape{kRows, steps});
  const int64_t width = result.shape.back(), before = numbers.shape[1];
  for (int64_t i = 0; i < kRows; ++i) {
    for (int64_t t = 0; t < steps; ++t) {
      for (int64_t j = 0; j < width; ++j) {
        const auto to = static_cast<size_t>((i * steps + t) * width + j);
        const auto from = static_cast<size_t>((i * before + t) * width + j);
        const bool there = t < kLengths[static_cast<size_t>(i)];
        result.data[to] = there ? numbers.data[from] : behind != nullptr ? behind->data[to] : 0;
      }
    }
  }
  return result;
}

// Everything that a pass gives: outputs and dx where they mean something, all parameter gradients.
// dx behind the lengths has to be 0.
std::vector<real> pass(const std::string& text, const Numbers& x, Mode mode) {
  Workbench bench(layer_from(text, kType));
  const Numbers y = bench.forward(x, mode, 5, 1, kLengths.data());
  const bool steps = bench.layer().output().steps;
  const int64_t width = steps ? y.shape[2] : y.shape[1];
  Numbers dy = Numbers::random(steps ? Shape{kRows, kMost, width} : y.shape, 3);
  if (steps) dy = padded(dy, y.shape[1], nullptr);
  const Numbers dx = bench.backward(dy);
  std::vector<real> all = bench.gradients();
  const auto add = [&](const Numbers& numbers, bool gradient) {
    for (int64_t i = 0; i < kRows; ++i) {
      for (int64_t t = 0; t < numbers.shape[1]; ++t) {
        const bool there = t < kLengths[static_cast<size_t>(i)];
        const int64_t size = numbers.shape[2];
        const auto start = numbers.data.begin() + (i * numbers.shape[1] + t) * size;
        if (there) all.insert(all.end(), start, start + size);
        if (!there && gradient) CHECK(std::count(start, start + size, real{0}) == size);
      }
    }
  };
  if (steps) {
    add(y, false);
  } else {
    all.insert(all.end(), y.data.begin(), y.data.end());
  }
  REQUIRE(dx.shape == x.shape);
  add(dx, true);
  return all;
}

bool same(const std::vector<real>& x, const std::vector<real>& y) {
  return x.size() == y.size() && std::memcmp(x.data(), y.data(), x.size() * sizeof(real)) == 0;
}

bool steps_alone(Layer& layer) {
  bool all = layer.can_step() && layer.output().steps;
  for (const Layer::Child& child : layer.children()) all = all && steps_alone(*child.layer);
  return all;
}

}  // namespace

TEST_CASE("no layer reads what is behind a row's length") {
  for_each_of_steps([](const std::string& text) {
    const Numbers x = Numbers::random({kRows, kMost, kWidth}, 2);
    const Numbers noise = Numbers::random({kRows, kMost, kWidth}, 7);
    for (const Mode mode : {Mode::training, Mode::gradient}) {
      CAPTURE(static_cast<int>(mode));
      CHECK(same(pass(text, padded(x, kMost, nullptr), mode),
                 pass(text, padded(x, kMost, &noise), mode)));
    }
  });
}

TEST_CASE("a row's bits do not depend on how long the batch's longest row is") {
  for_each_of_steps([](const std::string& text) {
    const Numbers x = Numbers::random({kRows, kMost, kWidth}, 2);
    const Numbers noise = Numbers::random({kRows, kMost + 3, kWidth}, 7);
    for (const Mode mode : {Mode::training, Mode::gradient}) {
      // A draw belongs to a place in the batch.
      if (mode == Mode::training && text.find("\"dropout\"") != std::string::npos) continue;
      CAPTURE(static_cast<int>(mode));
      CHECK(same(pass(text, padded(x, kMost, nullptr), mode),
                 pass(text, padded(x, kMost + 3, &noise), mode)));
    }
  });
}

TEST_CASE("step by step every layer gives the bits of the whole pass") {
  int stepped = 0;
  for_each_of_steps([&](const std::string& text) {
    Workbench bench(layer_from(text, kType));
    LayerPtr tree = layer_from(text, kType);
    if (!steps_alone(*tree)) return;
    ++stepped;
    const Numbers x = Numbers::random({kRows, kMost, kWidth}, 2);
    const Numbers y = bench.forward(x, Mode::inference);
    const int64_t width = y.shape[2];
    for (int64_t t = 0; t < kMost; ++t) {
      Numbers step({kRows, 1, kWidth}), expected({kRows, 1, width});
      for (int64_t i = 0; i < kRows; ++i) {
        std::copy_n(x.data.begin() + (i * kMost + t) * kWidth, kWidth,
                    step.data.begin() + i * kWidth);
        std::copy_n(y.data.begin() + (i * kMost + t) * width, width,
                    expected.data.begin() + i * width);
      }
      CHECK(bench.forward(step, Mode::stepping) == expected);
      CHECK(bench.tape().kept() == 0);
    }
  });
  CHECK(stepped > 10);
}

TEST_CASE("layers refuse indices, and steps without a size") {
  const auto mistake = [](const TensorType& type) {
    try {
      layer_from(R"({"type": "dense", "units": 2})", type);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("none");
  };
  CHECK(mistake({{7}, 100, true, false}) ==
        "layers:1:1: gets [n, up to 7 steps], indices below 100, where it needs numbers");
  CHECK(mistake({{7}, 0, true, false}) ==
        "layers:1:1: gets [n, up to 7 steps]: each step needs a size of its own, and has none");
}
