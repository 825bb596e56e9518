// The training that agreement_double.cpp does in double gives the same losses in float.
#include <doctest/doctest.h>

#include "whole_training.h"

using namespace aimodel;

TEST_CASE("losses of a training are those that double has, as far as float can tell") {
  const TrainResult result = agreed_training();
  REQUIRE(result.history.size() == std::size(kAgreedLosses));
  for (size_t i = 0; i < result.history.size(); ++i) {
    CAPTURE(i);
    CHECK(result.history[i].loss == doctest::Approx(kAgreedLosses[i].first).epsilon(1e-4));
    CHECK(result.history[i].validation.at(0).value.value ==
          doctest::Approx(kAgreedLosses[i].second).epsilon(1e-4));
  }
}
