#pragma once

namespace aimodel {

// Mean and squared deviations of numbers that come in pieces (Chan, Golub, LeVeque 1979). In long
// double, which holds the square of a distance of 1e308.
struct JoinedMoments {
  long double count = 0, mean = 0, squares = 0;
  void join(const JoinedMoments& other);
  double deviation() const;  // of the sample; infinite where no double holds it
};

}  // namespace aimodel
