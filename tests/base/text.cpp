#include "base/text.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <doctest/doctest.h>

using namespace aimodel;

TEST_CASE("quote shows what would break a line, and cuts what is long") {
  CHECK(quote("forty") == "\"forty\"");
  CHECK(quote("") == "\"\"");
  CHECK(quote("a\"b\\c\nd\te\rf\x1b[31m\x7f") == R"("a\"b\\c\nd\te\rf\x1b[31m\x7f")");
  CHECK(quote("Größe €") == "\"Größe €\"");
  CHECK(quote("a\xFFz\xC3") == R"("a\xffz\xc3")");
  CHECK(quote(std::string(60, 'x')) == "\"" + std::string(60, 'x') + "\"");
  CHECK(quote(std::string(61, 'x')) == "\"" + std::string(60, 'x') + "...\"");
  std::string umlauts;
  for (int i = 0; i < 60; ++i) umlauts += "ü";
  CHECK(quote(umlauts) == "\"" + umlauts + "\"");
  CHECK(quote(umlauts + "ü") == "\"" + umlauts + "...\"");
}

TEST_CASE("join and split undo each other") {
  const std::vector<std::string> parts = {"a", "", "b"};
  CHECK(join(parts, ",") == "a,,b");
  CHECK(split("a,,b", ',') == parts);
  CHECK(split("", ',') == std::vector<std::string>{""});
  CHECK(split(",", ',') == std::vector<std::string>{"", ""});
}

TEST_CASE("nearest finds what was meant, and nothing where nothing is near") {
  const std::vector<std::string> known = {"dense", "dropout", "batch_norm", "softmax"};
  CHECK(nearest("dens", known) == "dense");
  CHECK(nearest("desne", known) == "dense");
  CHECK(nearest("Dense", known) == "dense");
  CHECK(nearest("batchnorm", known) == "batch_norm");
  CHECK(nearest("bat", known) == "batch_norm");
  CHECK(nearest("conv", known) == std::nullopt);
  CHECK(nearest("", known) == std::nullopt);
  CHECK(nearest("c", std::vector<std::string>{"a", "b"}) == std::nullopt);
  CHECK(nearest("A", std::vector<std::string>{"a", "b"}) == "a");
  CHECK(nearest(std::string(100000, 'd'), known) == std::nullopt);
}

TEST_CASE("suggest gives a neighbour, else all names where they are few") {
  const std::vector<std::string> known = {"dense", "dropout"};
  CHECK(suggest("denes", known) == "did you mean \"dense\"?");
  CHECK(suggest("convolution", known) == "known: dense, dropout");
  CHECK(suggest("x", {}) == "");
  CHECK(suggest("convolution", std::vector<std::string>(25, "dense")) == "");
}

TEST_CASE("globs") {
  CHECK(matches_glob("capital_*", "capital_gain"));
  CHECK(matches_glob("capital_*", "capital_"));
  CHECK_FALSE(matches_glob("capital_*", "capital"));
  CHECK(matches_glob("*a*b", "xaybab"));
  CHECK_FALSE(matches_glob("*a*b", "xaybac"));
  CHECK(matches_glob("p?", "p1"));
  CHECK_FALSE(matches_glob("p?", "p10"));
  CHECK_FALSE(matches_glob("p?", "p"));
  CHECK(matches_glob("p?", "pé"));
  CHECK(matches_glob("*?", "é"));
  CHECK_FALSE(matches_glob("*??", "€"));
  CHECK(matches_glob("", ""));
  CHECK_FALSE(matches_glob("", "x"));
  CHECK(matches_glob("**", ""));
  CHECK(is_glob("a*"));
  CHECK(is_glob("a?"));
  CHECK_FALSE(is_glob("a.b"));
  // Takes the product of the lengths, not a power of them.
  std::string stars, letters(5000, 'a');
  for (int i = 0; i < 100; ++i) stars += "*a";
  CHECK_FALSE(matches_glob(stars + "*b", letters));
}

TEST_CASE("UTF-8 by RFC 3629") {
  CHECK(find_invalid_utf8("plain") == std::string_view::npos);
  CHECK(find_invalid_utf8("é€\xF0\x9F\x98\x80") == std::string_view::npos);
  CHECK(find_invalid_utf8("ab\xFF") == 2);
  CHECK(find_invalid_utf8("a\xC0\x80") == 1);         // overlong NUL
  CHECK(find_invalid_utf8("\xE0\x80\x80") == 0);      // overlong, three bytes
  CHECK(find_invalid_utf8("\xF0\x80\x80\x80") == 0);  // overlong, four bytes
  CHECK(find_invalid_utf8("\xED\xA0\x80") == 0);      // surrogate
  CHECK(find_invalid_utf8("\xF4\x90\x80\x80") == 0);  // above U+10FFFF
  CHECK(find_invalid_utf8("\xF4\x8F\xBF\xBF") == std::string_view::npos);
  CHECK(find_invalid_utf8("x\xE2\x82") == 1);  // cut short
  CHECK(find_invalid_utf8("\x80") == 0);       // continuation without a first byte
  CHECK(find_invalid_utf8("\xC3x") == 0);
}

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

TEST_CASE("numbers for people") {
  CHECK(with_commas(0) == "0");
  CHECK(with_commas(999) == "999");
  CHECK(with_commas(1000) == "1,000");
  CHECK(with_commas(-1234567) == "-1,234,567");
  CHECK(with_commas(std::numeric_limits<int64_t>::min()) == "-9,223,372,036,854,775,808");
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

TEST_CASE("names with numbers stand by the size of these") {
  std::vector<std::string> names = {"x10", "x", "x2", "a b", "x2b", "x2_10", "x2_9", "X3", "x02"};
  std::ranges::sort(names, natural_less);
  CHECK(names ==
        std::vector<std::string>{"X3", "a b", "x", "x02", "x2", "x2_9", "x2_10", "x2b", "x10"});
  CHECK_FALSE(natural_less("x2", "x2"));
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
