#include "base/file.h"

#include <fstream>
#include <string>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

#include "base/scratch.h"

using namespace aimodel;

namespace {

std::string gzip(const std::string& path, const std::string& text) {
  const gzFile file = ::gzopen(path.c_str(), "wb");
  ::gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
  ::gzclose(file);
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

TEST_CASE("reading: plain, gzip by content, empty") {
  const Scratch scratch;
  put(scratch / "plain", "age\n41\n");
  CHECK(content(scratch / "plain") == "age\n41\n");
  gzip(scratch / "rows.csv", "age\n41\n");
  CHECK(content(scratch / "rows.csv") == "age\n41\n");
  put(scratch / "empty", "");
  CHECK(content(scratch / "empty").empty());
}

TEST_CASE("reading: what cannot be read says so, with the code of its kind") {
  const Scratch scratch;
  CHECK(error_of([&] { read_file(scratch / "none", Exit::data); }) ==
        "4 " + scratch.path + "none: cannot open: No such file or directory");
  CHECK(error_of([&] { read_file(scratch.path, Exit::model); }) ==
        "5 " + scratch.path + ": is a directory, not a file");
  put(scratch / "large", std::string(2000, 'x'));
  CHECK(error_of([&] { read_file(scratch / "large", Exit::spec, 1000); }) ==
        "3 " + scratch.path + "large: is larger than the limit of 1000 B");
  CHECK(read_file(scratch / "large", Exit::spec, 2000).size() == 2000);
  // A small file that unpacks to a large one.
  gzip(scratch / "bomb.gz", std::string(1000000, '0'));
  CHECK(error_of([&] { read_file(scratch / "bomb.gz", Exit::data, 1000); }) ==
        "4 " + scratch.path + "bomb.gz: is larger than the limit of 1000 B");
}

TEST_CASE("reading: a gzip file cut short or damaged is not taken for a whole one") {
  const Scratch scratch;
  std::string text;
  for (int i = 0; i < 5000; ++i) text += std::to_string(i * 7919) + "\n";
  const std::string packed = gzip(scratch / "whole.gz", text);
  put(scratch / "cut.gz", packed.substr(0, packed.size() / 2));
  CHECK(error_of([&] { read_file(scratch / "cut.gz", Exit::data); }) ==
        "4 " + scratch.path + "cut.gz: cannot decompress: the file is cut short");
  std::string damaged = packed;
  damaged[packed.size() / 2] = static_cast<char>(damaged[packed.size() / 2] ^ 0x55);
  put(scratch / "damaged.gz", damaged);
  CHECK(error_of([&] {
          read_file(scratch / "damaged.gz", Exit::data);
        }).starts_with("4 " + scratch.path + "damaged.gz: cannot decompress: "));
}

TEST_CASE("standard input is read for -") {
  const Scratch scratch;
  put(scratch / "x", "from stdin");
  const int saved = ::dup(STDIN_FILENO);
  const int file = ::open((scratch / "x").c_str(), O_RDONLY);
  ::dup2(file, STDIN_FILENO);
  ::close(file);
  const std::string got = read_file("-", Exit::data);
  ::dup2(saved, STDIN_FILENO);
  ::close(saved);
  CHECK(got == "from stdin");
}

TEST_CASE("paths beside a file") {
  CHECK(directory_of("a/b.json") == "a/");
  CHECK(directory_of("b.json") == "");
  CHECK(directory_of("/b.json") == "/");
  CHECK(resolve("rows.csv", "a/spec.json") == "a/rows.csv");
  CHECK(resolve("rows.csv", "spec.json") == "rows.csv");
  CHECK(resolve("/rows.csv", "a/spec.json") == "/rows.csv");
  CHECK(resolve("-", "a/spec.json") == "-");
  CHECK(resolve("", "a/spec.json") == "");
}

TEST_CASE("sizes and presence") {
  const Scratch scratch;
  CHECK(file_size(scratch.path) == -1);
  CHECK(file_size(scratch / "none") == -1);
  CHECK(file_exists(scratch.path));
  CHECK_FALSE(file_exists(scratch / "none"));
}

TEST_CASE("the content's hash is XXH3 in 128 bits, however the bytes come") {
  ContentHash empty;
  CHECK(empty.hex() == "99aa06d3014798d86001c324468d497f");
  ContentHash whole, pieces;
  const std::string text(100000, 'x');
  whole.add(text);
  for (size_t i = 0; i < text.size(); i += 777) pieces.add(text.substr(i, 777));
  CHECK(whole.hex() == pieces.hex());
  CHECK(whole.hex() != empty.hex());
}
