#include "report/table.h"

#include <cstdlib>
#include <limits>

#include <doctest/doctest.h>

#include "base/json.h"
#include "report/cells.h"
#include "report/row_writer.h"

using namespace aimodel;

namespace {

const double kNan = std::numeric_limits<double>::quiet_NaN();
const double kInfinity = std::numeric_limits<double>::infinity();

Table sample() {
  Table table{"Metrics", {"name", "value", "rows"}, {}};
  table.add({std::string("accuracy"), 0.9532108306884766, int64_t{114}});
  table.add({std::string("Größe|µ"), 12.5, std::monostate{}});
  table.add({std::string("a,\"b\"\tc\nd\\"), kNan, int64_t{7}});
  return table;
}

}  // namespace

TEST_CASE("numbers for people have four significant digits") {
  CHECK(to_text(0.9532108306884766) == "0.9532");
  CHECK(to_text(0.95) == "0.95");
  CHECK(to_text(1234.56) == "1235");
  CHECK(to_text(123456.7) == "123457");
  CHECK(to_text(9999.9) == "10000");
  CHECK(to_text(3000000.0) == "3000000");
  CHECK(to_text(123456789.0) == "1.235e+08");
  CHECK(to_text(0.00001234567) == "1.235e-05");
  CHECK(to_text(-0.0) == "0");
  CHECK(to_text(0.1f) == "0.1");
  CHECK(to_text(kNan) == "nan");
  CHECK(to_text(-kInfinity) == "-inf");
  CHECK(to_text(int64_t{123456789}) == "123456789");
  CHECK(to_text(true) == "yes");
  CHECK(to_text(std::monostate{}) == "-");
}

TEST_CASE("numbers for machines read back as the same number") {
  CHECK(to_exact(0.9532108306884766) == "0.9532108306884766");
  CHECK(to_exact(0.1f) == "0.1");
  CHECK(to_exact(-std::numeric_limits<double>::quiet_NaN()) == "nan");
  CHECK(to_exact(-kInfinity) == "-inf");
  CHECK(to_exact(std::numeric_limits<int64_t>::min()) == "-9223372036854775808");
  CHECK(to_exact(false) == "false");
  CHECK(to_exact(std::monostate{}) == "");
  CHECK(std::stod(to_exact(1.0 / 3)) == 1.0 / 3);
  CHECK(std::strtod(to_exact(5e-324).c_str(), nullptr) == 5e-324);
}

TEST_CASE("text: aligned columns, decimal points below each other, no control characters") {
  CHECK(render(sample(), Format::text) ==
        "Metrics\n"
        "name             value  rows\n"
        "------------  --------  ----\n"
        "accuracy        0.9532   114\n"
        "Größe|µ        12.5        -\n"
        "a,\"b\"\\tc\\nd\\  nan          7\n");
}

TEST_CASE("md: pipes and what Markdown would read are escaped") {
  CHECK(render(sample(), Format::md) ==
        "### Metrics\n"
        "\n"
        "| name            |    value | rows |\n"
        "| --------------- | -------: | ---: |\n"
        "| accuracy        |   0.9532 |  114 |\n"
        "| Größe\\|µ        |  12.5    |    - |\n"
        "| a,\"b\"\\\\tc\\\\nd\\\\ | nan      |    7 |\n");
}

TEST_CASE("md: no link, picture, HTML, entity or emphasis comes of a text") {
  const auto shown = [](const std::string& text) { return markdown_text(text); };
  CHECK(shown("![x](http://a.b/c.png)") == "!\\[x](http\\://a.b/c.png)");
  CHECK(shown("see www.a.b and https://a.b") == "see www\\.a.b and https\\://a.b");
  CHECK(shown("<b>bold</b> <!-- -->") == "\\<b>bold\\</b> \\<!-- -->");
  CHECK(shown("&lt; &#60; a & b") == "\\&lt; \\&#60; a & b");
  CHECK(shown("*a* _b_ ~c~ `d` mean_radius") == "\\*a\\* \\_b\\_ \\~c\\~ \\`d\\` mean_radius");
  CHECK(shown("a\nb\u202e") == "a\\\\nb\\\\u202e");
  CHECK(markdown_paragraph("# x.csv") == "\\# x.csv");
  CHECK(markdown_paragraph("- 1") == "\\- 1");
}

TEST_CASE("titles are shown like cells") {
  CHECK(render(Table{"a\x1b[2J\nb", {"x"}, {}}, Format::text) == "a\\x1b[2J\\nb\nx\n-\n");
}

TEST_CASE("json: texts that would steer a terminal are escaped, and mean the same") {
  const std::string text =
      render(Table{"", {"x"}, {{std::string("\u202e\u009b\x7f\xff")}}}, Format::jsonl);
  CHECK(text == "{\"x\":\"\\u202e\\u009b\\u007f\uFFFD\"}\n");
}

TEST_CASE("csv: RFC 4180 quoting") {
  CHECK(render(sample(), Format::csv) ==
        "name,value,rows\n"
        "accuracy,0.9532108306884766,114\n"
        "Größe|µ,12.5,\n"
        "\"a,\"\"b\"\"\tc\nd\\\",nan,7\n");
}

TEST_CASE("csv: a missing value alone on its line is not an empty line") {
  CHECK(render(Table{"", {"x"}, {{std::monostate{}}, {1.0}}}, Format::csv) == "x\n\"\"\n1\n");
}

