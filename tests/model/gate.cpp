#include "model/gate.h"

#include <doctest/doctest.h>

#include "base/error.h"

using namespace aimodel;

namespace {

std::vector<Measure> measured() {
  return {{"accuracy", nullptr, 0, {0.9, ""}}, {"auc", nullptr, 0, {0, "one class only"}}};
}

bool holds(const std::string& condition) {
  return check_gates({parse_gate(condition)}, measured()).failures.empty();
}

}  // namespace

TEST_CASE("each comparison holds where it should, and on its bound as it says") {
  CHECK(holds("accuracy>=0.9"));
  CHECK_FALSE(holds("accuracy>0.9"));
  CHECK(holds("accuracy<=0.9"));
  CHECK_FALSE(holds("accuracy<0.9"));
  CHECK(holds(" accuracy == 0.9"));
  CHECK_FALSE(holds("accuracy==0.91"));
}

TEST_CASE("what was not measured, or is undefined, never passes") {
  const GateResults results =
      check_gates(parse_gates({"loss<100", "auc>=0", "accuracy>0.5"}), measured());
  REQUIRE(results.failures.size() == 2);
  CHECK(results.failures[0] == "not met: loss<100 (loss was not measured)");
  CHECK(results.failures[1] == "not met: auc>=0 (auc is undefined: one class only)");
  CHECK(results.requirements == Json::parse(R"([
          {"require": "loss<100", "met": false, "found": null, "found_reason": "not measured"},
          {"require": "auc>=0", "met": false, "found": null, "found_reason": "one class only"},
          {"require": "accuracy>0.5", "met": true, "found": 0.9}])"));
}

TEST_CASE("a condition without measure, comparison or finite bound is refused") {
  for (const char* text : {"", "accuracy", ">=1", "accuracy>=", "accuracy=>1", "accuracy>=x",
                           "accuracy>=inf", "accuracy!=1"}) {
    CHECK_THROWS_AS(parse_gate(text), Error);
  }
}
