#include "profile/joined_moments.h"

#include <cmath>

namespace aimodel {

void JoinedMoments::join(const JoinedMoments& other) {
  if (other.count == 0) return;
  const long double total = count + other.count, distance = other.mean - mean;
  squares += other.squares + distance * distance * count * other.count / total;
  mean += distance * other.count / total;
  count = total;
}

double JoinedMoments::deviation() const {
  return count > 1 ? static_cast<double>(std::sqrt(squares / (count - 1))) : 0;
}

}  // namespace aimodel
