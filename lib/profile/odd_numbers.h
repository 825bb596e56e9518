#pragma once

#include <vector>

#include "profile/profile.h"

namespace aimodel {

// What is odd about the numbers of a column:
//   outlier   a few values (0.1% of the rows, or 3) far from all others: more than 10 robust
//             deviations from the median, d / s with s = quartile range / 1.349, and on the scale
//             log(1 + d / s) half as far again as the next value, so that a long tail is none
//   sentinel  a value that comes again, stands outside of all others, and is -1, all nines or 0, or
//             as far away as an outlier; 0 in most rows
//   skew      skewness above 3 without all those
//   codes     whole numbers that are names: of one length, each many times, with large gaps between
//             them; or under a name such as zip_code or shop_id
std::vector<Suspicion> odd_numbers(const Profile& profile, const ColumnProfile& column);

}  // namespace aimodel
