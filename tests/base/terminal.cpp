#include "base/terminal.h"

#include <string>

#include <doctest/doctest.h>

#include "base/error.h"
#include "base/names.h"

using namespace aimodel;

TEST_CASE("what steers a terminal is spelled out") {
  CHECK(printable("plain, with blanks") == "plain, with blanks");
  CHECK(printable("\x1b[31mred\x7f") == "\\x1b[31mred\\x7f");
  CHECK(printable(std::string("a\0b", 3)) == "a\\x00b");
  CHECK(printable("one\ntwo\r\tthree") == "one\\ntwo\\r\\tthree");
  CHECK(printable("\u009b2J \u0085") == "\\u009b2J \\u0085");
  CHECK(printable("a\u202eb\u2066c\u2069d\u200e\u200f\u061c") ==
        "a\\u202eb\\u2066c\\u2069d\\u200e\\u200f\\u061c");
  CHECK(printable("line\u2028paragraph\u2029") == "line\\u2028paragraph\\u2029");
}

TEST_CASE("letters of all scripts stay, and what they are joined with") {
  for (const char* text :
       {"é", "日本語", "שלום", "مرحبا", "👩\u200d💻", "\u00a0", "\u202f", "\u2065"}) {
    CHECK(printable(text) == text);
    CHECK(printable_json(text) == text);
  }
}

TEST_CASE("bytes that are not UTF-8 are spelled out one by one") {
  CHECK(printable("a\xff\xfe z") == "a\\xff\\xfe z");
  CHECK(printable("cut \xe6\x97") == "cut \\xe6\\x97");
  CHECK(printable("\x9b raw C1") == "\\x9b raw C1");
  CHECK(printable("\xc0\xaf") == "\\xc0\\xaf");
  CHECK(printable("\xed\xa0\x80") == "\\xed\\xa0\\x80");
}

TEST_CASE("lines of our own stay lines") {
  CHECK(printable_lines("a\n  b\x1b\n") == "a\n  b\\x1b\n");
  CHECK(printable_lines("") == "");
}

TEST_CASE("JSON means the same") {
  CHECK(printable_json("{\"a\u202e\": \"\u009b\x7f\"}") == "{\"a\\u202e\": \"\\u009b\\u007f\"}");
  CHECK(printable_json("[1, \"x\"]") == "[1, \"x\"]");
}

TEST_CASE("quotes and errors spell out what they hold") {
  CHECK(quote("a\u202eb\"\\\x1b") == "\"a\\u202eb\\\"\\\\\\x1b\"");
  CHECK(quote(std::string(61, 'x')) == "\"" + std::string(60, 'x') + "...\"");
  const Error error(Exit::data, "a\nb.csv", "what \x1b[2J", "known: \u202ename\nother");
  CHECK(std::string(error.what()) ==
        "a\\nb.csv: what \\x1b[2J\n  hint: known: \\u202ename\\nother");
  // An error that holds another one keeps its lines.
  CHECK(std::string(Error(Exit::model, "m", error.what()).what()) ==
        "m: a\\nb.csv: what \\x1b[2J\n  hint: known: \\u202ename\\nother");
}
