#pragma once

#include <memory>

#include "columns/column_fit.h"

namespace aimodel {

// Targets that are numbers, scaled as the "scaling" of the output says.
ColumnFitPtr fit_number_target(const Options& options);
std::unique_ptr<Column> restore_number_target(const Stored& stored);

}  // namespace aimodel
