#include <cmath>
#include <numbers>

#include <doctest/doctest.h>

#include "column_support.h"

using namespace aimodel;

namespace {

using Reals = std::vector<real>;
using Texts = std::vector<std::string>;

constexpr const char* kElapsed = R"("parts": ["elapsed"])";

std::string fit_error(const std::string& settings, const std::string& text) {
  CHECK(error_code([&] { Fitted("date", settings, text); }) != Exit::done);
  return error_text([&] { Fitted("date", settings, text); });
}

std::string encode_error(const Fitted& fitted, const std::string& text) {
  CHECK(error_code([&] { fitted.encode(text); }) == Exit::data);
  return error_text([&] { fitted.encode(text); });
}

// Day of the month of each date, the order found from `training`.
Reals days(const std::string& training, const std::string& text, const std::string& settings = "") {
  const std::string both = training + text;
  const Fitted fitted("date", R"("encoding": "standard", "parts": ["day"])" + settings, training);
  const Reals scaled = fitted.encode(text);
  Reals result;
  const Json state = fitted.column->state();
  const Json& part = state["parts"][0];
  for (const real y : scaled) {
    const double day = double{y} * part["scale"].get<double>() + part["shift"].get<double>();
    result.push_back(static_cast<real>(std::lround(day)));
  }
  return result;
}

}  // namespace

TEST_CASE("date: elapsed time is scaled over the training rows, offsets taken into account") {
  // Seconds 0, 86400, 172800: mean 86400, deviation 86400 sqrt(2/3).
  const Fitted fitted("date", kElapsed, "1970-01-01\n1970-01-02\n1970-01-03\n");
  const Reals values = fitted.encode("1970-01-02\n1970-01-03T00:00Z\n1970-01-02T01:00+01:00\n");
  CHECK(values[0] == 0);
  CHECK(double{values[1]} == doctest::Approx(std::sqrt(1.5)));
  CHECK(values[2] == 0);
  CHECK(fitted.column->labels() == Texts{"x elapsed"});
}

TEST_CASE("date: parts are sine and cosine of their round, or scaled") {
  const std::string rows = "2024-01-01 00:30\n2024-04-01 06:30\n2024-07-01 12:30\n";
  const Fitted cyclic("date", R"("parts": ["month", "hour"])", rows);
  CHECK(cyclic.column->labels() ==
        Texts{"x month sine", "x month cosine", "x hour sine", "x hour cosine"});
  // April and six o'clock are a quarter of the way round.
  CHECK(cyclic.encode("2024-04-01 06:00\n") == Reals{1, 0, 1, 0});
  CHECK(cyclic.encode("2024-10-01 18:00\n") == Reals{-1, 0, -1, 0});
  const Fitted scaled("date", R"("parts": ["month", "year"], "encoding": "standard")",
                      "2020-01-05\n2022-03-05\n");  // mean 2, deviation 1
  CHECK(scaled.column->labels() == Texts{"x month", "x year"});
  CHECK(scaled.encode("2021-04-01\n2025-02-01\n") == Reals{2, 0, 0, 4});
  // 2024-01-01 was a Monday, and so is the next one; day 366 of a leap year exists.
  const Fitted weekday("date", R"("parts": ["weekday", "day_of_year"])",
                       "2024-01-01\n2024-12-31\n");
  CHECK(weekday.encode("2024-01-08\n")[0] == 0);
  CHECK(weekday.encode("2024-01-08\n")[1] == 1);
}

TEST_CASE("date: by default elapsed time and the parts that vary") {
  CHECK(Fitted("date", "", "2024-01-01\n2024-01-08\n").column->labels() ==
        Texts{"x elapsed", "x day sine", "x day cosine"});
  CHECK(Fitted("date", "", "2024-01-01 10:00\n2024-01-01 11:30\n").column->labels() ==
        Texts{"x elapsed", "x hour sine", "x hour cosine", "x minute sine", "x minute cosine"});
  CHECK(Fitted("date", "", "9:00:00\n17:00:00\n").column->labels() ==
        Texts{"x elapsed", "x hour sine", "x hour cosine"});
}

