#pragma once

#include "base/json.h"
#include "csv/data_options.h"
#include "train/training_files.h"

namespace aimodel {

// What a run reads beside its spec, as its checkpoints hold it, so that a run that reads otherwise
// does not go on from them. `rows` is the record of its rows, see prepare_rows().
Json run_inputs(const Spec& spec, const Json& rows, const DataOptions& reading,
                const std::string& initial);

}  // namespace aimodel
