// Reading in pieces is another way to the same rows and the same messages. read_text() compares the
// two on every text that the other tests of CSV use; here they meet random ones.
#include <string>

#include <doctest/doctest.h>

#include "base/random.h"
#include "csv/csv_marks.h"
#include "csv/csv_piece.h"
#include "csv/record_end.h"
#include "support.h"

using namespace aimodel;

namespace {

// A text of characters that mean something to CSV more often than not.
std::string random_text(uint64_t seed, size_t size, std::string_view alphabet) {
  std::string text;
  for (size_t i = 0; i < size; ++i) text += alphabet[Random(seed).below(alphabet.size(), i)];
  return text;
}

}  // namespace

TEST_CASE("random texts are read the same way in pieces as record by record") {
  const std::string_view alphabets[] = {"a1,\n",         "ab,\"\n",
                                        "1,\r\n\"",      "x, \t\"\r\n;",
                                        "1.5,-\n\n\"\"", std::string_view("a,\n\"\0", 5)};
  uint64_t seed = 0;
  for (const std::string_view alphabet : alphabets) {
    for (const size_t size : {3, 10, 60, 300}) {
      for (int i = 0; i < 40; ++i) {
        const std::string text = "p,q\n" + random_text(++seed, size, alphabet);
        CAPTURE(text);
        for (const OnBadRow policy : {OnBadRow::fail, OnBadRow::skip}) {
          error_text([&] { read_text(text, {}, {.delimiter = ','}, policy); });
          error_text([&] {
            read_text(text, {{"q", CellKind::number}, {"p", CellKind::verbatim}},
                      {.delimiter = ','}, policy);
          });
        }
      }
    }
  }
}

TEST_CASE("marks stand where the characters are, at any index of a vector") {
  for (uint64_t seed = 0; seed < 50; ++seed) {
    const std::string text = random_text(seed, 5 + 7 * seed, "ab,\"\n\rcdefgh");
    CsvMarks marks;
    marks.find(text, ',');
    size_t found = 0, breaks = 0;
    for (size_t i = 0; i < text.size(); ++i) {
      const bool is_break = text[i] == '"' || text[i] == '\n' || text[i] == '\r';
      if (!is_break && text[i] != ',') continue;
      REQUIRE(found < marks.count);
      CHECK(marks.offsets[found++] == (i | (is_break ? CsvMarks::kBreak : 0)));
      breaks += is_break ? 1 : 0;
    }
    CHECK(found == marks.count);
    CHECK(breaks == marks.breaks);
  }
}

TEST_CASE("lines end at LF, CR, or both together") {
  CHECK(count_line_breaks("") == 0);
  CHECK(count_line_breaks("a\nb\rc\r\nd") == 3);
  CHECK(count_line_breaks("\r\r\n\n\r") == 4);
}

TEST_CASE("records end outside quotes") {
  CHECK(last_record_end("a,b\nc\nd", 100, {}) == 6);
  CHECK(last_record_end("a,b\nc\nd", 5, {}) == 4);
  CHECK(last_record_end("a\n\"b\nc\"\nd", 100, {}) == 8);
  CHECK(last_record_end("a\n\"b\nc\"\nd", 7, {}) == 2);
  CHECK(last_record_end("a\n\"b\"\"\nc", 100, {}) == 2);
  CHECK(last_record_end("a\nb\"\nc\"\n", 100, {}) == 8);  // no quotes: they stand inside cells
  CHECK(last_record_end("a\rb\rc", 100, {}) == 4);
  CHECK(last_record_end("a\rb\r", 100, {}) == 2);  // a line feed may follow
  CHECK(last_record_end("ab", 100, {}) == 0);
}
