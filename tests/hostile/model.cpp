#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "hostile/hostile.h"

using namespace aimodel;

TEST_CASE("no value in a model makes a command fall") {
  const Place place;
  const std::string good = place.read("good.model");
  const std::vector<std::string> commands = {
      "inspect hostile.model",
      "predict hostile.model rows.csv",
      "eval hostile.model rows.csv --split test --bootstrap 0",
      "inspect hostile.model --json",
      "explain hostile.model rows.csv",
      "inspect good.model hostile.model",
      "train spec.json --init hostile.model -o other.model --force -q",
      "explain hostile.model rows.csv --per-row --method saliency"};
  size_t turn = 0;
  int refused = 0;
  for (const char* key : {"aimodel.spec", "aimodel.preprocessing", "aimodel.training"}) {
    variants(text_of(good, key), 2, [&](const std::string& what, const Json& changed) {
      place.write("hostile.model", with_text(good, key, changed));
      for (int i = 0; i < 2; ++i) {
        const std::string& command = commands[turn++ % commands.size()];
        const Ran ran = place.run(command);
        // A model that names other columns or metrics, and rows that lack them.
        check_end(ran, command, std::string(key) + what, {2, 4});
        refused += ran.code == 5 ? 1 : 0;
      }
      ++turn;
    });
  }
  CHECK(refused > 300 / static_cast<int>(share()));
}
