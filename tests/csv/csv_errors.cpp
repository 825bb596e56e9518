#include <string>

#include <doctest/doctest.h>

#include "base/error.h"
#include "csv/csv.h"
#include "support.h"

using namespace aimodel;

namespace {

// What reading a text says; all columns as numbers, unless told.
std::string says(std::string_view text, CellKind kind = CellKind::number, bool required = false) {
  const TemporaryFile file(text);
  std::string message = error_text([&] {
    CsvReader reader(file.path(), {});
    std::vector<CsvColumn> wanted;
    for (const std::string& name : reader.header()) wanted.push_back({name, kind, required});
    reader.select(wanted);
    Frame frame;
    while (reader.read(frame, 1)) {
    }
  });
  CHECK((message.empty() || error_code([&] {
                              read_text(text, {{"a", kind, required}, {"b", kind, required}});
                            }) == Exit::data));
  return message;
}

std::string says_text(std::string_view text) {
  return says(text, CellKind::text);
}

}  // namespace

TEST_CASE("files that are no CSV file") {
  CHECK(says("") == "rows.csv: the file is empty");
  CHECK(says("\n \r\n") == "rows.csv: the file is empty");
  CHECK(says("\xEF\xBB\xBF") == "rows.csv: the file is empty");
  CHECK(says(std::string("\xFF\xFE") + std::string("a\0,\0", 4)) ==
        "rows.csv: the file is UTF-16, not UTF-8\n"
        "  hint: iconv -f UTF-16 -t UTF-8 rows.csv | aimodel ... -");
  const std::string hint = "\n  hint: the file must be CSV in UTF-8, plain or compressed with gzip";
  CHECK(says(std::string("a,b\n1,2\n3,\0004\n", 13)) ==
        "rows.csv:3: there is a NUL byte, which no text holds" + hint);
  CHECK(says(std::string("\0", 1)) ==
        "rows.csv:1: there is a NUL byte, which no text holds" + hint);
  CHECK(says(std::string("a,b\n\"x\n\0", 8)) ==
        "rows.csv:3: there is a NUL byte, which no text holds" + hint);
}

TEST_CASE("rows before a NUL byte are read") {
  const TemporaryFile file(std::string("a\n1\n2\n\0003\n", 9));
  CsvReader reader(file.path(), {});
  reader.select({{"a", CellKind::number}});
  Frame frame;
  CHECK(reader.read(frame, 2));
  CHECK(error_text([&] { reader.read(frame, 1); }).starts_with("rows.csv:4: there is a NUL byte"));
}

TEST_CASE("a missing file, a directory, a damaged gzip file") {
  const TemporaryFile file("a\n1\n");
  const auto opening = [&](const std::string& path) { return [=] { CsvReader(path, {}); }; };
  CHECK(error_text(opening(file.directory() + "/none.csv")) ==
        "none.csv: cannot open: No such file or directory");
  CHECK(error_code(opening(file.directory() + "/none.csv")) == Exit::data);
  CHECK(error_text(opening(file.directory() + "/")) == ": is a directory, not a file");
  const TemporaryFile packed("\x1F\x8B\x08", "rows.csv.gz");
  CHECK(error_text(opening(packed.path())) ==
        "rows.csv.gz: cannot decompress: the file is cut short");
}

TEST_CASE("a header without rows is for the caller to refuse") {
  const TemporaryFile file("a,b\n\n");
  CsvReader reader(file.path(), {});
  reader.select({{"a", CellKind::text}});
  Frame frame;
  CHECK(!reader.read(frame, kAll));
  CHECK(error_text([&] { throw reader.no_rows(); }) == "rows.csv: has a header but no rows");
  CHECK(reader.no_rows().code() == Exit::data);
}

