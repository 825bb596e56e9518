// Rows as JSON Lines.
#include <cmath>
#include <fstream>

#include <doctest/doctest.h>

#include "csv/json_row.h"
#include "support.h"

using namespace aimodel;

namespace {

using Rows = std::vector<std::vector<std::string>>;
using Names = std::vector<std::string>;

Rows json_rows(const std::string& text) {
  return rows_of(read_text(text));
}

std::string json_error(const std::string& text, const std::vector<CsvColumn>& wanted = {}) {
  return error_text([&] { read_text(text, wanted); });
}

Names header(const std::string& text) {
  const TemporaryFile file(text);
  return CsvReader(file.path(), {}).header();
}

}  // namespace

TEST_CASE("an object a line: its values are cells as they are written") {
  CHECK(
      json_rows("{\"a\": 1, \"b\": \"x, \\\"y\\\"\"}\n\n {\"b\": \"\\u00e9\\n\", \"a\": -2.50} \r\n"
                "{\"a\": 1e3, \"b\": true}") ==
      Rows{{"1", "x, \"y\""}, {"-2.50", "\u00e9\n"}, {"1e3", "true"}});
  const Frame frame = read_text("{\"x\": 7}\n{\"x\": \"2.5\"}\n{\"x\": 18446744073709551615}\n",
                                {{"x", CellKind::number}});
  CHECK(frame.columns[0].numbers == std::vector<double>{7, 2.5, 18446744073709551615.0});
  CHECK(frame.lines == std::vector<uint64_t>{1, 2, 3});
}

TEST_CASE("keys may be missing, in any order, and come later; null is missing") {
  const std::string text =
      "{\"a\": 1}\n{\"b\": \"x\", \"a\": null}\n{\"c\": \"NA\", \"b\": \"\"}\n";
  CHECK(header(text) == Names{"a", "b", "c"});
  CHECK(json_rows(text) == Rows{{"1", "<missing>", "<missing>"},
                                {"<missing>", "x", "<missing>"},
                                {"<missing>", "<missing>", "<missing>"}});
  const Frame verbatim = read_text(text, {{"b", CellKind::verbatim}, {"a", CellKind::number}});
  CHECK(texts_of(verbatim.columns[0]) == Names{"", "x", ""});
  CHECK(std::isnan(verbatim.columns[1].numbers[1]));
}

TEST_CASE("what is no row") {
  const std::string good = "{\"a\": 1}\n";
  CHECK(json_error(good + "{\"a\": [1, 2]}\n") ==
        "rows.csv:2: column \"a\": expected one value, got a list\n"
        "  hint: a column holds a text, a number, true, false or null; jq can take it apart");
  CHECK(json_error(good + "{\"a\": 1,}\n").starts_with("rows.csv:2:8: "));
  CHECK(json_error(good + "\n\n{\"a\": 1\n").starts_with("rows.csv:4:"));
  CHECK(json_error(good + "[1]\n") == "rows.csv:2: expected an object, got a list");
  CHECK(json_error(good + "7\n") == "rows.csv:2: expected an object");
  CHECK(json_error(good + "{\"a\": 1, \"a\": 2}\n").starts_with("rows.csv:2:"));
  CHECK(json_error(good + "{\"a\": \"x\"}\n", {{"a", CellKind::number}})
            .starts_with("rows.csv:2: column \"a\": expected a number, got \"x\""));
  CHECK(json_error(good, {{"b"}}) == "rows.csv:1: column \"b\" is missing\n  hint: known: a");
  CHECK(json_error("{\n  \"a\": 1\n}\n") ==
        "rows.csv:1: a row is an object on a line of its own\n"
        "  hint: jq -c . FILE writes objects so, jq -c '.[]' FILE those of a list");
  CHECK(json_error("[\n{\"a\": 1}\n]\n").starts_with("rows.csv: the file is one JSON list"));
}

TEST_CASE("keys that hold nothing but lists and objects are no columns") {
  const std::string text =
      "{\"a\": 1, \"tags\": [1, {\"a\": 5}], \"place\": {\"a\": 2}}\n{\"a\": 3}\n";
  CHECK(header(text) == Names{"a"});
  CHECK(json_rows(text) == Rows{{"1"}, {"3"}});
  const TemporaryFile file(text);
  CHECK(CsvReader(file.path(), {}).remarks() ==
        Names{"\"tags\" holds lists: it is no column", "\"place\" holds objects: it is no column"});
  CHECK(json_error(text, {{"place"}}) ==
        "rows.csv:1: column \"place\": expected one value, got an object\n"
        "  hint: a column holds a text, a number, true, false or null; jq can take it apart");
}

TEST_CASE("bad rows are skipped, or kept with what can be read of them") {
  const std::vector<CsvColumn> wanted{{"id", CellKind::verbatim}, {"x", CellKind::number}};
  const std::string text =
      "{\"id\": \"u\", \"x\": 1}\n{\"id\": \"v\", \"x\": \"?!\"}\n{\"id\": 3\n"
      "{\"x\": [1], \"id\": \"w\"}\n{\"id\": \"z\", \"x\": 4}\n";
  int64_t skipped = 0;
  const Frame some = read_text(text, wanted, {}, OnBadRow::skip, &skipped);
  CHECK(texts_of(some.columns[0]) == Names{"u", "z"});
  CHECK(skipped == 3);
  const Frame all = read_text(text, wanted, {}, OnBadRow::mark);
  CHECK(texts_of(all.columns[0]) == Names{"u", "v", "", "w", "z"});
  CHECK(all.unread == std::vector<uint32_t>{1, 2, 3});
}

TEST_CASE("told by the name or by the first byte") {
  CHECK(looks_like_json_lines(" \n{\"a\": 1}"));
  CHECK(looks_like_json_lines("{ }"));
  CHECK_FALSE(looks_like_json_lines("{a},b\n"));
  CHECK_FALSE(looks_like_json_lines("a,b\n"));
  const TemporaryFile named("a,b\n", "rows.jsonl");
  CHECK(error_text([&] { CsvReader(named.path(), {}); }).starts_with("rows.jsonl:1:1: "));
  const TemporaryFile empty("\n", "rows.ndjson");
  CHECK(error_text([&] { CsvReader(empty.path(), {}); }) == "rows.ndjson: the file is empty");
}

TEST_CASE("no row is left: record by record and in pieces") {
  int64_t skipped = 0;
  const Frame frame =
      read_text("{\"a\": 1, \"b\": \"x\"}\n{\"b\": null, \"a\": [1]}\n",
                {{"a", CellKind::text}, {"b", CellKind::number}}, {}, OnBadRow::skip, &skipped);
  CHECK(frame.rows() == 0);
  CHECK(skipped == 2);
}
