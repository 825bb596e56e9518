#pragma once

#include <memory>

#include "columns/column_fit.h"

namespace aimodel {

// Targets that are one of some classes, encoded as their index from 0 on; labels() are the classes.
// Of a binary output there are two, and the positive one is the second.
ColumnFitPtr fit_class_target(const Options& options, bool binary);
std::unique_ptr<Column> restore_class_target(const Stored& stored, bool binary);

}  // namespace aimodel