TEST_CASE("rows with too few and too many cells") {
  CHECK(says("a,b,c,d,e\n1,2,3,4,5\n1,2,3,4\n") == "rows.csv:3: expected 5 cells, got 4");
  CHECK(says("a,b\n1,2,3,4\n") ==
        "rows.csv:2: expected 2 cells, got 4\n"
        "  hint: a cell that holds \",\" must stand in quotes");
  CHECK(says("a\n1,2\n") ==
        "rows.csv:2: expected 1 cell, got 2\n"
        "  hint: a cell that holds \",\" must stand in quotes");
  CHECK(says_text("a,b\n\"1\nx\",2\n\n3\n") == "rows.csv:5: expected 2 cells, got 1");
}

TEST_CASE("a quote that is never closed is named where it opens") {
  const std::string hint = "\n  hint: inside quotes a quote is written twice: \"\"";
  CHECK(says_text("a,b\n1,2\n3,\"4\n5,6\n") ==
        "rows.csv:3: column \"b\": the quote that opens here is never closed" + hint);
  CHECK(says_text("a,b\n\"1\n1\",\"4") ==
        "rows.csv:3: column \"b\": the quote that opens here is never closed" + hint);
  CHECK(says_text("a,b\n1,2,\"3\n") ==
        "rows.csv:2: cell 3: the quote that opens here is never closed" + hint);
  CHECK(says_text("a,\"b\n1,2\n") ==
        "rows.csv:1: cell 2: the quote that opens here is never closed" + hint);
}

TEST_CASE("text behind a closing quote") {
  CHECK(says_text("a,b\n1,\"x\"yz,\n") ==
        "rows.csv:2: column \"b\": there is text behind the closing quote (\"yz\")\n"
        "  hint: inside quotes a quote is written twice: \"\"");
  CHECK(says_text("a,b\n\"x\" ,1\r\n") ==
        "rows.csv:2: column \"a\": there is text behind the closing quote (\" \")\n"
        "  hint: inside quotes a quote is written twice: \"\"");
  CHECK(says_text("a,\"b\"c\n1,2\n") ==
        "rows.csv:1: cell 2: there is text behind the closing quote (\"c\")\n"
        "  hint: inside quotes a quote is written twice: \"\"");
}

TEST_CASE("bytes that are not UTF-8") {
  const std::string hint = "\n  hint: convert the file, as with `iconv -f latin1 -t utf-8`";
  CHECK(says_text("a,b\n1,caf\xE9\n") ==
        "rows.csv:2: column \"b\": byte 6 of the line is not UTF-8 (0xE9)" + hint);
  CHECK(says("a,b\n1,\xE9\n") ==
        "rows.csv:2: column \"b\": byte 3 of the line is not UTF-8 (0xE9)" + hint);
  CHECK(says_text("a,b\r\n1,\"x\r\ny\xC3\"\r\n") ==
        "rows.csv:3: column \"b\": byte 2 of the line is not UTF-8 (0xC3)" + hint);
  CHECK(says_text("a,b\r1,\"x\ry\n\"\"\xFF\"\r") ==
        "rows.csv:4: column \"b\": byte 3 of the line is not UTF-8 (0xFF)" + hint);
  CHECK(says_text("a,\xE9\n1,2\n") ==
        "rows.csv:1: cell 2: byte 3 of the line is not UTF-8 (0xE9)" + hint);
  // Where a column is not wanted its bytes are nobody's business.
  CHECK(read_text("a,b\n1,\xE9\n", {{"a", CellKind::number}}).rows() == 1);
}

TEST_CASE("names that stand in the header twice, and names that are no names") {
  CHECK(says("id,x,y,z,x\n1,2,3,4,5\n") ==
        "rows.csv:1: column \"x\" appears twice (columns 2 and 5)");
  CHECK(says("\nx, x\n1,2\n") == "rows.csv:2: column \"x\" appears twice (columns 1 and 2)");
  CHECK(read_text("a,,\n1,2,3\n", {{"a", CellKind::text}}).rows() == 1);
}

