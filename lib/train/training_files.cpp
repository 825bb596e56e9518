#include "train/training_files.h"

#include "base/file.h"
#include "base/json.h"
#include "columns/open_rows.h"

namespace aimodel {

namespace {

// The file of a part that has one of its own.
std::string part_file(const std::string& named, const Spec& spec, const char* part) {
  if (!named.empty()) return named;
  const Options options = spec.training()[part];
  if (!options.json().is_object() || options.type() != "file") return "";
  return resolve(options.text("path"), spec.file());
}

}  // namespace

TrainingFiles training_files(const TrainingFiles& named, const Spec& spec) {
  return {data_path(named.data, spec), part_file(named.validation, spec, "validation"),
          part_file(named.test, spec, "test"), named.initial};
}

}  // namespace aimodel
