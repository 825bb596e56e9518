#pragma once

// Files whose checksums are right and whose content is not, given to the program's own commands: models, checkpoints
// and caches in which one value after the other has been replaced or taken out. Whatever is in them, the commands end
// with an answer or an error that says where, never with a signal or "internal error".
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/wait.h>

#include "base/file.h"
#include "base/json.h"
#include "base/json_text.h"
#include "model/safetensors.h"
#include "model/safetensors_reader.h"

namespace aimodel {

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
      "inputs": [{"columns": ["a", "b"], "type": "number", "missing_indicator": true,
                  "whitening": true},
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
inline std::vector<std::string> places(const Json& document) {
  std::set<std::string> found;
  const Json flat = document.flatten();
  for (const auto& [pointer, value] : flat.items()) {
    for (std::string part = pointer; !part.empty(); part.erase(part.rfind('/'))) found.insert(part);
  }
  return {found.begin(), found.end()};
}

inline const std::vector<Json>& values() {
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

// Of how many variants one is tried: all of them, but under a sanitizer.
inline size_t share() {
  const char* const text = std::getenv("AIMODEL_HOSTILE_SHARE");
  return text == nullptr ? 1 : std::stoul(text);
}

// The document with one value after the other replaced, each by `each` of the values, and taken
// out. Which values a place gets goes round, so that all are tried.
inline void variants(const Json& document, size_t each,
                     const std::function<void(const std::string& what, const Json& changed)>& use) {
  size_t turn = 0, variant = 0;
  for (const std::string& place : places(document)) {
    const Json::json_pointer pointer(place);
    for (size_t i = 0; i < each; ++i) {
      const Json& value = values()[turn++ % values().size()];
      if (variant++ % share() != 0) continue;
      Json changed = document;
      changed.at(pointer) = value;
      use(place + " is " + value.dump(), changed);
    }
    if (variant++ % share() != 0) continue;
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
inline std::string with_text(const std::string& bytes, const std::string& key, const Json& text) {
  SafeTensors content = read_safetensors(bytes, "a.model");
  content.texts.erase("aimodel.checksum");
  content.texts[key] = json_text(text, -1);
  content.texts["aimodel.checksum"] = content_hash(content);
  return write_safetensors(content);
}

inline Json text_of(const std::string& bytes, const std::string& key) {
  return Json::parse(read_safetensors(bytes, "a.model").texts.at(key));
}

// `codes`: how the command may end beside 0 and 5.
inline void check_end(const Ran& ran, const std::string& command, const std::string& what,
                      const std::set<int>& codes) {
  const bool fine = (ran.code == 0 || ran.code == 5 || codes.contains(ran.code)) &&
                    ran.said.find("internal error") == std::string::npos &&
                    ran.said.find("Sanitizer") == std::string::npos;
  if (!fine) {
    FAIL_CHECK(
        fmt::format("{}: {} ends with {}: {}", what, command, ran.code, ran.said.substr(0, 400)));
  }
}

}  // namespace aimodel