TEST_CASE("what is no number") {
  const std::string hint = "\n  hint: declare the column as \"category\" or correct the file";
  CHECK(says("age\n41\nforty\n") ==
        "rows.csv:3: column \"age\": expected a number, got \"forty\"" + hint);
  for (const std::string text : {"1.2.3", "1e", "1 2", "-", "--1", "+-1", "1f", "."}) {
    CAPTURE(text);
    CHECK(says("a,b\n1," + text + "\n")
              .starts_with("rows.csv:2: column \"b\": expected a number, got \"" + text + "\"\n"));
  }
  CHECK(says("a,b\n1,\"\"\"x\"\"\"\n") ==
        "rows.csv:2: column \"b\": expected a number, got \"\\\"x\\\"\"" + hint);
}

TEST_CASE("numbers as others write them") {
  CHECK(says("a;b\n1;3,14\n") ==
        "rows.csv:2: column \"b\": expected a number, got \"3,14\"\n  hint: it looks like numbers "
        "with a decimal comma (3,14): set \"decimal\": \",\" in its group");
  CHECK(says("a,b\n1,\"1,234.5\"\n") ==
        "rows.csv:2: column \"b\": expected a number, got \"1,234.5\"\n  hint: it looks like "
        "numbers with commas between thousands (1,234.5): set \"thousands\": \",\" in its group");
}

TEST_CASE("usual texts for a missing value that are not declared as such") {
  const std::string hint = ", or \"missing\" in the column's group, says so";
  CHECK(says("a,b\n1,-\n") ==
        "rows.csv:2: column \"b\": expected a number, got \"-\"\n"
        "  hint: if it stands for a missing value, --missing '-'" +
            hint);
  CHECK(says("a,b\n1,None\n") ==
        "rows.csv:2: column \"b\": expected a number, got \"None\"\n"
        "  hint: if it stands for a missing value, --missing 'None'" +
            hint);
}

TEST_CASE("numbers that are not finite") {
  CHECK(says("a,b\n1,inf\n") == "rows.csv:2: column \"b\": \"inf\" is not finite");
  CHECK(says("a,b\n1,-Infinity\n") == "rows.csv:2: column \"b\": \"-Infinity\" is not finite");
  CHECK(says("a,b\n1, 1e999\n") == "rows.csv:2: column \"b\": \"1e999\" is not finite");
}

TEST_CASE("a value that is missing where it is needed") {
  CHECK(says("age,income\n1,2\n3,\n", CellKind::text, true) ==
        "rows.csv:3: column \"income\": the value is missing");
  CHECK(
      says("age,income\n1,2\n3,NA\n", CellKind::number, true) ==
      "rows.csv:3: column \"income\": the value is missing (\"NA\")\n"
      "  hint: if \"NA\" is a value, --missing-only '' says that the empty cell alone is missing");
  const auto target = [](const std::string& text) {
    const CsvColumn y{"y", CellKind::text, true, {}, true};
    return error_text([&] { read_text(text, {y}); });
  };
  CHECK(target("x,y\n1,a\n2,\n") ==
        "rows.csv:3: column \"y\": the value is missing\n"
        "  hint: --missing-target skip passes over rows without a target");
  CHECK(target("x,y\n1,a\n2,null\n") ==
        "rows.csv:3: column \"y\": the value is missing (\"null\")\n"
        "  hint: if \"null\" is a value, --missing-only '' says that the empty cell alone is "
        "missing; else --missing-target skip passes over rows without a target");
}