TEST_CASE("tsv: tabs, line breaks and backslashes as escapes") {
  CHECK(render(sample(), Format::tsv) ==
        "name\tvalue\trows\n"
        "accuracy\t0.9532108306884766\t114\n"
        "Größe|µ\t12.5\t\n"
        "a,\"b\"\\tc\\nd\\\\\tnan\t7\n");
}

TEST_CASE("json: an array of objects; what is no number is null and says why") {
  const std::string text = render(sample(), Format::json);
  CHECK(
      text ==
      "[\n"
      "{\"name\":\"accuracy\",\"value\":0.9532108306884766,\"rows\":114},\n"
      "{\"name\":\"Größe|µ\",\"value\":12.5,\"rows\":null},\n"
      "{\"name\":\"a,\\\"b\\\"\\tc\\nd\\\\\",\"value\":null,\"value_reason\":\"nan\",\"rows\":7}\n"
      "]\n");
  CHECK(Json::parse(text).size() == 3);
}

TEST_CASE("json: no rows, equal names, bytes that are no UTF-8") {
  CHECK(render(Table{"", {"x"}, {}}, Format::json) == "[]\n");
  CHECK(render(Table{"", {"x"}, {}}, Format::jsonl) == "");
  const Table table{"", {"x", "x", "x_2"}, {{1.0, kInfinity, std::string("a\xFFz\x01")}}};
  const std::string text = render(table, Format::jsonl);
  CHECK(text ==
        "{\"x\":1,\"x_2\":null,\"x_2_reason\":\"inf\",\"x_2_2\":\"a\xEF\xBF\xBDz\\u0001\"}\n");
  CHECK(Json::parse(text).size() == 4);
}

TEST_CASE("to_json keeps what a float was written as") {
  CHECK(to_json(Value(0.1f)).dump() == "0.1");
  CHECK(to_json(Value(3.0)).get<double>() == 3.0);
  CHECK(to_json(Value(kNan)).is_null());
  CHECK(to_json(Value(int64_t{3})).dump() == "3");
}

TEST_CASE("a writer gives the header with the first row and closes with end") {
  const auto writer = make_row_writer({"id", "p"}, Format::json);
  CHECK(writer->text.empty());
  writer->write({int64_t{1}, 0.5});
  CHECK(writer->text == "[\n{\"id\":1,\"p\":0.5}");
  writer->text.clear();
  writer->write({int64_t{2}, 0.25});
  CHECK(writer->text == ",\n{\"id\":2,\"p\":0.25}");
  writer->text.clear();
  writer->end();
  CHECK(writer->text == "\n]\n");
}

TEST_CASE("a csv writer without rows still names the columns, once") {
  const auto writer = make_row_writer({"id", "p,q"}, Format::csv);
  writer->end();
  CHECK(writer->text == "id,\"p,q\"\n");
  const auto full = make_row_writer({"id"}, Format::csv);
  full->write({int64_t{1}});
  full->end();
  CHECK(full->text == "id\n1\n");
}

TEST_CASE("text and md rows one at a time") {
  const auto text = make_row_writer({"name", "p"}, Format::text);
  text->write({std::string("setosa"), 0.123456});
  text->write({std::string("versicolor"), 0.5});
  CHECK(text->text ==
        "name             p\n"
        "setosa      0.1235\n"
        "versicolor         0.5\n");
  const auto md = make_row_writer({"name", "p"}, Format::md);
  md->write({std::string("a|b"), 0.5});
  CHECK(md->text == "| name | p |\n| --- | ---: |\n| a\\|b | 0.5 |\n");
}

TEST_CASE("a wider table than its rows has missing cells, and tables stand below each other") {
  const Table table{"A", {"x", "y"}, {{1.0}}};
  CHECK(render(table, Format::text) == "A\nx  y\n-  -\n1  -\n");
  CHECK(render({table, Table{"B", {"z"}, {}}}, Format::text) == "A\nx  y\n-  -\n1  -\n\nB\nz\n-\n");
}

TEST_CASE("a table on its side") {
  const Table table{
      "A", {"part", "rows", "loss"}, {{"train", int64_t{30}, 0.25}, {"test", int64_t{4}, Value()}}};
  CHECK(render(transposed(table, "metric"), Format::text) ==
        "A\n"
        "metric  train  test\n"
        "------  -----  ----\n"
        "rows    30        4\n"
        "loss     0.25     -\n");
}

TEST_CASE("formats by name") {
  CHECK(parse_format("md") == Format::md);
  CHECK(parse_format("jsonl") == Format::jsonl);
  CHECK_THROWS_WITH(parse_format("jsn"), "unknown format \"jsn\"\n  hint: did you mean \"json\"?");
}

TEST_CASE("columns of the same name get numbers, however many there are") {
  CHECK(render(Table{"", {"a", "a", "a_2", "a"}, {{1.0, 2.0, 3.0, 4.0}}}, Format::jsonl) ==
        "{\"a\":1,\"a_2\":2,\"a_2_2\":3,\"a_3\":4}\n");
  const Table wide{"", std::vector<std::string>(30000, "a"), {}};
  const auto writer = make_row_writer(wide.columns, Format::jsonl);
  writer->write(std::vector<Value>(30000, true));
  CHECK(writer->text.find("\"a_30000\":true}") != std::string::npos);
}
