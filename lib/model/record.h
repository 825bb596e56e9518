#pragma once

#include <string>

#include "base/json.h"

namespace aimodel {

// The training record of a model's file, as commands read it; where a key stands it has its type,
// and others may stand beside it:
//   {"version": "...", "init": "...", "epochs": n, "best_epoch": n, "stopped": "...",
//    "data": {"hash": "...", "train": {"rows": n, "measured_rows": n, "hash": "..."},
//             "validation": {...}, "test": {...}},
//    "metrics": {"train": {"loss": x, ...}, ...},       x: a number, null, or a text that says why
//    "history": [{"epoch": n, "loss": x, "learning_rate": x, "validation": {"loss": x}}, ...]}
// Throws Error (model), with `name`, which is the file's, for one that is otherwise.
void check_record(const Json& record, const std::string& name);

}  // namespace aimodel