TEST_CASE("columns that the header lacks") {
  const TemporaryFile file("sepal_length,petal_wdth,species\n1,2,3\n");
  CsvReader reader(file.path(), {});
  const auto wanting = [&](std::vector<CsvColumn> columns, const std::string& what_for = "") {
    return error_text([&] { reader.select(columns, what_for); });
  };
  CHECK(wanting({{"petal_width"}}, "the model was trained on it") ==
        "rows.csv:1: column \"petal_width\" is missing\n  hint: did you mean \"petal_wdth\"?");
  CHECK(wanting({{"colour"}}, "the model was trained on it") ==
        "rows.csv:1: column \"colour\" is missing\n  hint: the model was trained on it");
  CHECK(wanting({{"colour"}}) ==
        "rows.csv:1: column \"colour\" is missing\n"
        "  hint: known: sepal_length, petal_wdth, species");
  CHECK(wanting({{"c"}, {"species"}, {"q"}, {"c"}}, "h") ==
        "rows.csv:1: column \"c\" is missing\n"
        "rows.csv:1: column \"q\" is missing\n  hint: h");
  CHECK(wanting({{"q1"}, {"q2"}, {"q3"}, {"q4"}, {"q5"}, {"q6"}, {"q7"}}, "h")
            .ends_with("\"q5\" is missing\n  hint: h\nrows.csv:1: and 2 more columns are missing"));
  CHECK(error_code([&] { reader.select({{"q"}}); }) == Exit::data);

  const TemporaryFile spaced("a b\n1 2\n");
  CsvReader one_cell(spaced.path(), {});
  CHECK(error_text([&] {
          one_cell.select({{"a"}, {"b"}}, "the model was trained on it");
        }) ==
        "rows.csv:1: column \"a\" is missing\n"
        "rows.csv:1: column \"b\" is missing\n"
        "  hint: the first line is one cell, \"a b\": --delimiter blanks takes the words apart");
}

TEST_CASE("bad rows are skipped and counted where asked; a broken file is an error all the same") {
  const std::string text =
      "x,t\n1,a\nforty,b\n2,c,d\n3\n4,\"e\"e\n5,\xE9\ninf,f\n,g\n6,\n7,\"h\n\"\n";
  int64_t skipped = 0;
  const Frame frame = read_text(text, {{"x", CellKind::number, true}, {"t", CellKind::text, true}},
                                {}, OnBadRow::skip, &skipped);
  CHECK(frame.columns[0].numbers == std::vector<double>{1, 7});
  CHECK(texts_of(frame.columns[1]) == std::vector<std::string>{"a", "h\n"});
  CHECK(frame.lines == std::vector<uint64_t>{2, 11});
  CHECK(skipped == 8);
  const auto skipping = [&](std::string_view broken) {
    return error_text([&] { read_text(broken, {{"x", CellKind::number}}, {}, OnBadRow::skip); });
  };
  CHECK(skipping("x\n1\n\"2\n").starts_with("rows.csv:3: column \"x\": the quote that opens"));
  CHECK(skipping("y\n1\n").starts_with("rows.csv:1: column \"x\" is missing"));
}

TEST_CASE("all rows bad") {
  const TemporaryFile file("x\na\nb\n");
  CsvReader reader(file.path(), {}, OnBadRow::skip);
  reader.select({{"x", CellKind::number}});
  Frame frame;
  CHECK(!reader.read(frame, kAll));
  CHECK(error_text([&] { throw reader.no_rows(); }) ==
        "rows.csv: no row is left: 2 cannot be read");
}

TEST_CASE("a quote that swallows a large file does not take its memory") {
  const TemporaryFile file("a,b\n1,\"" + std::string(size_t{65} << 20, 'x'));
  CsvReader reader(file.path(), {});
  reader.select({{"a", CellKind::number}});
  Frame frame;
  CHECK(error_text([&] { reader.read(frame, 1); }) ==
        "rows.csv:2: the row is longer than the limit of 64 MiB\n"
        "  hint: is there a quote that is not closed?");
}

TEST_CASE("a header of too many columns") {
  const TemporaryFile file(std::string(size_t{1} << 20, ',') + "\n");
  CHECK(error_text([&] { CsvReader(file.path(), {}); }) ==
        "rows.csv:1: there are more than 1048576 columns");
}
