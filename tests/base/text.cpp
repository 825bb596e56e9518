#include "base/text.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

using namespace aimodel;

TEST_CASE("join and split undo each other") {
  const std::vector<std::string> parts = {"a", "", "b"};
  CHECK(join(parts, ",") == "a,,b");
  CHECK(split("a,,b", ',') == parts);
  CHECK(split("", ',') == std::vector<std::string>{""});
  CHECK(split(",", ',') == std::vector<std::string>{"", ""});
}

TEST_CASE("a word for a shell is quoted where it must be") {
  CHECK(shell_word("data/rows-1.csv") == "data/rows-1.csv");
  CHECK(shell_word("größe.csv") == "größe.csv");
  CHECK(shell_word("my rows.csv") == "'my rows.csv'");
  CHECK(shell_word("it's") == "'it'\\''s'");
  CHECK(shell_word("") == "''");
}
