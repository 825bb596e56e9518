#include "spec/group_info.h"

#include <numeric>

namespace aimodel {

int64_t InputInfo::width() const {
  return std::accumulate(widths.begin(), widths.end(), int64_t{0});
}

}  // namespace aimodel
