#include "base/units.h"

#include <cmath>

#include <doctest/doctest.h>

using namespace aimodel;

TEST_CASE("amounts for people") {
  CHECK(human_bytes(0) == "0 B");
  CHECK(human_bytes(1023) == "1023 B");
  CHECK(human_bytes(1536) == "1.5 KiB");
  CHECK(human_bytes(1023.0 * 1024) == "1023 KiB");
  CHECK(human_bytes(1023.9 * 1024) == "1 MiB");
  CHECK(human_count(950) == "950");
  CHECK(human_count(1234567) == "1.23 M");
  CHECK(human_count(999999) == "1 M");
  CHECK(human_count(123456) == "123 K");
  CHECK(human_duration(0.0421) == "42 ms");
  CHECK(human_duration(0.9999) == "1.0 s");
  CHECK(human_duration(12.34) == "12.3 s");
  CHECK(human_duration(59.99) == "1m 00s");
  CHECK(human_duration(80) == "1m 20s");
  CHECK(human_duration(3599.9) == "1h 00m");
  CHECK(human_duration(7260) == "2h 01m");
  CHECK(human_duration(-1) == "?");
  CHECK(human_duration(std::nan("")) == "?");
}

TEST_CASE("sizes are numbers with a unit, in powers of 1024") {
  CHECK(parse_bytes("1048576") == 1048576);
  CHECK(parse_bytes("10B") == 10);
  CHECK(parse_bytes("2K") == 2048);
  CHECK(parse_bytes("2kb") == 2048);
  CHECK(parse_bytes("1.5GiB") == 1610612736);
  CHECK(parse_bytes("3m") == 3 << 20);
  CHECK(parse_bytes("1T") == uint64_t{1} << 40);
  for (const char* wrong : {"", "G", "0", "-1G", "1X", "1 G", "1ib", "nan", "1e30", "1GG", "inf"}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_bytes(wrong).has_value());
  }
}
