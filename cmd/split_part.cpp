#include "split_part.h"

#include <numeric>

#include <fmt/format.h>

#include "base/json.h"
#include "data/split.h"

namespace aimodel {

bool is_training_file(const Model& model, const Rows& rows) {
  const Json& record = model.record;
  return record.contains("data") && record["data"].value("hash", "") == rows.hash;
}

std::vector<uint32_t> split_part(const std::string& part, const Model& model, const Rows& rows) {
  if (part.empty()) {
    std::vector<uint32_t> all(static_cast<size_t>(rows.frame.rows()));
    std::iota(all.begin(), all.end(), 0U);
    return all;
  }
  if (!is_training_file(model, rows)) {
    throw Error(Exit::data, rows.frame.file, "is not the file that the model was trained on",
                "--split makes the training's split again and needs the same rows");
  }
  Split split = split_rows(model.spec, rows.frame);
  std::vector<uint32_t>& chosen = part == "train"        ? split.train
                                  : part == "validation" ? split.validation
                                                         : split.test;
  if (chosen.empty()) {
    throw Error(Exit::data, rows.frame.file, "training kept no " + part + " rows back",
                fmt::format(R"(set "{}": 0.2 in the spec's training)", part));
  }
  return std::move(chosen);
}

}  // namespace aimodel
