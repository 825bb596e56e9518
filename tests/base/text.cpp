#include "base/text.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

using namespace aimodel;

TEST_CASE("join and split undo each other") {
  const std::vector<std::string> parts = {"a", "", "b"};
  CHECK(join(parts, ",") == "a,,b");
  CHECK(split("a,,b", ',') == parts);
  CHECK(split("", ',') == std::vector<std::string>{""});
  CHECK(split(",", ',') == std::vector<std::string>{"", ""});
}
