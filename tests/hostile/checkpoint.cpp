#include <string>
#include <utility>

#include <doctest/doctest.h>

#include "hostile/hostile.h"

using namespace aimodel;

TEST_CASE("no value in a checkpoint makes a training fall") {
  const Place place;
  CHECK(place.run("train spec.json -o y.model -q --max-time 0.000001").code == 8);
  const std::string good = place.read("y.model.checkpoint");
  int refused = 0;
  for (const char* key : {"aimodel.checkpoint", "aimodel.preprocessing", "aimodel.spec"}) {
    const size_t each = std::string(key) == "aimodel.checkpoint" ? 4 : 1;
    variants(text_of(good, key), each, [&](const std::string& what, const Json& changed) {
      fs::remove(place.file("y.model"));
      place.write("y.model.checkpoint", with_text(good, key, changed));
      const Ran ran = place.run("train spec.json -o y.model --resume --force -q");
      check_end(ran, "train --resume", std::string(key) + what, {});
      refused += ran.code == 5 ? 1 : 0;
    });
  }
  CHECK(refused > 200 / static_cast<int>(share()));
  // One that says to stand behind the end of its epoch, and one whose training has ended.
  for (const auto& [pointer, value] :
       {std::pair{"/position/step", 4}, {"/position/step", 1000}, {"/position/epoch", 4}}) {
    Json text = text_of(good, "aimodel.checkpoint");
    text.at(Json::json_pointer(pointer)) = value;
    place.write("y.model.checkpoint", with_text(good, "aimodel.checkpoint", text));
    const Ran ran = place.run("train spec.json -o y.model --resume --force -q");
    CHECK(ran.code == 5);
    CHECK(ran.said.starts_with("y.model.checkpoint: "));
  }
}
