// What the first lines of a CSV file tell: lines before the header, names that are none, rows that
// have more cells than the header.
#include "csv/csv_start.h"

#include <doctest/doctest.h>

#include "support.h"

using namespace aimodel;

namespace {

using Rows = std::vector<std::vector<std::string>>;
using Names = std::vector<std::string>;

struct Read {
  Names header, remarks;
  Rows rows;
};

// All columns as text; record by record and in pieces must come to the same.
Read read_all(const std::string& text, const CsvFormat& format = {}) {
  Read read;
  const TemporaryFile file(text);
  for (const size_t bytes : {size_t{0}, size_t{1}, size_t{7}, CsvReader::kPieceBytes}) {
    CsvReader reader(file.path(), format);
    reader.settle();
    std::vector<CsvColumn> columns;
    for (const std::string& name : reader.header()) columns.push_back({name, CellKind::text});
    reader.select(columns);
    Frame frame;
    if (bytes == 0) {
      reader.read(frame, kAll);
      read = {reader.header(), reader.remarks(), rows_of(frame)};
    } else {
      reader.read_all(frame, bytes);
      CHECK(rows_of(frame) == read.rows);
    }
  }
  return read;
}

Rows rows_either_way(const std::string& text, const CsvFormat& format = {}) {
  return read_all(text, format).rows;
}

std::string doubt(const std::string& text, const CsvFormat& format = {}) {
  const TemporaryFile file(text);
  return CsvReader(file.path(), format).header_doubt();
}

}  // namespace

TEST_CASE("Excel's first line names the delimiter and is no header") {
  const Rows expected{{"1,5", "x"}, {"2", "y"}};
  CHECK(rows_either_way("sep=;\na;b\n1,5;x\n2;y\n") == expected);
  CHECK(rows_either_way("\"sep=;\"\r\na;b\r\n1,5;x\r\n2;y\r\n") == expected);
  CHECK(rows_either_way("sep=\t\na\tb\n1,5\tx\n2\ty\n") == expected);
  CHECK(rows_either_way("SEP=|\na|b\n1,5|x\n2|y") == expected);
  CHECK(read_all("sep=;x\n1;2\n").header == Names{"sep=", "x"});  // a header like any other
  CHECK(read_all("sep=\n1\n").header == Names{"sep="});
  CsvFormat comma;
  comma.delimiter = ',';  // what is said wins, and the line is no header all the same
  CHECK(read_all("sep=;\na,b\n1;2,3\n", comma).rows == Rows{{"1;2", "3"}});
}

TEST_CASE("lines in front of the header and comments are passed over") {
  CsvFormat format;
  format.skip_lines = 2;
  CHECK(rows_either_way("A report,,\r\nof \"May\na,b\n1,2\n", format) == Rows{{"1", "2"}});
  format.skip_lines = 0;
  format.comment = "#";
  const std::string text =
      "# a, \"title\n#\na,b\n# not, \"a row\n1,\"x\n# in quotes\"\n#,\"\n2,y # no comment\n#end";
  CHECK(rows_either_way(text, format) == Rows{{"1", "x\n# in quotes"}, {"2", "y # no comment"}});
  const TemporaryFile file(text);
  CsvReader reader(file.path(), format);
  reader.select({{"a", CellKind::number}});
  Frame frame;
  reader.read_all(frame, 1);
  CHECK(frame.lines == std::vector<uint64_t>{5, 8});
  format.comment = "//";
  CHECK(rows_either_way("//x;y\na;b\n//\n1;/2\n", format) == Rows{{"1", "/2"}});
  format.skip_lines = 9;
  CHECK(error_text([&] { rows_either_way("a\n1\n", format); }) ==
        "rows.csv: nothing stands behind the lines that are skipped");
}

TEST_CASE("runs of blanks between cells") {
  CsvFormat format;
  set_delimiter(format, "blanks");
  const Rows expected{{"1.5", "x y"}, {"-2", "<missing>"}, {"3", "z"}};
  CHECK(rows_either_way("a b\n1.5 \"x y\"\n  -2 \t NA  \n3\tz", format) == expected);
  CHECK(rows_either_way("  a\t\tb \r\n\r\n1.5   \"x y\" \r\n-2 NA\r\n   \r\n3 z\r\n", format) ==
        expected);
  CHECK(error_text([&] { rows_either_way("a b\n1 2\n3\n", format); }) ==
        "rows.csv:3: expected 2 cells, got 1");
  CHECK(rows_either_way("\"\" b\n1 \"\"\n", format) == Rows{{"1", "<missing>"}});
}

TEST_CASE("blanks are found out where the first row has numbers as wide as the header") {
  CHECK(rows_either_way("x  age  y\n1    22  a\n2  3  b\n") ==
        Rows{{"1", "22", "a"}, {"2", "3", "b"}});
  CHECK(read_all("full name here\nAda King Lovelace\n").header == Names{"full name here"});
  CHECK(read_all("one two\n1 2\n").header == Names{"one two"});  // a hint says how
}

TEST_CASE("columns without a name are called by their place, and no glob takes them") {
  const Read read = read_all(",x,\n0,1.5,\n1,2.5,\n");
  CHECK(read.header == Names{"column_1", "x", "column_3"});
  CHECK(read.rows == Rows{{"0", "1.5", "<missing>"}, {"1", "2.5", "<missing>"}});
  CHECK(read_all(",column_1\n0,1\n").header == Names{"column_1_", "column_1"});
}

