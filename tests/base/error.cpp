#include "base/error.h"

#include <doctest/doctest.h>

using namespace aimodel;

TEST_CASE("an error says where, what and a hint") {
  const Error full(Exit::data, "rows.csv:3", "column \"age\": expected a number",
                   "correct the file");
  CHECK(full.what() ==
        std::string("rows.csv:3: column \"age\": expected a number\n  hint: correct the file"));
  CHECK(full.code() == Exit::data);
  CHECK(Error(Exit::run, "a.model", "no space").what() == std::string("a.model: no space"));
  CHECK(Error(Exit::usage, "", "no spec given", "see --help").what() ==
        std::string("no spec given\n  hint: see --help"));
}

TEST_CASE("several errors are one below the other, with the code of the first") {
  const Error all = Error::all({Error(Exit::spec, "spec.json:2", "unknown key", "did you mean"),
                                Error(Exit::data, "rows.csv:1", "no column")});
  CHECK(all.what() ==
        std::string("spec.json:2: unknown key\n  hint: did you mean\nrows.csv:1: no column"));
  CHECK(all.code() == Exit::spec);
}

TEST_CASE("printed, what names no file is said by the program") {
  CHECK(Error(Exit::data, "rows.csv:3", "no number").printed() == "rows.csv:3: no number");
  CHECK(Error(Exit::usage, "", "no spec", "see --help").printed() ==
        "aimodel: no spec\n  hint: see --help");
  CHECK(Error(Exit::usage, "--set a=1", "unknown key").printed() ==
        "aimodel: --set a=1: unknown key");
  const Error all = Error::all(
      {Error(Exit::spec, "spec.json:2", "unknown key"), Error(Exit::data, "", "no column")});
  CHECK(all.printed() == "spec.json:2: unknown key\naimodel: no column");
}
