#include "csv/dress.h"

#include <functional>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "profile_support.h"

using namespace aimodel;

namespace {

// A column x of texts, separated from a second column by semicolons.
std::string column(const std::vector<std::string>& texts, int times = 10) {
  std::string text = "x;y\n";
  for (int i = 0; i < times; ++i) {
    for (const std::string& cell : texts) text += cell + ";" + std::to_string(i % 3) + "\n";
  }
  return text;
}

ColumnProfile profile_of(const std::vector<std::string>& texts, int times = 10) {
  return profile_text(column(texts, times)).columns[0];
}

std::string looks(const std::vector<std::string>& texts) {
  return profile_of(texts).dress.looks;
}

}  // namespace

TEST_CASE("numbers in other dress are found, named and measured") {
  const ColumnProfile comma = profile_of({"17,01", "8,5", "-3", "1250,75"});
  CHECK(comma.dress.looks == "numbers with a decimal comma (17,01)");
  CHECK(comma.dress.style == NumberStyle{',', 0, ""});
  CHECK(comma.dress.open.empty());
  CHECK(comma.type == ColumnType::number);
  REQUIRE(comma.numbers);
  CHECK(comma.numbers->count == 40);
  CHECK(comma.numbers->minimum == -3);
  CHECK(comma.numbers->maximum == 1250.75);
  CHECK_FALSE(comma.numbers->whole);

  CHECK(looks({"1.234,56", "12,50", "2.000,00"}) ==
        "numbers with a decimal comma and points between thousands (1.234,56)");
  CHECK(looks({"1,234,567", "1,250", "12"}) == "numbers with commas between thousands (1,234,567)");
  CHECK(looks({"464", "2 525", "1 298"}) == "numbers with blanks between thousands (2 525)");
  CHECK(looks({"464", "2\u00A0525,5", "1\u00A0298,25"}) ==
        "numbers with a decimal comma and blanks between thousands (2\u00A0525,5)");
  CHECK(looks({"464", "2'525.50", "1'298.00"}) ==
        "numbers with apostrophes between thousands (2'525.50)");
  CHECK(looks({"$464.00", "$1298.50", "$7.00"}) == "numbers with \"$\" beside them ($464.00)");
  CHECK(looks({"$1,464.00", "$298.50"}) ==
        "numbers with commas between thousands and \"$\" beside them ($1,464.00)");
  CHECK(looks({"12,5 EUR", "7,25 EUR"}) ==
        "numbers with a decimal comma and \"EUR\" beside them (12,5 EUR)");
  CHECK(looks({"17.01%", "8.5%", "3%"}) == "numbers with \"%\" beside them (17.01%)");
  CHECK(looks({"12 kg", "7.5 kg", "80 kg"}) == "numbers with \"kg\" beside them (12 kg)");
  CHECK(looks({"7.01", "(1.99)", "2.5"}) == "numbers with parentheses for a minus sign ((1.99))");
  CHECK(looks({"7.01", "\u22121.99", "2.5"}) ==
        "numbers with a minus sign that is no hyphen (\u22121.99)");
  CHECK(looks({"=\"17.01\"", "=\"8.5\"", "=\"3\""}) ==
        "numbers with =\"\" around them (=\"17.01\")");
  CHECK(looks({"1.70D+01", "8.01D+00", "3.0D+00"}) ==
        "numbers with exponents written with D (1.70D+01)");
  CHECK(looks({"0x1d0", "0x2b8", "0x9dd"}) == "numbers with hexadecimal digits (0x1d0)");
  CHECK(looks({"1", "2.5", "-3e4"}).empty());
}

