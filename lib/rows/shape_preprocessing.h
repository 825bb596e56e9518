#pragma once

#include <string>

#include "base/messages.h"
#include "csv/data_options.h"
#include "rows/preprocessing.h"

namespace aimodel {

// What a network's shape needs to know of its data, for a look at a spec.

// Learnt of the training rows of a file.
Preprocessing preprocessing_of_file(const Spec& spec, const std::string& path,
                                    const DataOptions& reading, const Messages& messages = {});

// For a spec of whose data nothing is known. Throws Error (spec) where the shape depends on it.
Preprocessing preprocessing_without_data(const Spec& spec);

}  // namespace aimodel
