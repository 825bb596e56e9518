#include "csv/csv_delimiter.h"

#include <string>

#include <doctest/doctest.h>

using namespace aimodel;

TEST_CASE("the only delimiter of the header is the one") {
  CHECK(find_delimiter("a,b\n1;5,2;5\n", true) == ',');
  CHECK(find_delimiter("a;b\n1,5;2,5\n", true) == ';');
  CHECK(find_delimiter("a\tb\n", true) == '\t');
  CHECK(find_delimiter("a|b", true) == '|');
}

TEST_CASE("a file of one column has commas") {
  CHECK(find_delimiter("text\nso; or so\n", true) == ',');
  CHECK(find_delimiter("", true) == ',');
}

TEST_CASE("of several the steady one, then the frequent one, then the first") {
  CHECK(find_delimiter("size, mm;note\n1;a, b, c\n2;d\n3;e, f\n", true) == ';');
  CHECK(find_delimiter("a;b,c;d\n1;2,3;4\n", true) == ';');
  CHECK(find_delimiter("a;b,c\n1;2,3\n", true) == ',');
}

TEST_CASE("what stands in quotes does not count") {
  CHECK(find_delimiter("\"a,b\";c\n1;2\n", true) == ';');
  CHECK(find_delimiter("\"a\"\",b\";c\n1;2\n", true) == ';');
  CHECK(find_delimiter("\"a\n,\";c\n1;2\n", true) == ';');
  CHECK(find_delimiter("5\" pipe;c\n1;2\n", true) == ';');
}

TEST_CASE("a header with one delimiter is enough, one with two needs more") {
  CHECK(find_delimiter("a;b", false) == std::nullopt);
  CHECK(find_delimiter("a;b\n", false) == ';');
  CHECK(find_delimiter("\n \na\n", false) == ',');
  CHECK(find_delimiter("a;b,c\n", false) == std::nullopt);
  std::string text = "a;b,c\n";
  for (int i = 0; i < 19; ++i) text += "1;2\n";
  CHECK(find_delimiter(text, false) == ';');
}

TEST_CASE("names in quotes with blanks between them are as R writes them, however few") {
  CHECK(find_delimiter("\"x\" \"y\"\n\"1\" 5.1 \"a\"\n", true) == ' ');
  CHECK(find_delimiter("\"x\" \"y\"\n5.1 \"a\"\n", true) == ' ');
  CHECK(find_delimiter("\"x\"\n\"1\" 5.1\n", true) == ' ');
  CHECK(find_delimiter("\"x\"\n", false) == std::nullopt);
  CHECK(find_delimiter("\"x\"\n\"1\"\n", true) == ',');
  CHECK(find_delimiter("\"x y\"\n\"1 2\"\n", true) == ',');
  CHECK(find_delimiter("\"x\"\n5.1 2\n", true) == ',');
  CHECK(find_delimiter("x y\n1 5.1 2\n", true) == ',');  // may be a column of texts
}
