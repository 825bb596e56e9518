#include "csv/number_style.h"

#include <cmath>
#include <limits>

#include <doctest/doctest.h>

#include "csv/support.h"
#include "csv/thousands_watch.h"

using namespace aimodel;

namespace {

constexpr double kNone = std::numeric_limits<double>::lowest();

double read_styled(std::string_view text, const NumberStyle& style = {}) {
  double value = 0;
  return read_number(text, style, value) ? value : kNone;
}

const NumberStyle kComma{',', 0, ""};
const NumberStyle kEnglish{'.', ',', ""};
const NumberStyle kGerman{',', '.', ""};
const NumberStyle kFrench{',', ' ', ""};
const NumberStyle kSwiss{'.', '\'', ""};

std::vector<double> numbers(const std::string& text, const NumberStyle& style) {
  return read_text("x\n" + text, {{"x", CellKind::number, false, {}, false, style}})
      .columns[0]
      .numbers;
}

}  // namespace

TEST_CASE("numbers in the usual style, and what can be read in one way only") {
  CHECK(read_styled("17.01") == 17.01);
  CHECK(read_styled("-5e-3") == -0.005);
  CHECK(read_styled("+5") == 5);
  CHECK(read_styled("\u22121.99") == -1.99);
  CHECK(read_styled("(1.99)") == -1.99);
  CHECK(read_styled("( 12 )") == -12);
  CHECK(read_styled("=\"17.01\"") == 17.01);
  CHECK(read_styled("=\"-3\"") == -3);
  CHECK(read_styled("1.70D+01") == 17);
  CHECK(read_styled("1.5d-1") == 0.15);
  CHECK(read_styled("0x1d0") == 464);
  CHECK(read_styled("-0X10") == -16);
  CHECK(read_styled("\u00A05\u202F") == 5);
  CHECK(read_styled("1e400") == std::numeric_limits<double>::infinity());
}

TEST_CASE("a minus sign behind numbers and magnitudes are read where the style has them") {
  NumberStyle sap{',', '.', ""};
  sap.minus_behind = true;
  CHECK(read_styled("1.234,50-", sap) == -1234.5);
  CHECK(read_styled("12,5 -", sap) == -12.5);
  CHECK(read_styled("-12,5", sap) == -12.5);
  CHECK(read_styled("12,5\u2212", sap) == -12.5);
  CHECK(read_styled("-12,5-", sap) == kNone);
  CHECK(read_styled("-", sap) == kNone);
  sap.unit = "EUR";
  CHECK(read_styled("12,5- EUR", sap) == -12.5);
  CHECK(read_styled("12,5 EUR-", sap) == -12.5);

  NumberStyle short_form;
  short_form.magnitudes = true;
  CHECK(read_styled("10k", short_form) == 10000);
  CHECK(read_styled("1.15M", short_form) == 1150000);  // as 1.15e6, and not 1.15 times 1e6
  CHECK(read_styled("-2bn", short_form) == -2e9);
  CHECK(read_styled("1.5 Mio.", short_form) == 1.5e6);
  CHECK(read_styled("1.5 MIO", short_form) == 1.5e6);
  CHECK(read_styled("3 Mrd", short_form) == 3e9);
  CHECK(read_styled("7", short_form) == 7);
  CHECK(read_styled("(3m)", short_form) == -3e6);
  for (const char* text : {"k", "5kk", "5 kg", "1e3k", "5mm", "5T", "0x1k", "5x"}) {
    CAPTURE(text);
    CHECK(read_styled(text, short_form) == kNone);
  }
  short_form.unit = "$";
  CHECK(read_styled("$1.5M", short_form) == 1.5e6);
  CHECK(read_styled("1.5M $", short_form) == 1.5e6);
}

TEST_CASE("a point or a comma that is not the style's is none of a number") {
  for (const char* text :
       {"1,234", "1.234,5", "1 234", "1'234", "$5", "5%",    "12 kg", "1.2.3", "",
        "-",     "()",      "(-5)",  "--5",   "(5", "=\"\"", "0x",    "0xfg",  "e5",
        "5e",    "5-",      "5-7",   "1.5.",  ".",  "nan",   "inf",   "(inf)"}) {
    CAPTURE(text);
    CHECK(read_styled(text) == kNone);
  }
  for (const char* text : {"1.234", "1,5,0", "17.01"}) {
    CAPTURE(text);
    CHECK(read_styled(text, kComma) == kNone);
  }
}