TEST_CASE("a minus sign behind numbers and magnitudes are found, and what they may mean instead") {
  const ColumnProfile sap = profile_of({"12.50-", "7.25", "100.00"});
  CHECK(sap.dress.looks == "numbers with the minus sign behind them (12.50-)");
  CHECK(sap.dress.style.minus_behind);
  CHECK(sap.dress.open.empty());
  REQUIRE(sap.numbers);
  CHECK(sap.numbers->minimum == -12.5);
  CHECK(profile_of({"1.234,50-", "7,25"}).dress.style == NumberStyle{',', '.', "", true, false});
  CHECK(
      looks({"12,50- EUR", "7,25 EUR"}) ==
      "numbers with a decimal comma and \"EUR\" beside them and the minus sign behind them (12,50- "
      "EUR)");
  CHECK(profile_of({"1", "2-", "3"}).dress.open ==
        "\"2-\" is read as -2: it may also be a grade or a range");
  CHECK_FALSE(profile_of({"1", "2.5", "-3"}).dress.style.minus_behind);

  const ColumnProfile views = profile_of({"10k", "1.5M", "2bn", "944"});
  CHECK(views.dress.looks == "numbers with magnitudes behind them (10k)");
  CHECK(views.dress.style == NumberStyle{'.', 0, "", false, true});
  CHECK(views.dress.open.empty());
  REQUIRE(views.numbers);
  CHECK(views.numbers->maximum == 2e9);
  CHECK(profile_of({"5k", "10k", "100m"}).dress.open ==
        "\"100m\" is read as 1e+08: the m may also be metres or minutes");
  CHECK(looks({"$1.5M", "$20k"}) ==
        "numbers with \"$\" beside them and magnitudes behind them ($1.5M)");
  CHECK(looks({"300 K", "280 K"}) == "numbers with \"K\" beside them (300 K)");
  CHECK(looks({"12kg", "7.5kg"}) == "numbers with \"kg\" beside them (12kg)");
}

TEST_CASE("what a mark stands for is decided by all cells, and said where they leave it open") {
  // Three decimals in some, none in others: so thousands are written.
  const ColumnProfile points = profile_of({"464", "2.525", "4.964", "1.298", "696"});
  CHECK(points.dress.style == NumberStyle{',', '.', ""});
  CHECK(points.dress.open ==
        "\"2.525\" is read as 2525: the point may also stand before decimals, \"decimal\": \".\" "
        "without \"thousands\"");
  REQUIRE(points.numbers);
  CHECK(points.numbers->maximum == 4964);
  const ColumnProfile one = profile_of({"464", "2.525"});
  CHECK(one.dress.style.plain());
  CHECK(one.dress.open ==
        "\"2.525\" is read as 2.525: the point may also stand between thousands, \"thousands\": "
        "\".\" with \"decimal\": \",\"");
  // Three decimals in each, or other numbers that have no thousands of this kind.
  CHECK(profile_of({"4.640", "2.525", "1.298"}).dress.open.empty());
  CHECK(profile_of({"464", "2.525", "1.298", "4.5", "7"}).dress.open.empty());
  CHECK(profile_of({"2464", "2.525", "1.298", "4.511", "7"}).dress.open.empty());

  CHECK(profile_of({"464", "2,525"}).dress.style == NumberStyle{'.', ',', ""});
  CHECK_FALSE(profile_of({"464", "2,525"}).dress.open.empty());
  CHECK(profile_of({"2,525", "1,298"}).dress.style == NumberStyle{',', 0, ""});  // of semicolons
  CHECK_FALSE(profile_of({"2,525", "1,298"}).dress.open.empty());
  CHECK(profile_of({"2,525", "1,29"}).dress.open.empty());
  CHECK(profile_of({"2,525", "1,29"}).dress.style == NumberStyle{',', 0, ""});
  CHECK(profile_of({"2,525", "1,298.5"}).dress.open.empty());
}

TEST_CASE("units that some cells lack, or that differ, are said") {
  const ColumnProfile some = profile_of({"17%", "8%", "0.3"});
  CHECK(some.dress.style.unit == "%");
  CHECK(some.dress.open == "10 of 30 cells have no \"%\" and are read as if they had");
  const ColumnProfile both = profile_of({"$5", "\u20AC7", "$9.5"});
  CHECK(both.dress.kind == Dress::Kind::plain);
  CHECK(both.dress.looks == "numbers with different units (\"$\", \"\u20AC\"): bring them to one");
  CHECK_FALSE(both.numbers);
}

