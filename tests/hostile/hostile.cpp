// Files whose checksums are right and whose content is not, given to the program's own commands: models, checkpoints
// and caches in which one value after the other has been replaced or taken out. Whatever is in them, the commands end
// with an answer or an error that says where, never with a signal or "internal error".
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/wait.h>

#include "base/file.h"
#include "base/json.h"
#include "base/json_text.h"
#include "base/text.h"
#include "model/safetensors.h"
#include "model/safetensors_reader.h"

using namespace aimodel;

namespace {

namespace fs = std::filesystem;

struct Ran {
  int code;
  std::string said;
};

// A directory with a spec, rows, and what a training has left.
class Place {
 public:
  Place() {
    std::string name = (fs::temp_directory_path() / "aimodel-hostile-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
    const char* program = std::getenv("AIMODEL");
    REQUIRE(program != nullptr);
    program_ = program;
    std::ofstream(file("spec.json")) << R"({
      "name": "example", "data": {"path": "rows.csv"},
      "inputs": [{"columns": ["a", "b"], "type": "number", "missing_indicator": true},
                 {"columns": ["size"], "type": "ordinal", "order": ["small", "large"]},
                 {"columns": ["town"], "type": "category"},
                 {"columns": ["job"], "type": "category", "encoding": "embedding", "units": 2},
                 {"columns": ["flag"], "type": "binary"}],
      "network": [{"type": "dense", "units": 3, "activation": "tanh"}, {"type": "batch_norm"}],
      "outputs": [{"column": "kind", "type": "category"}, {"column": "price", "type": "number"}],
      "training": {"epochs": 3, "batch_size": 8, "sample_weight": "weight",
                   "validation": {"type": "share", "share": 0.2, "stratify": true},
                   "test": {"type": "share", "share": 0.2}, "early_stopping": {"patience": 2}}})";
    std::ofstream rows(file("rows.csv"));
    rows << "a,b,size,town,job,flag,weight,kind,price\n";
    for (int i = 0; i < 40; ++i) {
      rows << fmt::format("{},{},{},{},{},{},{},{},{}\n", i % 7,
                          i % 5 == 0 ? "" : std::to_string(i), i % 2 == 0 ? "small" : "large",
                          "abc"[i % 3], "xyzw"[i % 4], i % 3 == 0 ? "yes" : "no", 1 + i % 2,
                          "pq"[i % 5 % 2], i * i % 11);
    }
    rows.close();
    const Ran trained = run("train spec.json -o good.model -q");
    REQUIRE_MESSAGE(trained.code == 0, trained.said);
  }
  ~Place() { fs::remove_all(path_); }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

  std::string file(const std::string& name) const { return (path_ / name).string(); }

  Ran run(const std::string& arguments) const {
    const std::string command =
        fmt::format("cd '{}' && '{}' {} 2>&1 < /dev/null", path_.string(), program_, arguments);
    FILE* pipe = ::popen(command.c_str(), "r");
    REQUIRE(pipe != nullptr);
    Ran ran{0, ""};
    std::array<char, 4096> buffer;
    for (size_t size; (size = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) {
      ran.said.append(buffer.data(), size);
    }
    const int status = ::pclose(pipe);
    ran.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return ran;
  }

  void write(const std::string& name, const std::string& bytes) const {
    std::ofstream(file(name), std::ios::binary) << bytes;
  }
  std::string read(const std::string& name) const { return read_file(file(name), Exit::run); }

 private:
  fs::path path_;
  std::string program_;
};

// Every place in a document, containers too.
std::vector<std::string> places(const Json& document) {
  std::set<std::string> found;
  const Json flat = document.flatten();
  for (const auto& [pointer, value] : flat.items()) {
    for (std::string part = pointer; !part.empty(); part.erase(part.rfind('/'))) found.insert(part);
  }
  return {found.begin(), found.end()};
}

const std::vector<Json>& values() {
  static const std::vector<Json> all = {nullptr,
                                        true,
                                        -1,
                                        0,
                                        7,
                                        1e300,
                                        "",
                                        "unknown",
                                        Json::array(),
                                        0.5,
                                        Json::object(),
                                        {1, "a"},
                                        9223372036854775807,
                                        {{"type", "relu"}}};
  return all;
}

// The document with one value after the other replaced, each by `each` of the values, and taken
// out. Which values a place gets goes round, so that all are tried.
void variants(const Json& document, size_t each,
              const std::function<void(const std::string& what, const Json& changed)>& use) {
  size_t turn = 0;
  for (const std::string& place : places(document)) {
    const Json::json_pointer pointer(place);
    for (size_t i = 0; i < each; ++i) {
      const Json& value = values()[turn++ % values().size()];
      Json changed = document;
      changed.at(pointer) = value;
      use(place + " is " + value.dump(), changed);
    }
    Json changed = document;
    Json& parent = changed.at(pointer.parent_pointer());
    if (parent.is_object()) {
      parent.erase(pointer.back());
    } else {
      parent.erase(std::stoul(pointer.back()));
    }
    use(place + " is gone", changed);
  }
}

// A model's or checkpoint's file with another text, and a checksum that agrees.
std::string with_text(const std::string& bytes, const std::string& key, const Json& text) {
  SafeTensors content = read_safetensors(bytes, "a.model");
  content.texts.erase("aimodel.checksum");
  content.texts[key] = json_text(text, -1);
  content.texts["aimodel.checksum"] = content_hash(content);
  return write_safetensors(content);
}

Json text_of(const std::string& bytes, const std::string& key) {
  return Json::parse(read_safetensors(bytes, "a.model").texts.at(key));
}

// `codes`: how the command may end beside 0 and 5.
void check_end(const Ran& ran, const std::string& command, const std::string& what,
               const std::set<int>& codes) {
  const bool fine = (ran.code == 0 || ran.code == 5 || codes.contains(ran.code)) &&
                    ran.said.find("internal error") == std::string::npos &&
                    ran.said.find("Sanitizer") == std::string::npos;
  if (!fine) {
    FAIL_CHECK(
        fmt::format("{}: {} ends with {}: {}", what, command, ran.code, ran.said.substr(0, 400)));
  }
}

}  // namespace

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
  CHECK(refused > 300);
}

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
  CHECK(refused > 200);
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