TEST_CASE("a decimal comma, and marks between thousands") {
  CHECK(read_styled("17,01", kComma) == 17.01);
  CHECK(read_styled("1,234", kComma) == 1.234);
  CHECK(read_styled("-,5", kComma) == -0.5);
  CHECK(read_styled("1,5e3", kComma) == 1500);
  CHECK(read_styled("1,234,567.8", kEnglish) == 1234567.8);
  CHECK(read_styled("944", kEnglish) == 944);
  CHECK(read_styled("2525", kEnglish) == 2525);
  CHECK(read_styled("12,34,567", kEnglish) == 1234567);  // as in India
  CHECK(read_styled("(1,298)", kEnglish) == -1298);
  CHECK(read_styled("1.234,56", kGerman) == 1234.56);
  CHECK(read_styled("1.234", kGerman) == 1234);
  CHECK(read_styled("12,50", kGerman) == 12.5);
  CHECK(read_styled("2 525,5", kFrench) == 2525.5);
  CHECK(read_styled("2\u00A0525", kFrench) == 2525);
  CHECK(read_styled("2\u202F525", kFrench) == 2525);
  CHECK(read_styled("1'234'567.5", kSwiss) == 1234567.5);
  CHECK(read_styled("1\u2019234", kSwiss) == 1234);
}

TEST_CASE("groups of three digits are groups of three digits") {
  for (const char* text : {"1,23", "1,2345", "1234,567", ",123", "1,,234", "1,234,", "0,123",
                           "1,234,56", "1.234,567"}) {
    CAPTURE(text);
    CHECK(read_styled(text, kEnglish) == kNone);
  }
  CHECK(read_styled("1.23", kGerman) == kNone);
  CHECK(read_styled("0.125", kGerman) == kNone);
  CHECK(read_styled("1,5.000", kGerman) == kNone);
}

TEST_CASE("a unit before or behind the number is left out, on either side of the sign") {
  const NumberStyle dollar{'.', ',', "$"};
  CHECK(read_styled("$464.00", dollar) == 464);
  CHECK(read_styled("$1,298.50", dollar) == 1298.5);
  CHECK(read_styled("-$5", dollar) == -5);
  CHECK(read_styled("$-5", dollar) == -5);
  CHECK(read_styled("($5)", dollar) == -5);
  CHECK(read_styled("$(5)", dollar) == -5);
  CHECK(read_styled("$ 5", dollar) == 5);
  CHECK(read_styled("5", dollar) == 5);
  CHECK(read_styled("\u20AC5", dollar) == kNone);
  CHECK(read_styled("$5$", dollar) == kNone);
  CHECK(read_styled("17,5 %", {',', 0, "%"}) == 17.5);
  CHECK(read_styled("12 EUR", {'.', 0, "EUR"}) == 12);
  CHECK(read_styled("=\"$5\"", dollar) == 5);
}

TEST_CASE("a column of a file is read in its style, quoted or not, missing values too") {
  CHECK(numbers("\"2,525\"\n696\n\" 1,298 \"\n", kEnglish) == std::vector<double>{2525, 696, 1298});
  const std::vector<double> some = numbers("1.234\nNA\n12\n", kGerman);
  CHECK(some[0] == 1234);
  CHECK(std::isnan(some[1]));
  CHECK(some[2] == 12);
  CHECK(
      error_text([] { numbers("696\n2.5\n", kGerman); }) ==
      "rows.csv:3: column \"x\": expected a number, got \"2.5\"\n"
      "  hint: its group reads numbers such as 1.234,5 (\"decimal\": \",\", \"thousands\": \".\")");
  CHECK(error_text([] { numbers("\"17,01\"\n2.525\n", kComma); }) ==
        "rows.csv:3: column \"x\": expected a number, got \"2.525\"\n"
        "  hint: if the point stands between thousands, set \"thousands\": \".\" in its group, "
        "beside "
        "\"decimal\": \",\"");
}

TEST_CASE("what an option would read beside the group's own is said, or what the group reads") {
  const auto hint = [](const std::string& cell, const NumberStyle& own) {
    const std::string text = error_text([&] {
      read_text("x;y\n" + cell + ";1\n", {{"x", CellKind::number, false, {}, false, own}});
    });
    const size_t begin = text.find("hint: ");
    return begin == std::string::npos ? text : text.substr(begin + 6);
  };
  CHECK(hint("1.5.2", kComma) == "its group reads numbers such as 1234,5 (\"decimal\": \",\")");
  CHECK(hint("1.5", kComma) == "its group reads numbers such as 1234,5 (\"decimal\": \",\")");
  CHECK(hint("forty", kGerman) ==
        "its group reads numbers such as 1.234,5 (\"decimal\": \",\", \"thousands\": \".\")");
  CHECK(hint("5 USD", {'.', 0, "EUR"}) ==
        "its group reads numbers such as 1234.5 EUR (\"unit\": \"EUR\")");
  CHECK(hint("5,25 EUR", kComma) ==
        "it looks like numbers with a decimal comma and \"EUR\" beside them (5,25 EUR): set "
        "\"unit\": "
        "\"EUR\" in its group, beside \"decimal\": \",\"");
  CHECK(hint("5,25-", kComma) ==
        "it looks like numbers with a decimal comma and the minus sign behind them (5,25-): set "
        "\"minus\": \"behind\" in its group, beside \"decimal\": \",\"");
  CHECK(
      hint("17,5 %", {'.', 0, "%"}) ==
      "it looks like numbers with a decimal comma and \"%\" beside them (17,5 %): set \"decimal\": "
      "\",\" in its group, beside \"unit\": \"%\"");
  CHECK(hint("2024-01-31", kComma) ==
        "it looks like a date or a time, which \"type\": \"date\" reads");
}

