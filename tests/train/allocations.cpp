// Counts what training asks of the heap, by operators of its own for the whole program.
#include <atomic>
#include <cstdlib>
#include <new>
#include <numeric>

#include <doctest/doctest.h>

#include "made_rows.h"
#include "train/batches.h"
#include "train/trainer.h"

namespace {

std::atomic<int64_t> allocations{0};

void* take(std::size_t size, std::size_t alignment) {
  ++allocations;
  const std::size_t rounded = (size + alignment - 1) / alignment * alignment;
  if (void* memory = std::aligned_alloc(alignment, rounded == 0 ? alignment : rounded)) {
    return memory;
  }
  throw std::bad_alloc();
}

}  // namespace

void* operator new(std::size_t size) {
  return take(size, alignof(std::max_align_t));
}
void* operator new(std::size_t size, std::align_val_t alignment) {
  return take(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::align_val_t) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
  std::free(memory);
}

using namespace aimodel;

namespace {

// Notes how many allocations there were before each step's end.
class Counter : public TrainingCallback {
 public:
  Counter() { counts.reserve(1000); }
  void on_step_end(const StepInfo&) override { counts.push_back(allocations); }
  void on_epoch_end(const EpochInfo&) override {}
  std::vector<int64_t> counts;
};

// Every kind of input, and the containers.
constexpr const char* kSpec = R"({
  "inputs": [
    {"columns": ["a", "b"], "type": "number", "network": [{"type": "dense", "units": 9, "activation": "gelu"}]},
    {"columns": ["c", "d"], "type": "category", "encoding": "one_hot"},
    {"columns": ["c"], "type": "category", "encoding": "embedding", "units": 3}
  ],
  "network": [
    {"type": "dense", "units": 70, "activation": "relu"},
    {"type": "residual", "layers": [{"type": "dense", "units": 50}, {"type": "layer_norm"}]},
    {"type": "batch_norm"},
    {"type": "parallel", "branches": [[{"type": "dense", "units": 30}], [{"type": "tanh"}]]},
    {"type": "dropout", "rate": 0.2}
  ],
  "outputs": [{"column": "kind", "type": "category"}, {"column": "size", "type": "number"}],
  "training": {"epochs": 3, "batch_size": 32, "accumulate": 2, "clip_norm": 1}
})";

}  // namespace

TEST_CASE("nothing is allocated after the first step") {
  const char* accumulate = "";
  SUBCASE("a pass a step") {
    accumulate = "1";
  }
  SUBCASE("several passes a step") {
    accumulate = "2";
  }
  const Spec spec =
      Spec::parse(kSpec, "spec.json", Exit::spec, {{"training.accumulate", accumulate, false, ""}});
  const Frame frame = made_rows(1000);
  std::vector<uint32_t> all(1000);
  std::iota(all.begin(), all.end(), 0U);
  Preprocessing preprocessing = Preprocessing::fit(spec, frame, all);
  const Dataset data = preprocessing.encode(frame, true);
  Model model(spec, std::move(preprocessing));
  model.initialize(Random(1).branch("weights"));
  for (const int threads : {1, 2}) {
    CAPTURE(threads);
    Counter counter;
    train(model, data, {}, {.threads = threads, .callback = &counter});
    const auto steps = static_cast<size_t>(Batches(spec, model.network, data.rows).steps());
    REQUIRE(counter.counts.size() == 3 * steps);
    CHECK(counter.counts.front() > 0);
    for (size_t step = 1; step < counter.counts.size(); ++step) {
      CAPTURE(step);
      if (step % steps == 0) continue;  // the end of an epoch belongs to what is reported of it
      CHECK(counter.counts[step] == counter.counts[step - 1]);
    }
  }
}
