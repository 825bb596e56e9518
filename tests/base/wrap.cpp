#include "base/wrap.h"

#include <doctest/doctest.h>

using namespace aimodel;

TEST_CASE("lines are broken between words and go on as far in as they begin") {
  CHECK(wrap("one two three four", 9) == "one two\nthree\nfour");
  CHECK(wrap("  one two three", 9) == "  one two\n  three");
  CHECK(wrap("short\n\nlines stay\n", 40) == "short\n\nlines stay\n");
  CHECK(wrap("exactly ten", 11) == "exactly ten");
}

TEST_CASE("what stands behind two blanks goes on below itself") {
  CHECK(wrap("  --top N  Show the most telling ones", 24) ==
        "  --top N  Show the most\n           telling ones");
  CHECK(wrap("  a term that is long  text behind it", 20).find("\n      ") != std::string::npos);
}

TEST_CASE("a command that goes on is one that a shell reads") {
  CHECK(wrap("  aimodel train spec.json rows.csv -o y.model", 30) ==
        "  aimodel train spec.json \\\n      rows.csv -o y.model");
  CHECK(wrap("  tail -f rows.csv | aimodel predict y.model", 30) ==
        "  tail -f rows.csv | aimodel \\\n      predict y.model");
  CHECK(wrap("  what aimodel train prints", 20) == "  what aimodel train\n  prints");
}

TEST_CASE("a word without end is broken, behind a bar where it has one") {
  CHECK(wrap("  --method gradients|permutation|saliency", 22) ==
        "  --method\n  gradients|\n  permutation|saliency");
  CHECK(wrap("abcdefghij", 4) == "abcd\nefgh\nij");
  for (size_t width = 1; width < 50; ++width) {
    const std::string text = wrap("    a  b cc ddd|eeee  fffff   gggggg hhhhhhhhhhhhhhhh", width);
    for (size_t begin = 0; begin < text.size();) {
      const size_t end = std::min(text.find('\n', begin), text.size());
      if (width > 12) CHECK(end - begin <= width);
      begin = end + 1;
    }
  }
}