TEST_CASE("a delimiter at the end of each row, of the header too or not") {
  CHECK(read_all("a,b,\n1,2,\n3,4,\n").header == Names{"a", "b", "column_3"});
  const Read rows_only = read_all("a,b\n1,2,\n3,4,\n");
  CHECK(rows_only.header == Names{"a", "b"});
  CHECK(rows_only.rows == Rows{{"1", "2"}, {"3", "4"}});
  const Read header_only = read_all("a,b,\n1,2\n3,4\n");
  CHECK(header_only.header == Names{"a", "b"});
  CHECK(header_only.rows == Rows{{"1", "2"}, {"3", "4"}});
  CHECK(
      error_text([] { rows_either_way("a,b\n1,2,\n3,4,5\n"); }) ==
      "rows.csv:2: expected 2 cells, got 3\n  hint: a cell that holds \",\" must stand in quotes");
}

TEST_CASE("a header that is one cell short, as R's write.table leaves it") {
  const Rows expected{{"2.5", "x"}, {"3", "y"}};
  for (const std::string text : {"a,b\n1,2.5,x\n2,3,y\n", "a,b\n0,2.5,x\n1,3,y\n",
                                 "\"a\",\"b\"\n\"Mazda RX4\",2.5,\"x\"\n\"Fiat\",3,\"y\"\n",
                                 "\"a\" \"b\" \n\"1\" 2.5 \"x\"\n\"2\" 3 \"y\"\n"}) {
    CAPTURE(text);
    CsvFormat format;
    if (text.find(',') == std::string::npos) set_delimiter(format, "blanks");
    const Read read = read_all(text, format);
    CHECK(read.rows == expected);
    CHECK(read.remarks ==
          Names{"each row has one cell more than the header has names: the first ones are taken "
                "for row names"});
  }
  // The same shape, but a comma that lacks its quotes, or one row alone.
  for (const std::string text : {"name,city\nDoe, John,Paris\nRoe, Jane,Rome\n",
                                 "a,b\n1,5,x\n1,7,y\n", "a,b\n1,2,x\n2,y\n", "a,b\n1,2,x\n"}) {
    CAPTURE(text);
    CHECK(error_text([&] {
            rows_either_way(text);
          }).starts_with("rows.csv:2: expected 2 cells, got 3"));
  }
}

TEST_CASE("what a header that looks odd may be") {
  CHECK(doubt("# made by x\na,b\n1,2\n") ==
        "the first line looks like a comment (\"# made by x\"): --comment '#' passes over such");
  CHECK(doubt("// made by x\na,b\n1,2\n").ends_with("--comment '//' passes over such"));
  CHECK(doubt("Report of May,,\n,,\n\na,b,c\n1,2,3\n") ==
        "the first line looks like a title (\"Report of May\"): --skip-lines 3 leaves it out");
  CHECK(doubt("Report\na,b,c\n1,2,3\n") ==
        "the first line looks like a title (\"Report\"): --skip-lines 1 leaves it out");
  CHECK(doubt("'a','b'\n'1','2'\n").starts_with("the names stand in single quotes"));
  CHECK(doubt("a b\n1 x\n") ==
        "the first line is one cell, \"a b\": --delimiter blanks takes the words apart");
  for (const std::string fine : {"a,b\n1,2\n", "a\n1\n", "full name\nAda\n", ",a\n0,1\n",
                                 "a,\n1,2\n", "a,b,\n1,2,\n", "1,2\n3,4\n"}) {
    CAPTURE(fine);
    CHECK(doubt(fine) == "");
  }
}

TEST_CASE("names that look like values") {
  CHECK(looks_like_values({"0.38", "27.8", "young"}));
  CHECK(looks_like_values({"5", "0", "0", "3"}));
  CHECK(looks_like_values({"5", "red"}));
  CHECK_FALSE(looks_like_values({"country", "2019", "2020", "2021"}));
  CHECK_FALSE(looks_like_values({"0", "1", "2"}));
  CHECK_FALSE(looks_like_values({"a", "b2"}));
}

TEST_CASE("a file without a header: the hint names the option") {
  const TemporaryFile file("0.5,1.5,a\n1,2,b\n");
  CsvReader reader(file.path(), {});
  CHECK(
      error_text([&] { reader.select({{"x"}}); }) ==
      "rows.csv:1: column \"x\" is missing\n"
      "  hint: the first line looks like values (\"0.5\", \"1.5\", \"a\"): --no-header reads it as "
      "a row, and the columns are column_1, column_2, ...");
  CHECK(error_text([] { rows_either_way("5,0,0,3\n1,0,2,3\n"); }) ==
        "rows.csv:1: column \"0\" appears twice (columns 2 and 3)\n"
        "  hint: the first line looks like values (\"5\", \"0\", \"0\", ...): --no-header reads it "
        "as a row, and the columns are column_1, column_2, ...");
  CsvFormat format;
  format.header = false;
  CHECK(error_text([&] {
          read_text("a,b\n1,2\n", {{"column_1", CellKind::number}}, format);
        }) ==
        "rows.csv:1: column \"column_1\": expected a number, got \"a\"\n"
        "  hint: the file is read without a header: if its first line holds names, --skip-lines 1 "
        "leaves it out");
}
