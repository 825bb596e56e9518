#pragma once

#include <string>
#include <vector>

#include "base/json_fwd.h"
#include "profile/profile.h"

namespace aimodel {

// What a starter spec tries first for so many rows. `width` is how many numbers the network sees,
// roughly.
Json starter_network(const ColumnProfile& target, int64_t rows, int64_t width);
// Bins of each of so many columns of numbers; 0 where the rows are too few for any.
int64_t starter_bins(const ColumnProfile& target, int64_t rows, int64_t columns);
// What it tries first as `training`; `notes` gets what its reader should know.
Json starter_training(const ColumnProfile& target, int64_t rows, std::vector<std::string>& notes);

// Whether a number counts something whose counts differ as those of rare events do: whole, from about
// 0, spread as widely as they are large. Of such the poisson loss measured better than squared errors,
// of prices and of flows whose counts lie close together worse.
bool counts_events(const ColumnProfile& target);
// Whether one of two classes is below 20% of the rows.
bool has_rare_class(const ColumnProfile& target);

}  // namespace aimodel
