#include "base/output_place.h"

#include <filesystem>
#include <string>

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/scratch.h"

using namespace aimodel;

namespace {

std::string refused(const std::string& option, const std::string& path) {
  return "2 " + option + ": " + path + " is what is read\n  hint: name another file";
}

}  // namespace

TEST_CASE("no output takes the place of an input, by whatever name") {
  const Scratch scratch;
  put(scratch / "rows.csv", "a\n1\n");
  std::filesystem::create_symlink("rows.csv", scratch / "link");
  std::filesystem::create_hard_link(scratch / "rows.csv", scratch / "hard");
  OutputPlan plan;
  plan.reads("");
  plan.reads(scratch / "link");
  for (const std::string& path :
       {scratch / "rows.csv", scratch / "link", scratch / "hard", scratch.path + "./rows.csv"}) {
    CHECK(error_of([&] { plan.writes("-o", path, true); }) == refused("-o", path));
    CHECK(error_of([&] { plan.writes("-o", path, false); }) == refused("-o", path));
  }
  CHECK(plan.writes("-o", scratch / "other", false).path == scratch / "other");
}

TEST_CASE("an input that is decided about later may be replaced") {
  const Scratch scratch;
  put(scratch / "x.model", "1");
  OutputPlan plan;
  CHECK(plan.writes("-o", scratch / "x.model", true).replaces);
  plan.reads(scratch / "x.model");
  CHECK(error_of([&] { plan.writes("--log", scratch / "x.model", true); }).starts_with("2 "));
}

TEST_CASE("two outputs have two places, also where neither is there yet") {
  const Scratch scratch;
  std::filesystem::create_directory(scratch / "a");
  std::filesystem::create_symlink("a/x", scratch / "link");
  OutputPlan plan;
  plan.writes("-o", scratch / "a/x", false);
  for (const std::string& path : {scratch / "a/x", scratch / "a/../a/x", scratch / "link"}) {
    CHECK(error_of([&] { plan.writes("--log", path, false); }) ==
          "2 -o and --log name the same file (" + path + ")\n  hint: name two files");
  }
  plan.writes("--log", scratch / "a/y", false);
}

TEST_CASE("terminals and other devices are read and written at once") {
  OutputPlan plan;
  plan.reads("/dev/null");
  CHECK(plan.writes("-o", "/dev/null", false).stream);
  CHECK(plan.writes("--log", "/dev/null", false).stream);
}

TEST_CASE("a pipe that is read is not written to") {
  const Scratch scratch;
  REQUIRE(::mkfifo((scratch / "pipe").c_str(), 0600) == 0);
  OutputPlan plan;
  plan.reads(scratch / "pipe");
  CHECK(error_of([&] { plan.writes("-o", scratch / "pipe", true); }) ==
        refused("-o", scratch / "pipe"));
}

TEST_CASE("what cannot be written is known before the work") {
  const Scratch scratch;
  const std::string longest(256, 'x');
  CHECK(error_of([&] { output_place(scratch / longest, false); }) ==
        "1 " + scratch.path + longest + ": cannot write: File name too long");
  if (::geteuid() == 0) return;  // whom no permission stops
  std::filesystem::create_directory(scratch / "closed");
  REQUIRE(::chmod((scratch / "closed").c_str(), 0500) == 0);
  CHECK(error_of([&] { output_place(scratch / "closed/x", false); }) ==
        "1 " + scratch.path + "closed/x: cannot write: Permission denied");
}
