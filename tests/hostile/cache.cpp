#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "base/text.h"
#include "hostile/hostile.h"

using namespace aimodel;

namespace {

// A cache's parts: where its text begins, and the text.
struct Cache {
  std::string bytes;
  size_t begin;
  Json text;

  explicit Cache(std::string file) : bytes(std::move(file)) {
    const std::vector<std::string> words = split(bytes.substr(0, bytes.find('\n', 15)), ' ');
    begin = std::stoul(words.at(words.size() - 2));
    text = Json::parse(bytes.substr(begin));
  }

  // The same with another text, and a hash that agrees.
  std::string with(const Json& other) const {
    const std::string written = json_text(other, -1);
    ContentHash hash;
    hash.add(written);
    std::string result = bytes.substr(0, begin) + written;
    const std::string head =
        fmt::format("{}{} {} {}\n", bytes.substr(0, 15), hash.hex(), begin, written.size());
    return result.replace(0, head.size(), head);
  }
};

}  // namespace

TEST_CASE("no value in a cache makes a training fall, and its record is not believed") {
  const Place place;
  fs::create_directory(place.file("cache"));
  const std::string train = "train spec.json -o y.model --force -q --cache cache";
  REQUIRE(place.run(train).code == 0);
  const std::string model = place.read("y.model");
  CHECK(model == place.read("good.model"));
  const fs::path path = *begin(fs::directory_iterator(place.file("cache")));
  const std::string name = "cache/" + path.filename().string();
  const Cache good(place.read(name));
  // Written anew without a change it is taken as it is.
  place.write(name, good.with(good.text));
  const std::string said = place.run("train spec.json -o y.model --force --cache cache -v").said;
  CHECK_MESSAGE(said.find("rows: read") != std::string::npos, said);
  CHECK(place.read("y.model") == model);

  Json parts = good.text;
  parts.erase("preprocessing");
  variants(parts, 4, [&](const std::string& what, const Json& changed) {
    Json whole = changed;
    if (whole.is_object()) whole["preprocessing"] = good.text["preprocessing"];
    place.write(name, good.with(whole));
    const Ran ran = place.run(train);
    check_end(ran, "train --cache", what, {});
    CHECK(ran.code == 0);
    // But for hashes of the data, which nobody can know without reading it, all is as it was.
    if (what.find("hash") == std::string::npos) CHECK_MESSAGE(place.read("y.model") == model, what);
  });
  // What was learnt of the columns may be anything that rows as they stand there could have taught.
  variants(good.text["preprocessing"], 3, [&](const std::string& what, const Json& changed) {
    Json whole = good.text;
    whole["preprocessing"] = changed;
    place.write(name, good.with(whole));
    check_end(place.run(train), "train --cache", what, {1, 6});
  });
}
