#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace aimodel {

// The numbers of these ranks, from 0 on, in order of size: as sorting would give them,
// for about the cost of reading them a few times. None is NaN or infinite; the ranks ascend.
std::vector<double> order_statistics(std::vector<double> numbers, std::span<const size_t> ranks);

}  // namespace aimodel
