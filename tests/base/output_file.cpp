#include "base/output_file.h"

#include <cerrno>
#include <csignal>
#include <string>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/file.h"
#include "base/scratch.h"

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

namespace {}  // namespace

TEST_CASE("a written file holds the content, and nothing else is left behind") {
  const Scratch scratch;
  const std::string binary("a\0b\r\n\xFF", 6);
  write_file(output_place(scratch / "x", false), binary);
  CHECK(content(scratch / "x") == binary);
  CHECK(scratch.entries() == 1);
  write_file(output_place(scratch / "empty", false), "");
  CHECK(content(scratch / "empty").empty());
  CHECK(file_size(scratch / "x") == 6);
}

TEST_CASE("permissions are those that other programs' files get") {
  const Scratch scratch;
  const mode_t mask = ::umask(022);
  write_file(output_place(scratch / "x", false), "1");
  ::umask(mask);
  struct stat status;
  REQUIRE(::stat((scratch / "x").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0644);
}

TEST_CASE("an existing file is replaced only with force") {
  const Scratch scratch;
  const std::string path = scratch / "x";
  write_file(output_place(path, false), "old");
  const std::string refusal =
      "1 " + path + ": the file exists already\n  hint: use --force to replace it";
  CHECK(error_of([&] { write_file(output_place(path, false), "new"); }) == refusal);
  CHECK(error_of([&] { output_place(path, false); }) == refusal);
  CHECK(content(path) == "old");
  output_place(path, true);
  write_file(output_place(path, true), "new");
  CHECK(content(path) == "new");
  CHECK(scratch.entries() == 1);
}

TEST_CASE("a file system that cannot rename without replacing") {
  const Scratch scratch;
  lacks_noreplace = true;
  write_file(output_place(scratch / "x", false), "1");
  CHECK(content(scratch / "x") == "1");
  CHECK(error_of([&] { write_file(output_place(scratch / "x", false), "2"); }) ==
        "1 " + scratch.path + "x: the file exists already\n  hint: use --force to replace it");
  lacks_noreplace = false;
  CHECK(content(scratch / "x") == "1");
  CHECK(scratch.entries() == 1);
}

TEST_CASE("a name that is taken while the work is done is not replaced without force") {
  for (const bool lacks : {false, true}) {
    const Scratch scratch;
    OutputFile file(output_place(scratch / "x", false));
    file.write("1");
    put(scratch / "x", "somebody's");
    lacks_noreplace = lacks;
    CHECK(error_of([&] { file.commit(); }) ==
          "1 " + scratch.path + "x: the file exists already\n  hint: use --force to replace it");
    lacks_noreplace = false;
    CHECK(content(scratch / "x") == "somebody's");
  }
}

TEST_CASE("symbolic links are written through") {
  const Scratch scratch;
  std::filesystem::create_directory(scratch / "store");
  put(scratch / "store/real", "old");
  std::filesystem::create_symlink("store/real", scratch / "link");
  std::filesystem::create_symlink(scratch / "link", scratch / "chain");
  CHECK(error_of([&] { output_place(scratch / "chain", false); }) ==
        "1 " + scratch.path + "chain: the file exists already\n  hint: use --force to replace it");
  write_file(output_place(scratch / "chain", true), "new");
  CHECK(content(scratch / "store/real") == "new");
  CHECK(std::filesystem::is_symlink(scratch / "chain"));
  CHECK(std::filesystem::is_symlink(scratch / "link"));
  // One that leads to what is not there yet makes it there.
  std::filesystem::create_symlink("store/later", scratch / "early");
  write_file(output_place(scratch / "early", false), "1");
  CHECK(std::filesystem::is_symlink(scratch / "early"));
  CHECK(content(scratch / "store/later") == "1");
  // One that leads nowhere is refused before the work.
  std::filesystem::create_symlink("none/x", scratch / "lost");
  CHECK(error_of([&] { output_place(scratch / "lost", true); }) ==
        "1 " + scratch.path + "lost: cannot write: no directory \"" + scratch.path + "none/\"");
  std::filesystem::create_symlink("round", scratch / "round");
  CHECK(error_of([&] { output_place(scratch / "round", true); }) ==
        "1 " + scratch.path + "round: cannot write: Too many levels of symbolic links");
}

TEST_CASE("a file that is replaced hands on its permissions, and nobody's file gives way but it") {
  const Scratch scratch;
  put(scratch / "x", "old");
  REQUIRE(::chmod((scratch / "x").c_str(), 0640) == 0);
  for (const char* other : {"x.new", ".x.new", "x.tmp", "x~"}) put(scratch / other, "precious");
  write_file(output_place(scratch / "x", true), "new");
  struct stat status;
  REQUIRE(::stat((scratch / "x").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0640);
  CHECK(scratch.entries() == 5);
  CHECK(content(scratch / "x.new") == "precious");
}

TEST_CASE("where a file cannot be written, the error comes before the work") {
  const Scratch scratch;
  put(scratch / "file", "1");
  std::filesystem::create_directory(scratch / "directory");
  const auto refused = [&](const std::string& name, const std::string& text) {
    const std::string path = scratch / name;
    const std::string expected = "1 " + path + ": cannot write: " + text;
    CHECK(error_of([&] { output_place(path, true); }) == expected);
    CHECK(error_of([&] { write_file(output_place(path, true), "1"); }) == expected);
  };
  refused("missing/x", "no directory \"" + scratch.path + "missing/\"");
  refused("file/x", "no directory \"" + scratch.path + "file/\"");
  refused("directory", "is a directory");
  CHECK(scratch.entries() == 2);
  // /proc takes no new files, not even from root.
  CHECK(error_of([] {
          write_file(output_place("/proc/aimodel_test", false), "1");
        }).starts_with("1 /proc/aimodel_test: cannot write: "));
}

TEST_CASE("a full disk leaves the old file and no temporary one") {
  const Scratch scratch;
  write_file(output_place(scratch / "x", false), "old");
  struct rlimit before;
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
  struct rlimit small = before;
  small.rlim_cur = 4096;
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
  const std::string large(100000, 'x');
  const std::string replaced =
      error_of([&] { write_file(output_place(scratch / "x", true), large); });
  const std::string fresh =
      error_of([&] { write_file(output_place(scratch / "y", false), large); });
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
    CHECK(error_of([] { write_file(output_place("/dev/full", false), "1"); }) ==
          "1 /dev/full: cannot write: No space left on device");
  }
  const int after = ::dup(STDIN_FILENO);
  ::close(after);
  CHECK(before == after);
}

TEST_CASE("devices and pipes get the bytes as they come, and need no force") {
  write_file(output_place("/dev/null", false), "1");
  CHECK(std::filesystem::is_character_file("/dev/null"));
  const Scratch scratch;
  REQUIRE(::mkfifo((scratch / "pipe").c_str(), 0600) == 0);
  const int reader = ::open((scratch / "pipe").c_str(), O_RDONLY | O_NONBLOCK);
  OutputFile pipe(output_place(scratch / "pipe", false));
  pipe.write("at once");
  char got[16] = {};
  CHECK(::read(reader, got, sizeof got) == 7);
  CHECK(std::string(got) == "at once");
  ::close(reader);
}

TEST_CASE("a descriptor is written to where it stands, by whatever path it is named") {
  const Scratch scratch;
  const int file = ::open((scratch / "x").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  std::string expected;
  for (const char* directory : {"/dev/fd/", "/proc/self/fd/", "/proc/thread-self/fd/"}) {
    const OutputPlace place = output_place(directory + std::to_string(file), false);
    CHECK(place.stream);
    CHECK(place.descriptor == file);
    write_file(place, directory);
    expected += directory;
  }
  std::filesystem::create_symlink("/dev/fd/" + std::to_string(file), scratch / "link");
  write_file(output_place(scratch / "link", false), "link");
  CHECK(content(scratch / "x") == expected + "link");
  ::close(file);
  CHECK(output_place("-", false).is_standard_output());
  CHECK(output_place("/dev/stdout", false).is_standard_output());
  const std::string closed = "/dev/fd/" + std::to_string(file);
  CHECK(error_of([&] { output_place(closed, false); }) ==
        "1 " + closed + ": cannot write: Bad file descriptor");
  const int reader = ::open((scratch / "x").c_str(), O_RDONLY | O_CLOEXEC);
  CHECK(error_of([&] { output_place("/dev/fd/" + std::to_string(reader), true); }) ==
        "1 /dev/fd/" + std::to_string(reader) + ": cannot write: Bad file descriptor");
  ::close(reader);
}