TEST_CASE("date: what was the same in all training rows is 0 and stays 0") {
  const Fitted fitted("date", R"("parts": ["elapsed", "month", "year", "hour"])", "2024-03-05\n");
  CHECK(fitted.encode("2024-03-05\n2025-09-05 17:00\n") == Reals(12));
  // January and July differ in their cosine only.
  const Fitted half("date", R"("parts": ["month"])", "2024-01-05\n2024-07-05\n");
  CHECK(half.encode("2024-04-05\n") == Reals{0, 0});
  CHECK(half.encode("2024-07-05\n") == Reals{0, -1});
  // A missing value where training had none.
  const Fitted told("date", R"("parts": ["hour"], "missing_indicator": true)", "9:00\n15:00\n");
  CHECK(told.notes("9:00\n\"\"\nNA\n") == "0 unseen (), 2 missing, 0 outside");
  CHECK(told.encode("NA\n")[2] == 0);
}

TEST_CASE("date: missing values take the mean, the middle date, or one that is named") {
  const std::string rows = "1970-01-01\nNA\n1970-01-02\n1970-01-06\n";  // mean 1970-01-03
  const auto elapsed = [&](const std::string& settings) {
    return Fitted("date", kElapsed + settings, rows);
  };
  CHECK(elapsed("").encode("NA\n1970-01-03\n") == Reals{0, 0});
  const Fitted middle = elapsed(R"(, "fill": "median")");
  CHECK(middle.encode("NA\n") == middle.encode("1970-01-02\n"));
  const Fitted named = elapsed(R"(, "fill": "Jan 6, 1970")");
  CHECK(named.encode("?\n") == named.encode("1970-01-06\n"));
  // The mean of sines and cosines.
  const Fitted mean("date", R"("parts": ["month"], "missing_indicator": true)",
                    "2024-01-01\n2024-04-01\n2024-04-01\nNA\n");
  const Reals values = mean.encode("NA\n2024-04-01\n");
  CHECK(double{values[0]} == doctest::Approx(2.0 / 3));
  CHECK(double{values[1]} == doctest::Approx(1.0 / 3));
  CHECK(values[2] == 1);
  CHECK(values[5] == 0);
  CHECK(mean.column->labels().back() == "x is missing");
  CHECK(Fitted("date", R"("parts": ["hour"], "fill": "median")", "6:00\n6:00\n18:00\n")
            .encode("NA\n") == Reals{1, 0});
}

TEST_CASE("date: the order is the one that all training rows agree with") {
  CHECK(days("31/12/2024\n01/02/2024\n", "05/06/2024\n") == Reals{5});
  CHECK(days("12/31/2024\n01/02/2024\n", "05/06/2024\n") == Reals{6});
  CHECK(days("99-12-31\n24-01-02\n", "05-06-07\n") == Reals{7});
  CHECK(days("31.12.24\n01.02.24\n", "05.06.07\n") == Reals{5});
  CHECK(days("01.02.2024\n03.02.2024\n", "05.06.2024\n") == Reals{5});  // dots: the day is first
  CHECK(days("01/02/2024\n01/03/2024\n", "05/06/2024\n", R"(, "order": "month_day_year")") ==
        Reals{6});
  CHECK(days("2024-12-31\n2024-12-01\n", "2024-05-06\n") == Reals{6});
  // With a name or the year first nothing is open, whatever the order is.
  CHECK(days("31/12/2024\n1 May 2024\n2024-05-07\n", "2 Mar 2024\n2024-05-06\n") == Reals{2, 6});
}

TEST_CASE("date: an order that is open or contradicts itself is said") {
  CHECK(fit_error("", "01/02/2024\n02/02/2024\n") ==
        "rows.csv: column \"x\": \"01/02/2024\" (line 2) can be read as a date in more than one "
        "order, "
        "and no row decides\n"
        "  hint: set \"order\" in its group to \"day_month_year\" or \"month_day_year\"");
  CHECK(fit_error("", "31/12/2024\n12/31/2024\n") ==
        "rows.csv: column \"x\": no order of day, month and year fits both \"12/31/2024\" (line 3) "
        "and \"31/12/2024\" (line 2)\n"
        "  hint: all dates of a column must be written in one way");
  CHECK(fit_error(R"("order": "day_month_year")", "01/02/2024\n12/31/2024\n") ==
        "rows.csv: column \"x\": \"12/31/2024\" (line 3) is no date in the order day_month_year\n"
        "  hint: \"order\" in its group says how dates are written");
  CHECK(encode_error(Fitted("date", "", "31/12/2024\n01/02/2024\n"), "12/31/2024\n") ==
        "rows.csv:2: column \"x\": \"12/31/2024\" is no date in the order day_month_year");
  CHECK(
      encode_error(Fitted("date", "", "2024-12-31\n2024-12-30\n"), "2024-01-05\n01/05/2024\n") ==
      "rows.csv:3: column \"x\": \"01/05/2024\" may have the day or the month first, and training "
      "saw none of its kind\n"
      "  hint: write it as 2024-12-31, or set \"order\" in its group and train again");
}