TEST_CASE("dates and times are found, with their order") {
  const ColumnProfile iso = profile_of({"2024-01-31", "2024-02-01", "2024-03-02"});
  CHECK(iso.type == ColumnType::date);
  CHECK(iso.dress.looks == "dates (2024-01-31)");
  REQUIRE(iso.numbers);
  CHECK(to_string(iso.numbers->minimum, iso.dress.date.kind) == "2024-01-31");
  CHECK(to_string(iso.numbers->maximum, iso.dress.date.kind) == "2024-03-02");
  CHECK(looks({"31.01.2024", "01.02.2024"}) == "dates in the order day_month_year (31.01.2024)");
  CHECK(looks({"1/31/24", "2/1/24"}) == "dates in the order month_day_year (1/31/24)");
  CHECK(looks({"7:44", "11:36", "42:05"}) == "times (7:44)");
  CHECK(looks({"20240131", "20240201", "20231224"}) == "dates (20240131)");
  CHECK(looks({"31/01/2024", "01/31/2024"}) ==
        "dates or times that are not all written in one way");
  const ColumnProfile open = profile_of({"01/02/2024", "01/03/2024", "01/04/2024"});
  CHECK(open.dress.date.order == DateReading::Order::day_month_year);  // the first of each month
  CHECK(open.dress.open ==
        "the day or the month may come first; \"order\": \"day_month_year\" is a guess");
  CHECK(profile_of({"01/02/2024", "05/03/2024"}).dress.date.order ==
        DateReading::Order::month_day_year);
  const ColumnProfile some = profile_of({"2024-01-31", "2024-02-01", "2024-02-03", "never"});
  CHECK(some.type == ColumnType::date);
  CHECK(some.odd == std::vector<std::string>{"never"});
  CHECK(some.suspicions[0].text == "holds dates, but for \"never\" (10 cells)");
  CHECK(to_string(45296, DateReading::Kind::times) == "12:34:56");
  CHECK(looks({"2 days 01:02:03", "-1 days +23:59:59"}) == "times (2 days 01:02:03)");
  CHECK(looks({"5. März 2024", "17. Dez. 2023"}) == "dates (5. März 2024)");
  CHECK(profile_of({"2024:05:01", "2024:12:31"}).dress.open ==
        "the numbers are read as hours, minutes and seconds; dates have no colons");
}

TEST_CASE("numbers whose name speaks of time count from 1970") {
  const auto named = [](const std::string& name) {
    return profile_text(name + ",y\n1700000000,1\n1700003600,2\n1700007200,3\n1700010801,4\n")
        .columns[0];
  };
  CHECK(named("timestamp").type == ColumnType::date);
  CHECK(named("created_at").dress.looks == "seconds since 1970 (1700000000)");
  CHECK(named("amount").type == ColumnType::number);
}

TEST_CASE("whole numbers under a name of time that Excel may count days with are read as numbers") {
  std::string rows = "start_date,other,y\n";
  for (int i = 0; i < 30; ++i) rows += fmt::format("{0},{0},{1}\n", 45292 + i, i % 3);
  const Profile profile = profile_text(rows);
  CHECK(profile.columns[0].type == ColumnType::number);  // and not what numbers the rows
  CHECK(profile.columns[0].dress.looks ==
        "days since 1899-12-30, as spreadsheets count them (45292)");
  CHECK(profile.columns[0].dress.open ==
        "they are read as numbers: \"type\": \"date\" with \"unit\": \"excel_days\" reads dates");
  CHECK(profile.columns[1].type == ColumnType::identifier);
}

TEST_CASE("digits with leading zeros are codes, no numbers") {
  const ColumnProfile codes = profile_of({"00123", "02139", "94110"});
  CHECK(codes.dress.looks == "codes with leading zeros (00123)");
  CHECK(codes.type == ColumnType::category);
  CHECK_FALSE(codes.numbers);
  CHECK(profile_of({"0", "10", "20"}).numbers);
  CHECK(profile_of({"0.5", "00.25", "1"}).numbers);
}

