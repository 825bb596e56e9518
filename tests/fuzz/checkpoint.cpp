// Checkpoints: what is accepted is taken into a training that stands before its first step.
#include "train/checkpoint.h"

#include "fuzz/trained.h"

using namespace aimodel;

namespace {

const Json kRun = {{"files", "a"}};

struct Fixture {
  TrainedExample example;
  TrainRows rows = example.rows();
  std::unique_ptr<Model> model;
  std::unique_ptr<TriedFile> tried;
  std::string path = example.scratch() / "y.checkpoint";

  Fixture() {
    TrainOptions options;
    options.checkpoints = {.path = path, .steps = 5, .keep = 1, .run = kRun};
    model = example.trained(rows, options);
    tried = std::make_unique<TriedFile>(
        content(path), std::vector<std::string>{kCheckpointText, kPreprocessingText, kSpecText});
  }
};
std::unique_ptr<Fixture> fixture;

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  fixture = std::make_unique<Fixture>();
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  put(fixture->path, fixture->tried->bytes({reinterpret_cast<const char*>(data), size}));
  answer([&] {
    const Checkpoint checkpoint = read_checkpoint(fixture->path, *fixture->model, kRun);
    std::vector<Parameters> moments;
    for (int i = 0; i < 2; ++i) moments.emplace_back(fixture->model->network.layout());
    std::vector<real> best;
    restore(checkpoint, fixture->path, {{"loss", nullptr, 0, {}}}, *fixture->model, moments, best);
  });
  return 0;
}
