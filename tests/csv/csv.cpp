#include "csv/csv.h"

#include <cmath>
#include <cstdlib>

#include <doctest/doctest.h>

#include "base/file.h"
#include "support.h"

using namespace aimodel;

namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows rows(std::string_view text, const CsvFormat& format = {}) {
  return rows_of(read_text(text, {}, format));
}

std::vector<double> numbers(std::string_view text) {
  return read_text(text, {{"x", CellKind::number}}).columns[0].numbers;
}

}  // namespace

// The twelve rules of csv-spectrum, in words of our own.
TEST_CASE("a comma in quotes is part of the cell") {
  CHECK(rows("who,where\nAda,\"12, High Street\"\n") == Rows{{"Ada", "12, High Street"}});
}
TEST_CASE("quoted and empty cells, with LF and with CRLF") {
  const Rows expected = {{"1", "<missing>", "<missing>"}, {"2", "x", "y"}};
  CHECK(rows("a,b,c\n1,\"\",\"\"\n2,x,y\n") == expected);
  CHECK(rows("a,b,c\r\n1,\"\",\"\"\r\n2,x,y\r\n") == expected);
}
TEST_CASE("a doubled quote is one quote") {
  CHECK(rows("a,b\n1,\"say \"\"yes\"\" now\"\n2,\"\"\"\"\n") ==
        Rows{{"1", "say \"yes\" now"}, {"2", "\""}});
}
TEST_CASE("JSON fits into a cell") {
  CHECK(rows("key,value\n1,\"{\"\"kind\"\": \"\"point\"\", \"\"at\"\": [7.5, 8]}\"\n") ==
        Rows{{"1", "{\"kind\": \"point\", \"at\": [7.5, 8]}"}});
}
TEST_CASE("a quote in a cell that does not begin with one is part of it") {
  CHECK(rows("id,place\n1,54 N 8\" E\n") == Rows{{"1", "54 N 8\" E"}});
}
TEST_CASE("line breaks in quotes, with LF and with CRLF") {
  CHECK(rows("a,b\n1,\"one\ntwo\"\n3,\"\nx\"\n") == Rows{{"1", "one\ntwo"}, {"3", "\nx"}});
  CHECK(rows("a,b\r\n1,\"one\r\ntwo\"\r\n") == Rows{{"1", "one\r\ntwo"}});
}
TEST_CASE("quotes and line breaks together") {
  CHECK(rows("a,b\n1,\"x\n\"\"y\"\"\n\"\n2,z\n") == Rows{{"1", "x\n\"y\"\n"}, {"2", "z"}});
}
TEST_CASE("plain rows, with LF, CRLF and CR") {
  const Rows expected = {{"1", "2"}, {"3", "4"}};
  CHECK(rows("a,b\n1,2\n3,4\n") == expected);
  CHECK(rows("a,b\r\n1,2\r\n3,4\r\n") == expected);
  CHECK(rows("a,b\r1,2\r3,4\r") == expected);
}
TEST_CASE("UTF-8 passes as it is") {
  CHECK(rows("a,b\n\xE2\x82\xAC,\xF0\x9F\x98\x80\n") == Rows{{"\xE2\x82\xAC", "\xF0\x9F\x98\x80"}});
}

TEST_CASE("the last line needs no line break, nor a value behind its last comma") {
  CHECK(rows("a,b\n1,2\n3,4") == Rows{{"1", "2"}, {"3", "4"}});
  CHECK(rows("a,b\n1,\"2\"") == Rows{{"1", "2"}});
  CHECK(rows("a,b\n1,") == Rows{{"1", "<missing>"}});
  CHECK(rows("a,b\n1,2\r") == Rows{{"1", "2"}});
}

TEST_CASE("a byte order mark is no part of the first name") {
  CHECK(read_text("\xEF\xBB\xBFx,y\n1,2\n").columns[0].name == "x");
  CHECK(read_text("\xEF\xBB\xBF\"x\",y\n1,2\n").columns[0].name == "x");
}

TEST_CASE("blank lines are no rows, in a file of one column neither; quotes make one") {
  CHECK(rows("\n\na,b\n\n1,2\n  \n\r\n3,4\n\n") == Rows{{"1", "2"}, {"3", "4"}});
  CHECK(rows("a\n1\n\n \n2\n") == Rows{{"1"}, {"2"}});
  CHECK(rows("a\n1\n\"\"\n2\n") == Rows{{"1"}, {"<missing>"}, {"2"}});
}

