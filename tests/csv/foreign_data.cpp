// Files that hold rows in another form are named, with a command that makes CSV of them.
#include "csv/foreign_data.h"

#include <doctest/doctest.h>

#include "support.h"

using namespace aimodel;
using namespace std::string_literals;

namespace {

std::string says(const std::string& start, const std::string& path = "x") {
  return error_text([&] { refuse_foreign_data(start, path); });
}

}  // namespace

TEST_CASE("formats by their first bytes") {
  CHECK(says("PAR1\x15\x04"s, "x.parquet") ==
        "x.parquet: the file is a Parquet file\n"
        "  hint: duckdb -csv -c \"from 'x.parquet'\" | aimodel ... -");
  CHECK(says("SQLite format 3\0\x10"s, "x.db") ==
        "x.db: the file is an SQLite database\n"
        "  hint: sqlite3 -header -csv x.db 'select * from TABLE' | aimodel ... -");
  CHECK(says("\x28\xB5\x2F\xFD\x04"s, "x.zst") ==
        "x.zst: the file is compressed with zstd\n  hint: zstd -dc x.zst | aimodel ... -");
  const auto kind = [](const std::string& start) {
    const std::string text = says(start);
    return text.substr(0, text.find('\n'));
  };
  const std::string entry = "PK\x03\x04"s + std::string(26, '\0');
  CHECK(kind(entry + "[Content_Types].xml") == "x: the file is an Excel workbook (xlsx)");
  CHECK(kind(entry + "xl/workbook.xml") == "x: the file is an Excel workbook (xlsx)");
  CHECK(kind(entry + "mimetypeapplication/vnd.oasis.opendocument.spreadsheet") ==
        "x: the file is an OpenDocument spreadsheet");
  CHECK(kind(entry + "rows.csv") == "x: the file is a zip archive");
  CHECK(kind(entry + "a.npy") == "x: the file is NumPy arrays (npz)");
  CHECK(kind("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"s) == "x: the file is an Excel workbook (xls)");
  CHECK(kind("ARROW1\0\0"s) == "x: the file is an Arrow (Feather) file");
  CHECK(kind("\xFF\xFF\xFF\xFF\x70\x01\0\0"s) == "x: the file is an Arrow stream");
  CHECK(kind("ORC\x08\x03"s) == "x: the file is an ORC file");
  CHECK(kind("Obj\x01\x04"s) == "x: the file is an Avro file");
  CHECK(kind("\x89HDF\r\n\x1A\n\0"s) == "x: the file is an HDF5 file");
  CHECK(kind("\x93NUMPY\x01\0v"s) == "x: the file is a NumPy array");
  CHECK(kind("\xFD\x37zXZ\0"s) == "x: the file is compressed with xz");
  CHECK(kind("BZh91AY&SY\x01"s) == "x: the file is compressed with bzip2");
  CHECK(kind("\x10\0\0\0\0\0\0\0{\"a\""s) == "x: the file is a model, not rows");
  CHECK(kind("<!DOCTYPE HTML>\n<html>") == "x: the file is an HTML page, not rows");
  CHECK(kind("[ {\"a\": 1}]") == "x: the file is one JSON list, not JSON Lines");
}

TEST_CASE("texts that only begin like such a file are texts") {
  for (const std::string text : {"PAR1,PAR2\n1,2\n", "ORCID,x\n", "BZh,b\n", "Obj,y\n", "ARROW1\n",
                                 "X\n1\n", "[a],[b]\n1,2\n",
                                 "\xEF\xBB\xBF"
                                 "a,b\n",
                                 ""}) {
    CAPTURE(text);
    CHECK(says(text) == "");
  }
}

TEST_CASE("Unicode in wider units is named, with its mark and without") {
  const auto is = [](const std::string& start, const std::string& name, const std::string& from) {
    CHECK(says(start) == "x: the file is " + name + ", not UTF-8\n  hint: iconv -f " + from +
                             " -t UTF-8 x | aimodel ... -");
  };
  is("\xFF\xFE"s + "a\0,\0b\0"s, "UTF-16", "UTF-16");
  is("\xFE\xFF\0a"s, "UTF-16", "UTF-16");
  is("\xFF\xFE\0\0a\0\0\0"s, "UTF-32", "UTF-32");
  is("\0\0\xFE\xFF\0\0\0a"s, "UTF-32", "UTF-32");
  is("a\0,\0b\0"s, "UTF-16", "UTF-16LE");
  is("\0a\0,"s, "UTF-16", "UTF-16BE");
  is("a\0\0\0,\0\0\0"s, "UTF-32", "UTF-32LE");
  is("\0\0\0a"s, "UTF-32", "UTF-32BE");
}

TEST_CASE("standard input and names that a shell would read otherwise stand as FILE") {
  CHECK(says("\x28\xB5\x2F\xFD"s, "-") ==
        "<stdin>: the file is compressed with zstd\n  hint: zstd -dc FILE | aimodel ... -");
  CHECK(says("\x28\xB5\x2F\xFD"s, "a b;c") ==
        "a b;c: the file is compressed with zstd\n  hint: zstd -dc FILE | aimodel ... -");
}

TEST_CASE("the reader tells them when it opens a file, packed or byte by byte") {
  const TemporaryFile file("PAR1\x15\0\0"s, "rows.parquet");
  CHECK(error_text([&] { CsvReader(file.path(), {}); }).starts_with("rows.parquet: the file is a"));
  CHECK(error_code([&] { CsvReader(file.path(), {}); }) == Exit::data);
  CHECK(may_be_foreign_data("PAR"));
  CHECK(may_be_foreign_data("\xFF\xFE"));
  CHECK(may_be_foreign_data("a,b"));  // a line that has not ended is waited for
  CHECK_FALSE(may_be_foreign_data("a,b\n"));
}