TEST_CASE("a stray word among numbers is named with its count, at any share") {
  std::vector<std::string> texts;
  for (int i = 0; i < 12; ++i) texts.push_back(std::to_string(i) + ".5");
  texts.emplace_back("unknown");
  const ColumnProfile some = profile_of(texts);  // 1 of 13
  CHECK(some.type == ColumnType::number);
  CHECK(some.odd == std::vector<std::string>{"unknown"});
  CHECK(some.suspicions[0].text == "holds numbers, but for \"unknown\" (10 cells)");
  for (int i = 0; i < 20; ++i) texts.emplace_back("unknown");  // 21 of 33
  const ColumnProfile many = profile_of(texts);
  CHECK(many.type == ColumnType::category);
  CHECK(many.odd.empty());
  CHECK(many.suspicions[0].text ==
        "holds numbers, but for \"unknown\" (210 cells): taken as texts");
  const auto beside = [](const std::vector<std::string>& numbers, const std::string& word) {
    std::vector<std::string> all = numbers;
    for (size_t i = 0; i < 2 * numbers.size(); ++i) all.push_back(word);
    const ColumnProfile profile = profile_of(all);
    CHECK_FALSE(profile.numbers);
    return profile.suspicions.empty() ? "" : profile.suspicions[0].text;
  };
  CHECK(beside({"1", "2", "3", "4", "5"}, "closed") ==
        "holds numbers, but for \"closed\" (100 cells): taken as texts");
  CHECK(beside({"1,5", "2,25", "3", "4,75"}, "-") ==
        "holds numbers with a decimal comma (1,5), but for \"-\" (80 cells): taken as texts");
  CHECK(beside({"2024-01-31", "2024-02-01", "2024-03-05", "2024-04-01"}, "never") ==
        "holds dates (2024-01-31), but for \"never\" (80 cells): taken as texts");
  CHECK(profile_of({"1", "2", "3", "4", "Unknown", "unknown", "UNKNOWN", "UnKnown"})
            .suspicions[0]
            .text ==
        "holds numbers, but for \"Unknown\" (10 cells), \"unknown\" (10 cells), \"UNKNOWN\" (10 "
        "cells), \"UnKnown\" (10 cells): taken as texts");
  CHECK(profile_of({"1", "2", "3", "4", "unknown", "closed"}).suspicions.empty());
  CHECK(profile_of({"1", "2", "3", "4", "closed"}, 2).suspicions.empty());  // 8 numbers
  // A few codes and a word are names.
  CHECK(profile_of({"1", "2", "3", "other"}).type == ColumnType::category);
  CHECK(profile_of({"1", "2", "3", "other"}).suspicions.empty());
}

TEST_CASE("what is recognised and not read is named, and never taken for names of the rows") {
  const auto rows = [](const std::string& before, const std::string& behind) {
    std::vector<std::string> texts;
    for (int i = 1; i <= 28; ++i) texts.push_back(before + std::to_string(i) + behind);
    return texts;
  };
  const auto look = [&](const std::string& before, const std::string& behind) {
    const ColumnProfile profile = profile_of(rows(before, behind), 1);
    CHECK(profile.type == ColumnType::text);
    CHECK_FALSE(profile.suspected("identifier"));
    return profile.dress.looks;
  };
  CHECK(
      look("2024-02-", " 13:55 EST") ==
      "dates with names of time zones (\"EST\"), which are not read as offsets such as +01:00 are");
  CHECK(look("1", "m") ==
        "numbers with \"m\" behind them (11m): \"unit\": \"m\" leaves it out, \"magnitudes\": true "
        "multiplies by it");
  CHECK(look("1", "x") == "numbers with \"x\" behind them (11x): \"unit\": \"x\" leaves it out");
  CHECK(looks({"5 stycznia 2024", "17 lutego 2024", "3 marca 2023"}) ==
        "dates with names of months that are not read (\"lutego\", \"marca\", \"stycznia\")");
  CHECK(looks({"1st", "2nd", "3rd"}) ==
        "numbers with different letters behind them (\"nd\", \"rd\", \"st\")");
}

TEST_CASE("texts are texts") {
  for (const std::vector<std::string>& texts :
       std::vector<std::vector<std::string>>{{"red", "green"},
                                             {"a1", "b2"},
                                             {"12 mm 3", "4"},
                                             {"1.2.3", "2.0.1"},
                                             {"A", "1A"},
                                             {"10-20", "20-30"},
                                             {"v1", "v2"},
                                             {"Q1", "Q2"},
                                             {"1st", "2nd"},
                                             {"5 kg", "7 lb"}}) {
    CAPTURE(texts[0]);
    const ColumnProfile profile = profile_of(texts);
    CHECK(profile.dress.kind == Dress::Kind::plain);
    CHECK_FALSE(profile.numbers);
  }
}
