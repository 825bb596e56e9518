#include "spec/difference.h"

#include <doctest/doctest.h>

#include "base/json.h"

using namespace aimodel;

namespace {

std::string compared(const char* before, const char* after) {
  std::string text;
  for (const Difference& d : differences(Json::parse(before), Json::parse(after))) {
    text += d.path + ": " + (d.only_after ? "(none)" : d.before.dump()) + " -> " +
            (d.only_before ? "(none)" : d.after.dump()) + "\n";
  }
  return text;
}

}  // namespace

TEST_CASE("equal values do not differ, whatever the order of keys or the spelling of numbers") {
  CHECK(compared(R"({"a": 1, "b": [1, {"c": null}]})", R"({"b": [1.0, {"c": null}], "a": 1})") ==
        "");
}

TEST_CASE("the smallest parts that differ are named as --set names them") {
  CHECK(compared(
            R"({"network": [{"type": "dense", "units": 64}, {"type": "dropout"}], "x": 1, "z": 0})",
            R"({"network": [{"type": "dense", "units": 32}], "x": "1", "y": null, "z": 0})") ==
        "network.0.units: 64 -> 32\n"
        "network.1: {\"type\":\"dropout\"} -> (none)\n"
        "x: 1 -> \"1\"\n"
        "y: (none) -> null\n");
  CHECK(compared("[1]", "[1, 2]") == "1: (none) -> 2\n");
  CHECK(compared("{}", "[]") == ": {} -> []\n");
}
