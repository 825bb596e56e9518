#include "train/start_model.h"

#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/error.h"
#include "base/text.h"
#include "train/fine_tune.h"

namespace aimodel {

namespace {

// Nothing can be learnt of a column that does not vary.
void note_constant_columns(const Messages& messages, const Preprocessing& preprocessing) {
  constexpr size_t kMost = 20;
  std::vector<std::string> names;
  for (const auto& group : preprocessing.columns()) {
    for (const auto& column : group) {
      if (column->is_constant()) names.push_back(column->name);
    }
  }
  if (names.empty()) return;
  const size_t count = names.size();
  if (count > kMost) {
    names.resize(kMost);
    names.push_back(fmt::format("... ({})", count));
  }
  messages.info(from_program(
      fmt::format("the same in all training rows, and so without effect: {}", join(names, ", "))));
}

}  // namespace

std::unique_ptr<Model> start_model(Spec spec, TrainRows& rows, const Model* base,
                                   const std::string& initial, const Messages& messages) {
  auto model = std::make_unique<Model>(std::move(spec), std::move(rows.preprocessing));
  const auto seed = static_cast<uint64_t>(model->spec.training().integer("seed"));
  model->initialize(Random(seed).branch("weights"));
  note_constant_columns(messages, model->preprocessing);
  if (base != nullptr) messages.info(take_parameters(*base, *model, initial));
  return model;
}

}  // namespace aimodel
