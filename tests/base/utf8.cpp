#include "base/utf8.h"

#include <doctest/doctest.h>

using namespace aimodel;

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
