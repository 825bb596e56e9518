#include "base/names.h"

#include <algorithm>
#include <string>
#include <vector>

#include <doctest/doctest.h>

using namespace aimodel;

TEST_CASE("quote shows what would break a line, and cuts what is long") {
  CHECK(quote("forty") == "\"forty\"");
  CHECK(quote("") == "\"\"");
  CHECK(quote("a\"b\\c\nd\te\rf\x1b[31m\x7f") == R"("a\"b\\c\nd\te\rf\x1b[31m\x7f")");
  CHECK(quote("Größe €") == "\"Größe €\"");
  CHECK(quote("a\xFFz\xC3") == R"("a\xffz\xc3")");
  CHECK(quote(std::string(60, 'x')) == "\"" + std::string(60, 'x') + "\"");
  CHECK(quote(std::string(61, 'x')) == "\"" + std::string(60, 'x') + "...\"");
  std::string umlauts;
  for (int i = 0; i < 60; ++i) umlauts += "ü";
  CHECK(quote(umlauts) == "\"" + umlauts + "\"");
  CHECK(quote(umlauts + "ü") == "\"" + umlauts + "...\"");
}

TEST_CASE("nearest finds what was meant, and nothing where nothing is near") {
  const std::vector<std::string> known = {"dense", "dropout", "batch_norm", "softmax"};
  CHECK(nearest("dens", known) == "dense");
  CHECK(nearest("desne", known) == "dense");
  CHECK(nearest("Dense", known) == "dense");
  CHECK(nearest("batchnorm", known) == "batch_norm");
  CHECK(nearest("bat", known) == "batch_norm");
  CHECK(nearest("conv", known) == std::nullopt);
  CHECK(nearest("", known) == std::nullopt);
  CHECK(nearest("c", std::vector<std::string>{"a", "b"}) == std::nullopt);
  CHECK(nearest("A", std::vector<std::string>{"a", "b"}) == "a");
  CHECK(nearest(std::string(100000, 'd'), known) == std::nullopt);
}

TEST_CASE("suggest gives a neighbour, else all names where they are few") {
  const std::vector<std::string> known = {"dense", "dropout"};
  CHECK(suggest("denes", known) == "did you mean \"dense\"?");
  CHECK(suggest("convolution", known) == "known: dense, dropout");
  CHECK(suggest("x", {}) == "");
  CHECK(suggest("convolution", std::vector<std::string>(25, "dense")) == "");
}

TEST_CASE("globs") {
  CHECK(matches_glob("capital_*", "capital_gain"));
  CHECK(matches_glob("capital_*", "capital_"));
  CHECK_FALSE(matches_glob("capital_*", "capital"));
  CHECK(matches_glob("*a*b", "xaybab"));
  CHECK_FALSE(matches_glob("*a*b", "xaybac"));
  CHECK(matches_glob("p?", "p1"));
  CHECK_FALSE(matches_glob("p?", "p10"));
  CHECK_FALSE(matches_glob("p?", "p"));
  CHECK(matches_glob("p?", "pé"));
  CHECK(matches_glob("*?", "é"));
  CHECK_FALSE(matches_glob("*??", "€"));
  CHECK(matches_glob("", ""));
  CHECK_FALSE(matches_glob("", "x"));
  CHECK(matches_glob("**", ""));
  CHECK(is_glob("a*"));
  CHECK(is_glob("a?"));
  CHECK_FALSE(is_glob("a.b"));
  // Takes the product of the lengths, not a power of them.
  std::string stars, letters(5000, 'a');
  for (int i = 0; i < 100; ++i) stars += "*a";
  CHECK_FALSE(matches_glob(stars + "*b", letters));
}

TEST_CASE("names with numbers stand by the size of these") {
  std::vector<std::string> names = {"x10", "x", "x2", "a b", "x2b", "x2_10", "x2_9", "X3", "x02"};
  std::ranges::sort(names, natural_less);
  CHECK(names ==
        std::vector<std::string>{"X3", "a b", "x", "x02", "x2", "x2_9", "x2_10", "x2b", "x10"});
  CHECK_FALSE(natural_less("x2", "x2"));
}
