#include "csv/date_cell.h"

#include <sstream>
#include <string>
#include <vector>

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

TEST_CASE("names of months of seven languages, whole or cut short, with their accents or without") {
  const auto month = [](const std::string& name) {
    DateCell cell;
    return read_date("5 " + name + " 2024", cell) ? int{cell.first} : 0;
  };
  const std::vector<std::string> months = {
      "Januar jan janv. janvier enero ene gennaio gen janeiro Januari Jänner JÄNNER",
      "Februar febr. février FÉVRIER fevrier févr. fév febrero febbraio fevereiro fev Februari",
      "März Maerz Mrz. mars marzo março maart mrt mar MÄRZ",
      "April avril avr. abril abr aprile apr",
      "Mai mayo maggio mag maio mei may",
      "Juni juin junio giugno giu junho jun",
      "Juli juillet juil. julio luglio lug julho jul",
      "August août AOÛT aout agosto ago augustus aug",
      "September septembre sept. septiembre setiembre settembre set setembro sep",
      "Oktober Okt. octobre octubre ottobre ott outubro out oct",
      "November novembre noviembre novembro nov",
      "Dezember Dez décembre déc. diciembre dic dicembre dezembro december"};
  for (size_t i = 0; i < months.size(); ++i) {
    std::istringstream names(months[i]);
    for (std::string name; names >> name;) {
      CAPTURE(name);
      CHECK(month(name) == static_cast<int>(i) + 1);
    }
  }
  CHECK(month("jui") == 0);  // June or July
  CHECK(read("1er mars 2024") == "2024-03-01");
  CHECK(read("1. März 2024") == "2024-03-01");
  CHECK(read("1\u00BA marzo 2024") == "2024-03-01");
  CHECK(read("5 de mayo de 2024") == "2024-05-05");
  CHECK(read("Montag, 5. Februar 2024, 13:55") == "2024-02-05 13:55");
  CHECK(read("Mo 05.02.2024") == "05.02.2024");
  CHECK(read("mar. 5 mars 2024") == "2024-03-05");
  CHECK(read("mar 5, 2024") == "2024-03-05");
  CHECK(read("ter\u00E7a-feira, 5 de mar\u00E7o de 2024") == "2024-03-05");
  CHECK(read("fe\u0301vr. 2024") == "2024-02-01");  // the accent is a character of its own
  CHECK(read("5\u00A0mai\u202F2024") == "2024-05-05");
}

TEST_CASE("weeks, quarters and the dates of photographs") {
  CHECK(read("2024-W05") == "2024-01-29");
  CHECK(read("2024W05") == "2024-01-29");
  CHECK(read("2024-W05-3") == "2024-01-31");
  CHECK(read("2024W053T13:55") == "2024-01-31 13:55");
  CHECK(read("2020-W53-7") == "2021-01-03");
  CHECK(read("2021-W53") == "");
  CHECK(read("2024-W00") == "");
  CHECK(read("2024-W05-8") == "");
  CHECK(read("2024-Q2") == "2024-04-01");
  CHECK(read("2024Q4") == "2024-10-01");
  CHECK(read("Q3 2024") == "2024-07-01");
  CHECK(read("Q3/2024") == "2024-07-01");
  CHECK(read("2024-Q5") == "");
  CHECK(read("2024:05:01 13:45:00") == "2024-05-01 13:45:00");
  CHECK(read("2024:05:01 13:45:00.25+01:00") == "2024-05-01 13:45:00.25+01:00");
  CHECK(read("2024:13:01 13:45:00") == "");
}

TEST_CASE("zones: what tells the offset from UTC is read, names beside it are passed over") {
  CHECK(read("2024-03-05 13:55 UTC+2") == "2024-03-05 13:55+02:00");
  CHECK(read("2024-03-05 13:55 GMT-05:30") == "2024-03-05 13:55-05:30");
  CHECK(read("Tue Mar 05 2024 13:55:36 GMT+0100 (Central European Standard Time)") ==
        "2024-03-05 13:55:36+01:00");
  CHECK(read("2024-03-05T13:55:36+01:00[Europe/Paris]") == "2024-03-05 13:55:36+01:00");
  CHECK(read("2024-03-05 13:55:36 +0100 CET") == "2024-03-05 13:55:36+01:00");
  CHECK(read("2024-03-05 1:55\u202FPM") == "2024-03-05 13:55");
  CHECK(read(std::string_view("2024-03-05 13:55Z (a\0b", 22)) == "");  // ends, whatever it holds
  CHECK(read("2024-03-05 13:55Z (CET") == "");
  CHECK(read("2024-03-05 13:55 EST") == "");
  CHECK(unread_zone("2024-03-05 13:55 EST") == "EST");
  CHECK(unread_zone("Tue Mar  5 13:55:36 CEST 2024") == "CEST");
  CHECK(unread_zone("2024-03-05T13:55 Europe/Berlin") == "Europe/Berlin");
  CHECK(unread_zone("2024-03-05 EST").empty());  // without a time
  CHECK(unread_zone("2024-03-05 13:55 UTC").empty());
  CHECK(unread_zone("2024-03-05 13:55 rain").empty());
}

TEST_CASE("durations as pandas, Python, PostgreSQL and ISO 8601 write them") {
  const auto seconds = [](std::string_view text) {
    DateCell cell;
    const bool read = read_date(text, cell) && cell.form == DateCell::Form::time;
    return read ? cell.seconds : -1e9;
  };
  CHECK(seconds("0 days 00:00:05") == 5);
  CHECK(seconds("2 days 01:02:03.250000") == 2 * 86400 + 3723.25);
  CHECK(seconds("-1 days +23:59:59") == -1);
  CHECK(seconds("1 day, 2:03:04") == 86400 + 7384);
  CHECK(seconds("-3 days -02:00:00") == -3 * 86400 - 7200);
  CHECK(seconds("-00:05:00") == -300);
  CHECK(seconds("PT5M") == 300);
  CHECK(seconds("P1DT2H3M4.5S") == 86400 + 7384.5);
  CHECK(seconds("-PT0.5S") == -0.5);
  CHECK(read("-1 days +23:59:59") == "-00:00:01");
  CHECK(read("1 days 02:00:00") == "26:00:00");
  for (const char* text : {"2 days", "P1D", "PT", "P1DT", "PT5M3H", "1 days 25:00:00",
                           "1 year 02:00:00", "P1Y", "Thu 13:55"}) {
    CAPTURE(text);
    CHECK(read(text).empty());
  }
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
                           "jui 5 2024",
                           "0:99",
                           "may",
                           "5 sty 2024",
                           "5 de mars",
                           "2024-03-05 13:55:36+01:07",
                           "nan",
                           "inf",
                           "1e400",
                           "40-15-40"}) {
    CAPTURE(text);
    CHECK(read(text).empty());
  }
}
