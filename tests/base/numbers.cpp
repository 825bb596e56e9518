#include "base/numbers.h"

#include <cmath>
#include <limits>
#include <string>

#include <doctest/doctest.h>

using namespace aimodel;

TEST_CASE("parse_number takes a whole text or nothing") {
  CHECK(parse_number("1.5") == 1.5);
  CHECK(parse_number("+1.5") == 1.5);
  CHECK(parse_number("-.5e-3") == -0.5e-3);
  CHECK(parse_number("1e5") == 1e5);
  CHECK(parse_number("9007199254740993") == 9007199254740992.0);
  CHECK(std::isinf(*parse_number("inf")));
  CHECK(std::isnan(*parse_number("nan")));
  for (const char* text :
       {"", "+", "-", "+-1", " 1", "1 ", "1,5", "0x10", "1.2.3", "e5", "forty"}) {
    CAPTURE(text);
    CHECK(parse_number(text) == std::nullopt);
  }
}

TEST_CASE("numbers beyond a double become infinite or 0, whichever way they leave its range") {
  const std::string zeros(400, '0');
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(parse_number("1e400") == infinity);
  CHECK(parse_number("-1e400") == -infinity);
  CHECK(parse_number("1" + zeros) == infinity);
  CHECK(parse_number("1" + zeros + "e-5") == infinity);
  CHECK(parse_number("1e99999999999999999999999") == infinity);
  CHECK(parse_number("1e-400") == 0.0);
  CHECK(parse_number("0." + zeros + "1") == 0.0);
  CHECK(parse_number("0." + zeros + "1e+5") == 0.0);
  CHECK(std::signbit(*parse_number("-1e-400")));
}

TEST_CASE("parse_integer") {
  CHECK(parse_integer("-42") == -42);
  CHECK(parse_integer("9223372036854775807") == std::numeric_limits<int64_t>::max());
  CHECK(parse_integer("9223372036854775808") == std::nullopt);
  CHECK(parse_integer("4.0") == std::nullopt);
  CHECK(parse_integer("") == std::nullopt);
}

TEST_CASE("shortest texts read back") {
  CHECK(shortest(0.1) == "0.1");
  CHECK(shortest(0.1f) == "0.1");
  CHECK(shortest(1e21) == "1e+21");
  CHECK(shortest(-0.0) == "-0");
  CHECK(shortest(std::numeric_limits<double>::infinity()) == "inf");
  CHECK(parse_number(shortest(1.0 / 3)) == 1.0 / 3);
}

TEST_CASE("counts for people") {
  CHECK(with_commas(0) == "0");
  CHECK(with_commas(999) == "999");
  CHECK(with_commas(1000) == "1,000");
  CHECK(with_commas(-1234567) == "-1,234,567");
  CHECK(with_commas(std::numeric_limits<int64_t>::min()) == "-9,223,372,036,854,775,808");
}