TEST_CASE("date: plain numbers count from 1970, or are digits, as their size says") {
  const auto same = [](const std::string& numbers, const std::string& dates,
                       const std::string& settings = "") {
    const std::string options = R"("parts": ["elapsed", "month", "hour"])" + settings;
    const Reals a = Fitted("date", options, numbers).encode(numbers);
    return !a.empty() && a == Fitted("date", options, dates).encode(dates);
  };
  const std::string dates = "2023-11-14 22:13:20\n2024-03-09 16:00:00\n";
  CHECK(same("1700000000\n1710000000\n", dates));
  CHECK(same("1700000000000\n1710000000000\n", dates));
  CHECK(same("1700000000000000\n1710000000000000\n", dates));
  CHECK(same("1700000000000000000\n1710000000000000000\n", dates));
  CHECK(same("20231114221320\n20240309160000\n", dates));
  CHECK(same("20240131\n20230228\n", "2024-01-31\n2023-02-28\n"));
  CHECK(same("202401\n202302\n", "2024-01\n2023-02\n"));
  CHECK(same("2024\n2023\n", "2024-01\n2023-01\n"));
  CHECK(same("20240131\n20230228\n", "1970-08-23 06:15:31\n1970-08-23 03:17:08\n",
             R"(, "unit": "seconds")"));
  CHECK(same("-86400000\n0\n", "1969-12-31\n1970-01-01\n", R"(, "unit": "milliseconds")"));
  CHECK(same("45292\n45295.5\n", "2024-01-01\n2024-01-04 12:00\n", R"(, "unit": "excel_days")"));
  CHECK(same("19723\n-1\n", "2024-01-01\n1969-12-31\n", R"(, "unit": "days")"));
  CHECK(encode_error(Fitted("date", R"("unit": "excel_days")", "45292\n45293\n"), "1e9\n") ==
        "rows.csv:2: column \"x\": \"1000000000\" days since 1899-12-30 are no date of the years 1 "
        "to 9999");
  CHECK(fit_error("", "5\n700\n")
            .starts_with(
                "rows.csv: column \"x\": what the number \"5\" (line 2) counts is not clear"));
  CHECK(fit_error("", "1700000000\n1700000000000\n").find("\"unit\"") != std::string::npos);
  CHECK(encode_error(Fitted("date", "", "20240131\n20240228\n"), "20240230\n") ==
        "rows.csv:2: column \"x\": \"20240230\" is no date in the digits of year, month and day");
  CHECK(encode_error(Fitted("date", "", "1700000000\n1710000000\n"), "1e15\n") ==
        "rows.csv:2: column \"x\": \"1000000000000000\" seconds since 1970 are no date of the "
        "years 1 to 9999");
}

TEST_CASE("date: times alone") {
  const Fitted fitted("date", R"("parts": ["elapsed", "hour"])", "06:00\n18:00\n");
  CHECK(fitted.encode("12:00\n06:00\n") == Reals{0, 0, 0, -1, 1, 0});
  CHECK(fit_error(R"("parts": ["month"])", "06:00\n18:00\n")
            .find("column \"x\" holds times without a date, and so no month") != std::string::npos);
  CHECK(fit_error("", "06:00\n2024-01-01\n") ==
        "rows.csv: column \"x\": \"2024-01-01\" (line 3) is a date, \"06:00\" (line 2) is a time "
        "without a date\n"
        "  hint: all cells of a column must be of one kind");
  CHECK(fit_error("", "59:59\n1:00:03\n") ==
        "rows.csv: column \"x\": \"59:59\" (line 2) has two numbers, \"01:00:03\" (line 3) has "
        "three: is it hours and minutes, or minutes and seconds?\n"
        "  hint: write all of them with hours, minutes and seconds");
  CHECK(encode_error(fitted, "2024-01-01 06:00\n") ==
        "rows.csv:2: column \"x\": \"2024-01-01 06:00\" is a date, and training saw times only");
}