TEST_CASE("rows know the line on which they begin") {
  const Frame frame = read_text("\na,b\n1,\"x\r\ny\rz\n\"\n\n2,u\r\n\"3\n\",v\n4,w");
  CHECK(frame.lines == std::vector<uint64_t>{3, 8, 9, 11});
  CHECK(frame.where(1) == "rows.csv:8");
}

TEST_CASE("names and texts lose outer spaces, verbatim cells keep theirs") {
  const Frame frame = read_text("a, b ,\" c\"\n x, y,z \n");
  CHECK(frame.columns[1].name == "b");
  CHECK(frame.columns[2].name == "c");
  CHECK(rows_of(frame) == Rows{{"x", "y", "z"}});
  const Frame verbatim =
      read_text("a,b\n x,\" y \"\n", {{"a", CellKind::verbatim}, {"b", CellKind::verbatim}});
  CHECK(rows_of(verbatim) == Rows{{" x", " y "}});
  // Whichever of them stands first.
  CHECK(read_text("a\nx \nx\n x\n").columns[0].ids == std::vector<uint32_t>{1, 1, 1});
}

TEST_CASE("cells that stand for a missing value") {
  CHECK(rows("a,b\n1,\n1,NA\n1,N/A\n1,NaN\n1,nan\n1,null\n1,NULL\n1,?\n1, ? \n1,\" \"\n1,none\n") ==
        Rows{{"1", "<missing>"},
             {"1", "<missing>"},
             {"1", "<missing>"},
             {"1", "<missing>"},
             {"1", "<missing>"},
             {"1", "<missing>"},
             {"1", "<missing>"},
             {"1", "<missing>"},
             {"1", "<missing>"},
             {"1", "<missing>"},
             {"1", "none"}});
  CsvFormat format;
  format.missing = {"-99", "x y"};
  CHECK(rows("a,b\n-99,\n x y ,NA\n", format) == Rows{{"<missing>", ""}, {"<missing>", "NA"}});
  const Frame frame = read_text("x\n-99\n5\n", {{"x", CellKind::number}}, format);
  CHECK(std::isnan(frame.columns[0].numbers[0]));
  CHECK(frame.columns[0].numbers[1] == 5);
  CHECK(frame.columns[0].is_missing(0));
  CHECK(!frame.columns[0].is_missing(1));
}

TEST_CASE("a column's own missing texts are missing in it alone") {
  const Frame frame =
      read_text("a,b,c\n1,none,none\nnone,NA,-\n", {{"a", CellKind::number, false, {"none"}},
                                                    {"b", CellKind::text},
                                                    {"c", CellKind::text, false, {"-", "x"}}});
  CHECK(std::isnan(frame.columns[0].numbers[1]));
  CHECK(frame.columns[1].is_missing(1));
  CHECK(frame.columns[1].text(0) == "none");
  CHECK(frame.columns[2].text(0) == "none");
  CHECK(frame.columns[2].is_missing(1));
}

TEST_CASE("what either of two groups calls missing in a column is missing") {
  const Frame frame = read_text(
      "a\n-\nx\n1\n", {{"a", CellKind::text, false, {"-"}}, {"a", CellKind::text, false, {"x"}}});
  REQUIRE(frame.columns.size() == 1);
  CHECK(rows_of(frame) == Rows{{"<missing>"}, {"<missing>"}, {"1"}});
}

TEST_CASE("a verbatim column misses nothing") {
  const Frame frame = read_text("id\nNA\n\"\"\n7\nNA\n", {{"id", CellKind::verbatim}});
  CHECK(texts_of(frame.columns[0]) == std::vector<std::string>{"NA", "", "7", "NA"});
  CHECK(frame.columns[0].ids == std::vector<uint32_t>{1, 2, 3, 1});
  CHECK(!frame.columns[0].is_missing(1));
}

TEST_CASE("texts stand once, in order of first appearance") {
  const Frame frame = read_text("a\nz\nb\nz\n?\nb\n");
  CHECK(frame.columns[0].texts == std::vector<std::string>{"", "z", "b"});
  CHECK(frame.columns[0].ids == std::vector<uint32_t>{1, 2, 1, 0, 2});
}

