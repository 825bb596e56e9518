#include "train/run_inputs.h"

#include "base/file.h"
#include "columns/open_rows.h"

namespace aimodel {

Json run_inputs(const Spec& spec, const Json& rows, const DataOptions& reading,
                const std::string& initial) {
  Json run{{"files", rows}};
  run.update(reading_json(spec, reading));
  if (!initial.empty()) {
    ContentHash hash;
    hash.add(read_file(initial, Exit::model));
    run["init"] = hash.hex();
  }
  return run;
}

}  // namespace aimodel