TEST_CASE("date: durations of days, also below zero") {
  const Fitted fitted("date", R"("parts": ["elapsed", "hour"])",
                      "0 days 00:00:00\n2 days 06:00:00\n");
  CHECK(fitted.encode("2 days 06:00:00\n") == fitted.encode("54:00:00\n"));
  const Reals back = fitted.encode("-1 days +18:00:00\n");  // six hours before 0 is 18 o'clock
  REQUIRE(back.size() == 3);
  CHECK(back[1] == doctest::Approx(-1));
}

TEST_CASE("date: what cannot be read or learnt") {
  CHECK(fit_error("", "2024-01-01\nsoon\n") ==
        "rows.csv:3: column \"x\": expected a date or a time, got \"soon\"\n"
        "  hint: declare the column as \"category\" or correct the file");
  CHECK(fit_error("", "2024-01-01\nmissing\n") ==
        "rows.csv:3: column \"x\": expected a date or a time, got \"missing\"\n"
        "  hint: if it stands for a missing value, list it in \"missing\" of the spec's \"data\"");
  CHECK(fit_error("", "2024-01-01\n2024-02-30\n") ==
        "rows.csv:3: column \"x\": expected a date or a time, got \"2024-02-30\"\n"
        "  hint: dates are written as 2024-12-31, 31.12.2024 or 31 Dec 2024, times as 13:55 or "
        "1:55 PM");
  CHECK(fit_error("", "NA\n?\n") == "rows.csv: column \"x\": all values are missing");
  CHECK(fit_error(R"("fill": "soon")", "2024-01-01\n").find("\"soon\" is no date") !=
        std::string::npos);
  CHECK(fit_error(R"("fill": "06:00")", "2024-01-01\n")
            .find("\"06:00\" cannot be read as column \"x\" is") != std::string::npos);
  CHECK(fit_error(R"("parts": ["day", "day"])", "2024-01-01\n").find("\"day\" is named twice") !=
        std::string::npos);
}

TEST_CASE("date: what was stored is not trusted") {
  const Options options = options_from("inputs/date", R"({"type": "date", "column": "x"})");
  const Fitted good("date", R"("parts": ["elapsed", "month", "year"], "encoding": "standard")",
                    "2023-01-05\n2024-07-05\n");
  const Json state = good.column->state();
  const auto refused = [&](const char* path, const Json& value) {
    Json changed = state;
    changed[Json::json_pointer(path)] = value;
    CHECK(error_code([&] { restore_column(options, "x", changed); }) == Exit::model);
    const std::string text = error_text([&] { restore_column(options, "x", changed); });
    const size_t begin = text.find("column \"x\"");
    return begin == std::string::npos ? text : text.substr(begin, text.find('\n') - begin);
  };
  CHECK(error_code([&] { restore_column(options, "x", Json::parse("{}")); }) == Exit::model);
  CHECK(refused("/kind", "date") == "column \"x\": \"kind\" is unknown");
  CHECK(refused("/order", 3) == "column \"x\": \"order\" is not a string");
  CHECK(refused("/order", "ymd") == "column \"x\": \"order\" is unknown");
  CHECK(refused("/unit", "weeks") == "column \"x\": \"unit\" is unknown");
  CHECK(refused("/elapsed", 1) == "column \"x\": \"elapsed\" is not an object");
  CHECK(refused("/elapsed/scale", 0) == "column \"x\", elapsed: \"scale\" is not above 0");
  CHECK(refused("/elapsed/scale", 1e-300) == "column \"x\", elapsed: \"scale\" is too small");
  CHECK(refused("/elapsed/acts", 1) == "column \"x\", elapsed: \"acts\" is neither true nor false");
  CHECK(refused("/elapsed/fill", 1e300) == "column \"x\", elapsed: \"fill\" is out of range");
  CHECK(refused("/parts", Json::array({1})) == "column \"x\", parts: is not an object");
  CHECK(refused("/parts", Json(std::vector<Json>(17, state["parts"][0]))) ==
        "column \"x\": \"parts\" is not a list of 0 to 16");
  CHECK(refused("/parts/0/part", "century") == "column \"x\", parts: \"part\" is unknown");
  CHECK(refused("/parts/0/as", "tangent") == "column \"x\", parts: \"as\" is unknown");
  CHECK(refused("/parts/1/scale", -1) == "column \"x\", parts: \"scale\" is not above 0");
  CHECK(refused("/missing_seen", Json()) ==
        "column \"x\": \"missing_seen\" is neither true nor false");
}
