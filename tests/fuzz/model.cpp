// Model files: what is accepted is described, predicts, and is written as a file that is accepted with the same content.
#include "model/model.h"

#include "fuzz/trained.h"
#include "model/describe.h"
#include "model/predictor.h"
#include "model/weight_statistics.h"

using namespace aimodel;

namespace {

std::unique_ptr<TriedFile> tried;
std::unique_ptr<Dataset> rows;
std::string columns;

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  const TrainedExample example;
  TrainRows prepared = example.rows();
  const std::unique_ptr<Model> model = example.trained(prepared);
  rows = std::make_unique<Dataset>(prepared.validation);
  columns = model->preprocessing.state().dump();
  tried = std::make_unique<TriedFile>(
      to_file_bytes(*model),
      std::vector<std::string>{kSpecText, kPreprocessingText, "aimodel.training"});
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string bytes = tried->bytes({reinterpret_cast<const char*>(data), size});
  std::unique_ptr<Model> model;
  if (!answer([&] { model = from_file_bytes(bytes, "tried.model"); }).empty()) return 0;
  answer([&] {
    layer_table(model->network), input_table(model->preprocessing),
        output_table(model->preprocessing);
    weight_statistics(*model);
  });
  if (model->preprocessing.state().dump() == columns)
    answer([&] { Predictor(*model).predict(*rows); });
  std::string again;
  if (!answer([&] { again = to_file_bytes(*model); }).empty()) return 0;
  must(to_file_bytes(*from_file_bytes(again, "again.model")) == again,
       "a model that is not its own");
  return 0;
}
