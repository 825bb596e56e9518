#include "data/date_cell.h"

#include <doctest/doctest.h>

using namespace aimodel;

namespace {

// What a text is read as, or "".
std::string read(std::string_view text) {
  DateCell cell;
  return read_date(text, cell) ? to_string(cell) : "";
}

}  // namespace

TEST_CASE("dates with the year first, and with a month's name, leave nothing open") {
  for (const char* text :
       {"2024-03-05", "2024/03/05", "2024.03.05", "2024-3-5", "5-Mar-2024", "05 March 2024",
        "5. March 2024", "Mar 5, 2024", "March 5 2024", "Mar. 5th, 2024", "5 Mar 24", "05MAR2024",
        "2024-Mar-05", "Tue, 05 Mar 2024", "Tuesday 5 March 2024", "5/Mar/2024"}) {
    CAPTURE(text);
    CHECK(read(text) == "2024-03-05");
  }
  CHECK(read("2024-03") == "2024-03-01");
  CHECK(read("03/2024") == "2024-03-01");
  CHECK(read("March 2024") == "2024-03-01");
  CHECK(read("Sept 2 2024") == "2024-09-02");
  CHECK(read("29-Feb-00") == "2000-02-29");
  CHECK(read("1-Jan-69") == "1969-01-01");
  CHECK(read("1-Jan-68") == "2068-01-01");
}

TEST_CASE("dates that leave the order open keep their numbers") {
  CHECK(read("31/12/2024") == "31/12/2024");
  CHECK(read("5.3.2024") == "05.03.2024");
  CHECK(read("12-31-2024") == "12-31-2024");
  CHECK(read("31.12.24") == "31.12.24");
  CHECK(read("24-01-05") == "24-01-05");
}

TEST_CASE("times behind dates, and their offsets") {
  CHECK(read("2024-03-05T13:55") == "2024-03-05 13:55");
  CHECK(read("2024-03-05 13:55:36.25") == "2024-03-05 13:55:36.25");
  CHECK(read("2024-03-05t13:55:36,5Z") == "2024-03-05 13:55:36.5Z");
  CHECK(read("2024-03-05T13:55:36+01:00") == "2024-03-05 13:55:36+01:00");
  CHECK(read("2024-03-05 13:55:36 -0330") == "2024-03-05 13:55:36-03:30");
  CHECK(read("2024-03-05 13:55:36+05") == "2024-03-05 13:55:36+05:00");
  CHECK(read("2024-03-05 13:55:36 UTC") == "2024-03-05 13:55:36Z");
  CHECK(read("20240305T135536") == "2024-03-05 13:55:36");
  CHECK(read("05/03/2024 1:55 PM") == "05/03/2024 13:55");
  CHECK(read("05/03/2024, 12:05:00 a.m.") == "05/03/2024 00:05:00");
  CHECK(read("10/Oct/2000:13:55:36 -0700") == "2000-10-10 13:55:36-07:00");
  CHECK(read("Thu Nov 26 01:22:53 UTC 2026") == "2026-11-26 01:22:53Z");
  CHECK(read("Thu Nov 26 01:22:53 2026") == "2026-11-26 01:22:53");
  CHECK(read("Thu, 26 Nov 2026 01:22:53 GMT") == "2026-11-26 01:22:53Z");
}

TEST_CASE("times alone, durations among them, and plain numbers") {
  CHECK(read("7:44") == "07:44");
  CHECK(read("13:55:36") == "13:55:36");
  CHECK(read("82:44") == "82:44");
  CHECK(read("1:55pm") == "13:55");
  CHECK(read("12:00 AM") == "00:00");
  CHECK(read("1700000000") == "1700000000");
  CHECK(read("20240131") == "20240131");
}

TEST_CASE("what is no date") {
  for (const char* text : {"",
                           "tomorrow",
                           "2024-13-01",
                           "2024-02-30",
                           "31/31/2024",
                           "30.02.2024",
                           "2023-02-29",
                           "0000-00-00",
                           "32-Jan-2024",
                           "1.2.3",
                           "192.168.0.1",
                           "555-12-3456",
                           "2024-03-05 25:00",
                           "2024-03-05 13:60",
                           "13:5",
                           "13:55 PM",
                           "2024-03-05T",
                           "2024-03-05x",
                           "12 13 11",
                           "2024-03-05 13:55+19:00",
                           "2024-03/05",
                           "Jan",
                           "Mai 5 2024",
                           "0:99",
                           "may",
                           "5 mars 2024",
                           "2024-03-05 13:55:36+01:07",
                           "nan",
                           "inf",
                           "1e400",
                           "40-15-40"}) {
    CAPTURE(text);
    CHECK(read(text).empty());
  }
}