TEST_CASE("what an option would read is said") {
  const auto hint = [](const std::string& cell) {
    const std::string text = error_text([&] {
      read_text("x;y\n" + cell + ";1\n", {{"x", CellKind::number}});
    });
    const size_t begin = text.find("hint: ");
    return begin == std::string::npos ? text : text.substr(begin + 6);
  };
  CHECK(hint("17,01") ==
        "it looks like numbers with a decimal comma (17,01): set \"decimal\": \",\" in its group");
  CHECK(hint("1,234") ==
        "if the comma stands before decimals set \"decimal\": \",\" in its group, if between "
        "thousands \"thousands\": \",\"");
  CHECK(hint("1.234,5") ==
        "it looks like numbers with a decimal comma and points between thousands (1.234,5): set "
        "\"decimal\": \",\", \"thousands\": \".\" in its group");
  CHECK(hint("$464.00") ==
        "it looks like numbers with \"$\" beside them ($464.00): set \"unit\": \"$\" in its group");
  CHECK(hint("17%") ==
        "it looks like numbers with \"%\" beside them (17%): set \"unit\": \"%\" in its group");
  CHECK(hint("2 525") ==
        "it looks like numbers with blanks between thousands (2 525): set \"thousands\": \" \" in "
        "its group");
  CHECK(hint("2024-01-31") == "it looks like a date or a time, which \"type\": \"date\" reads");
  CHECK(
      hint("5.25-") ==
      "it looks like numbers with the minus sign behind them (5.25-): set \"minus\": \"behind\" in "
      "its group");
  CHECK(hint("10k") ==
        "it looks like numbers with magnitudes behind them (10k): set \"magnitudes\": true in its "
        "group");
  CHECK(hint("2024-01-31 13:55 EST") ==
        "it looks like a date with the name of a time zone, \"EST\", which is not read: its offset "
        "from UTC is, as in 13:55+01:00");
  CHECK(hint("forty") == "declare the column as \"category\" or correct the file");
}

TEST_CASE("points that may stand between thousands are seen while numbers are read") {
  const auto doubtful = [](const std::vector<std::string>& numbers, int times = 1) {
    ThousandsWatch watch;
    for (int i = 0; i < times; ++i) {
      for (const std::string& number : numbers) {
        if (watch.goes_on()) watch.add(number);
      }
    }
    return watch.doubtful();
  };
  CHECK(doubtful({"944", "1.234", "-12.345", "999.000"}) == "1.234");
  CHECK(doubtful({"1.234", "12.345", "999.000"}).empty());  // nothing below 1,000
  CHECK(doubtful({"944", "1.234", "12.345"}, 5).empty());   // only two of them
  CHECK(doubtful({"944", "1.234", "2.345", "3.456", "4.5"}).empty());
  CHECK(doubtful({"944", "1.234", "2.345", "3.456", "1944"}).empty());
  CHECK(doubtful({"944", "1.234", "2.345", "3.456", "0.123"}).empty());
  CHECK(doubtful({"944", "1.234", "2.345", "3.456", "1e3"}).empty());
  CHECK(doubtful({"944", "17"}, 2000).empty());

  ThousandsWatch one, other;
  for (const char* number : {"944", "1.234", "2.345"}) one.add(number);
  for (const char* number : {"3.456", "1.234"}) other.add(number);
  one.join(other);
  CHECK(one.doubtful() == "1.234");
  other.add("5.5");
  one.join(other);
  CHECK(one.doubtful().empty());
}

TEST_CASE(
    "points between thousands are seen where a column is sorted and its first pieces have none") {
  std::string text = "x\n";
  for (int i = 1; i <= 999; ++i) text += std::to_string(i) + "\n";
  for (int i = 100; i <= 999; ++i) text += "1." + std::to_string(i) + "\n";
  const TemporaryFile file(text);
  for (const size_t piece : {size_t{64}, size_t{1000}}) {
    CAPTURE(piece);
    CsvReader reader(file.path(), {});
    reader.select({{"x", CellKind::number, false}});
    Frame frame;
    reader.read_all(frame, piece);
    REQUIRE(reader.doubtful_points().size() == 1);
    CHECK(reader.doubtful_points()[0].number.starts_with("1."));
  }
}
