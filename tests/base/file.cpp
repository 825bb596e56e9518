#include "base/file.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <zlib.h>

using namespace aimodel;

namespace {

bool lacks_noreplace = false;

}  // namespace

// Stands before the C library's, to play a file system that cannot rename without replacing.
extern "C" int renameat2(int from_directory, const char* from, int to_directory, const char* to,
                         unsigned flags) noexcept {
  if (lacks_noreplace) {
    errno = EINVAL;
    return -1;
  }
  return static_cast<int>(::syscall(SYS_renameat2, from_directory, from, to_directory, to, flags));
}

namespace {

// A directory that is gone when the test ends.
struct Scratch {
  Scratch() {
    char pattern[] = "/tmp/aimodel_test.XXXXXX";
    path = std::string(::mkdtemp(pattern)) + "/";
  }
  ~Scratch() { std::filesystem::remove_all(path); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  std::string operator/(const std::string& name) const { return path + name; }
  std::ptrdiff_t entries() const {
    return std::distance(std::filesystem::directory_iterator(path), {});
  }
  std::string path;
};

std::string content(const std::string& path) {
  return read_file(path, Exit::run);
}

std::string gzip(const std::string& path, const std::string& text) {
  const gzFile file = ::gzopen(path.c_str(), "wb");
  ::gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
  ::gzclose(file);
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void put(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

std::string error_of(const auto& action) {
  try {
    action();
  } catch (const Error& error) {
    return std::to_string(static_cast<int>(error.code())) + " " + error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("a written file holds the content, and nothing else is left behind") {
  const Scratch scratch;
  const std::string binary("a\0b\r\n\xFF", 6);
  write_file(scratch / "x", binary, false);
  CHECK(content(scratch / "x") == binary);
  CHECK(scratch.entries() == 1);
  write_file(scratch / "empty", "", false);
  CHECK(content(scratch / "empty").empty());
  CHECK(file_size(scratch / "x") == 6);
}

TEST_CASE("permissions are those that other programs' files get") {
  const Scratch scratch;
  const mode_t mask = ::umask(022);
  write_file(scratch / "x", "1", false);
  ::umask(mask);
  struct stat status;
  REQUIRE(::stat((scratch / "x").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0644);
}

TEST_CASE("an existing file is replaced only with force") {
  const Scratch scratch;
  const std::string path = scratch / "x";
  write_file(path, "old", false);
  const std::string refusal =
      "1 " + path + ": the file exists already\n  hint: use --force to replace it";
  CHECK(error_of([&] { write_file(path, "new", false); }) == refusal);
  CHECK(error_of([&] { check_writable(path, false); }) == refusal);
  CHECK(content(path) == "old");
  check_writable(path, true);
  write_file(path, "new", true);
  CHECK(content(path) == "new");
  CHECK(scratch.entries() == 1);
}

TEST_CASE("a file system that cannot rename without replacing") {
  const Scratch scratch;
  lacks_noreplace = true;
  write_file(scratch / "x", "1", false);
  CHECK(content(scratch / "x") == "1");
  CHECK(error_of([&] { write_file(scratch / "x", "2", false); }) ==
        "1 " + scratch.path + "x: the file exists already\n  hint: use --force to replace it");
  lacks_noreplace = false;
  CHECK(content(scratch / "x") == "1");
  CHECK(scratch.entries() == 1);
}

TEST_CASE("a name taken by a dangling link is not replaced without force") {
  for (const bool lacks : {false, true}) {
    const Scratch scratch;
    std::filesystem::create_symlink("nowhere", scratch / "x");
    lacks_noreplace = lacks;
    CHECK(error_of([&] { write_file(scratch / "x", "1", false); }) ==
          "1 " + scratch.path + "x: the file exists already\n  hint: use --force to replace it");
    lacks_noreplace = false;
    CHECK(std::filesystem::is_symlink(scratch / "x"));
    CHECK(scratch.entries() == 1);
  }
}

TEST_CASE("where a file cannot be written, the error comes before the work") {
  const Scratch scratch;
  put(scratch / "file", "1");
  std::filesystem::create_directory(scratch / "directory");
  const auto refused = [&](const std::string& name, const std::string& text) {
    const std::string path = scratch / name;
    const std::string expected = "1 " + path + ": cannot write: " + text;
    CHECK(error_of([&] { check_writable(path, true); }) == expected);
    CHECK(error_of([&] { write_file(path, "1", true); }) == expected);
  };
  refused("missing/x", "no directory \"" + scratch.path + "missing/\"");
  refused("file/x", "no directory \"" + scratch.path + "file/\"");
  refused("directory", "is a directory");
  CHECK(scratch.entries() == 2);
  // /proc takes no new files, not even from root.
  CHECK(error_of([] {
          write_file("/proc/aimodel_test", "1", false);
        }).starts_with("1 /proc/aimodel_test: cannot write: "));
}

TEST_CASE("a full disk leaves the old file and no temporary one") {
  const Scratch scratch;
  write_file(scratch / "x", "old", false);
  struct rlimit before;
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
  struct rlimit small = before;
  small.rlim_cur = 4096;
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
  const std::string large(100000, 'x');
  const std::string replaced = error_of([&] { write_file(scratch / "x", large, true); });
  const std::string fresh = error_of([&] { write_file(scratch / "y", large, false); });
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &before) == 0);
  std::signal(SIGXFSZ, handler);
  CHECK(replaced == "1 " + scratch.path + "x: cannot write: File too large");
  CHECK(fresh == "1 " + scratch.path + "y: cannot write: File too large");
  CHECK(content(scratch / "x") == "old");
  CHECK(scratch.entries() == 1);
}

TEST_CASE("a failed write keeps no descriptor open") {
  const Scratch scratch;
  const int before = ::dup(STDIN_FILENO);
  ::close(before);
  for (int i = 0; i < 3; ++i) {
    CHECK(error_of([] { write_file("/dev/full", "1", false); }) ==
          "1 /dev/full: cannot write: No space left on device");
  }
  const int after = ::dup(STDIN_FILENO);
  ::close(after);
  CHECK(before == after);
}

TEST_CASE("a device is written to, not replaced") {
  write_file("/dev/null", "1", false);
  CHECK(std::filesystem::is_character_file("/dev/null"));
}

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
