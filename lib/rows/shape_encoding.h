#pragma once

#include <string>

#include "base/messages.h"
#include "csv/data_options.h"
#include "rows/encoding.h"

namespace aimodel {

// What a network's shape needs to know of its data, for a look at a spec.

// Learnt of the training rows of a file.
Encoding encoding_of_file(const Spec& spec, const std::string& path, const DataOptions& reading,
                          const Messages& messages = {});

// For a spec of whose data nothing is known. Throws Error (spec) where the shape depends on it.
Encoding encoding_without_data(const Spec& spec);

}  // namespace aimodel