TEST_CASE("ten thousand distinct texts are all told apart") {
  std::string text = "a\n";
  for (int i = 0; i < 20000; ++i) text += "value " + std::to_string(i % 10000) + "\n";
  const Frame frame = read_text(text);
  REQUIRE(frame.columns[0].texts.size() == 10001);
  for (int64_t i = 0; i < 20000; ++i) {
    REQUIRE(frame.columns[0].text(i) == "value " + std::to_string(i % 10000));
  }
}

TEST_CASE("numbers are what from_chars makes of them") {
  for (const std::string text : {"0",
                                 "-0",
                                 "7",
                                 "-12",
                                 "+5",
                                 "3.25",
                                 "-.5",
                                 "5.",
                                 "0.1",
                                 "123456789012345",
                                 "0.000000000000001",
                                 "12345678.9012345",
                                 "1234567890123456789",
                                 "1e3",
                                 "-2.5E-7",
                                 "9007199254740993",
                                 "1e-400",
                                 "4.9e-324",
                                 "1.7976931348623157e308",
                                 "  42\t",
                                 "00012"}) {
    CAPTURE(text);
    const std::string core(text.substr(text.find_first_not_of(" +")));
    CHECK(numbers("x\n" + text + "\n")[0] == std::strtod(core.c_str(), nullptr));
  }
  CHECK(std::signbit(numbers("x\n-0\n")[0]));
  CHECK(numbers("x\n\"1.5\"\n")[0] == 1.5);
}

TEST_CASE("columns come in the order that is asked for, and a column in two kinds") {
  const Frame frame = read_text("a,b,c\n1,2,3\n4,5,6\n", {{"c", CellKind::number},
                                                          {"a", CellKind::text},
                                                          {"a", CellKind::number},
                                                          {"c", CellKind::number}});
  REQUIRE(frame.columns.size() == 3);
  CHECK(frame.column("c").numbers == std::vector<double>{3, 6});
  CHECK(texts_of(frame.column("a", CellKind::text)) == std::vector<std::string>{"1", "4"});
  CHECK(frame.column("a", CellKind::number).numbers == std::vector<double>{1, 4});
}

TEST_CASE("without a header columns are numbered and the first line is a row") {
  CsvFormat format;
  format.header = false;
  const Frame frame = read_text("1,2\n3,4\n", {}, format);
  CHECK(frame.columns[1].name == "column_2");
  CHECK(rows_of(frame) == Rows{{"1", "2"}, {"3", "4"}});
  CHECK(frame.lines == std::vector<uint64_t>{1, 2});
}

TEST_CASE("other delimiters, given or found") {
  CsvFormat format;
  format.delimiter = ':';
  CHECK(rows("a:b\n1:2,3\n", format) == Rows{{"1", "2,3"}});
  CHECK(rows("a;b\n1,5;2\n") == Rows{{"1,5", "2"}});
  CHECK(rows("a\tb\n1\t\n") == Rows{{"1", "<missing>"}});
  CHECK(rows("a|b\n1|2\n") == Rows{{"1", "2"}});
  const TemporaryFile file("a|b\n");
  CHECK(CsvReader(file.path(), {}).format().delimiter == '|');
}

TEST_CASE("a frame is read into again without keeping what it held") {
  const TemporaryFile file("a,x\nu,1\nv,2\nu,3\n");
  CsvReader reader(file.path(), {});
  reader.select({{"a", CellKind::text}, {"x", CellKind::number}});
  Frame frame;
  frame.columns.resize(5);
  REQUIRE(reader.read(frame, 2));
  CHECK(frame.columns[0].ids == std::vector<uint32_t>{1, 2});
  REQUIRE(reader.read(frame, 2));
  CHECK(frame.columns[0].texts == std::vector<std::string>{"", "u"});
  CHECK(frame.columns[0].ids == std::vector<uint32_t>{1});
  CHECK(frame.columns[1].numbers == std::vector<double>{3});
  CHECK(frame.lines == std::vector<uint64_t>{4});
  CHECK(!reader.read(frame, 2));
  CHECK(frame.rows() == 0);
  CHECK(!reader.read(frame, 2));
}

TEST_CASE("the content hash is of the bytes of the file") {
  const std::string text =
      "\xEF\xBB\xBF"
      "a\r\n1\r\n";
  const TemporaryFile file(text);
  CsvReader reader(file.path(), {});
  reader.select({});
  Frame frame;
  CHECK(reader.read(frame, kAll));
  CHECK(frame.rows() == 1);
  ContentHash hash;
  hash.add(text);
  CHECK(reader.content_hash() == hash.hex());
}
