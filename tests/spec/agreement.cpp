// The reader and an independent draft-07 validator accept and refuse the same documents, so that an
// editor that checks a spec by schemas/ says what aimodel will say.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/json.h"
#include "base/json_text.h"
#include "mistake.h"
#include "spec/document.h"
#include "spec/options.h"
#include "spec/schema.h"
#include "spec/spec.h"

using namespace aimodel;

namespace {

struct Example {
  const char* schema;
  const char* text;
};

// A spec in which every kind of value stands somewhere.
const char* const kSpec = R"({
  "$schema": "schemas/spec.json",
  "name": "small",
  "data": {"path": "rows.csv"},
  "inputs": [{"type": "number", "columns": ["a", "b*"], "network": [{"type": "relu"}]}],
  "network": [{"type": "residual", "layers": [{"type": "dense", "units": 4}]}],
  "outputs": [{"type": "category", "column": "g"}],
  "training": {"optimizer": {"type": "adam"}, "test": {"type": "file", "path": "t.csv"}},
  "metrics": ["accuracy", "auc"]
})";

// Documents with every key of the schemas that have no examples of their own.
const Example kExamples[] = {
    {"data", R"({"path": "rows.csv", "delimiter": ";", "header": false, "missing": ["-"]})"},
    {"inputs", R"({"type": "number", "columns": ["a", "b*"], "scaling": "robust", "fill": 1.5,
                   "missing_indicator": true, "network": [{"type": "relu"}]})"},
    {"inputs", R"({"type": "number", "column": "c", "fill": "median", "decimal": ",",
                   "thousands": ".", "unit": "EUR"})"},
    {"inputs", R"({"type": "category", "column": "d", "encoding": "embedding", "units": 4,
                   "minimum_count": 2, "maximum_values": 50, "network": []})"},
    {"inputs", R"({"type": "binary", "column": "e", "positive": "yes"})"},
    {"inputs", R"({"type": "ordinal", "column": "f", "order": ["low", "high"], "fill": "low"})"},
    {"inputs", R"({"type": "date", "column": "l", "order": "month_day_year", "unit": "seconds",
                   "parts": ["elapsed", "month"], "encoding": "standard", "fill": "2024-12-31",
                   "missing_indicator": true, "network": []})"},
    {"outputs", R"({"type": "category", "column": "g", "positive": "x", "loss_weight": 0.5,
                    "network": [{"type": "relu"}],
                    "loss": {"type": "cross_entropy", "class_weights": {"x": 2, "y": 0.5}}})"},
    {"outputs", R"({"type": "category", "column": "h", "loss": {"type": "focal",
                    "class_weights": "balanced"}})"},
    {"outputs", R"({"type": "binary", "column": "i", "positive": "1",
                    "loss": {"type": "binary_cross_entropy", "class_weights": null}})"},
    {"outputs",
     R"({"type": "number", "columns": ["j", "k"], "decimal": ".", "thousands": " ", "unit": "%",
                    "scaling": "none", "activation": "relu",
                    "loss": {"type": "huber", "delta": 2}})"},
    {"split", R"({"type": "share", "share": 0.2, "stratify": true, "group": "patient"})"},
    {"split", R"({"type": "column", "column": "set", "value": "test"})"},
    {"split", R"({"type": "file", "path": "test.csv"})"},
    {"training", R"({"epochs": 5, "batch_size": 16, "accumulate": 2, "shuffle": false, "seed": 7,
                     "validation": 0.1, "sample_weight": "w", "clip_norm": 1, "clip_value": 0.5,
                     "optimizer": {"type": "sgd", "nesterov": true},
                     "schedule": {"type": "step", "epochs": 3},
                     "early_stopping": {"metric": "auc", "patience": 3, "minimum_change": 0.001}})"},
};

Json read_json(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return parse_json(text.str(), path.string(), Exit::spec).root;
}

struct Case {
  std::string schema;
  Json document;
};

// What each value is replaced by, one at a time.
std::vector<Json> replacements(const Json& value) {
  std::vector<Json> result = {nullptr,
                              true,
                              0,
                              -1,
                              1,
                              1.5,
                              2.0,
                              -1e300,
                              1e300,
                              18446744073709551615u,
                              "",
                              "adamm",
                              "0.1",
                              Json::array(),
                              Json::object(),
                              Json::array({nullptr}),
                              Json{{"type", "relu"}},
                              Json{{"type", 1}},
                              Json{{"typ", "relu"}}};
  if (value.is_array() && !value.empty()) {
    Json longer = value;
    longer.push_back(value[0]);
    longer.push_back(7);
    result.push_back(longer);
    result.push_back(Json::array({value[0]}));
  }
  if (value.is_string()) {
    result.push_back(value.get<std::string>() + "x");
    result.push_back(Json::array({value}));
  }
  if (value.is_number()) {
    result.push_back(value.get<double>());
    result.push_back(-value.get<double>());
    result.push_back(value.get<double>() + 0.5);
  }
  return result;
}

// All documents that differ from one in a single value or key.
void add_mutations(const std::string& schema_name, const Json& document, std::vector<Case>& cases) {
  cases.push_back({schema_name, document});
  const Json leaves = document.flatten();
  std::map<std::string, Json::json_pointer> places;  // of each value and each of its parents
  for (const auto& [text, value] : leaves.items()) {
    for (Json::json_pointer place(text); !place.empty(); place.pop_back()) {
      places.emplace(place.to_string(), place);
    }
  }
  for (const auto& [text, place] : places) {
    for (const Json& other : replacements(document.at(place))) {
      Json changed = document;
      changed.at(place) = other;
      cases.push_back({schema_name, changed});
    }
    const Json& parent = document.at(place.parent_pointer());
    Json removed = document;
    Json renamed = document;
    if (parent.is_object()) {
      removed.at(place.parent_pointer()).erase(place.back());
      renamed.at(place.parent_pointer()).erase(place.back());
      renamed.at(place.parent_pointer())[place.back() + "s"] = document.at(place);
      Json extra = document;
      extra.at(place.parent_pointer())["column"] = "extra";
      cases.push_back({schema_name, extra});
    } else {
      removed.at(place.parent_pointer()).erase(std::stoul(place.back()));
      renamed.at(place.parent_pointer()).push_back(Json::object());
    }
    cases.push_back({schema_name, removed});
    cases.push_back({schema_name, renamed});
  }
}

std::vector<Case> all_cases() {
  std::vector<Case> cases;
  const std::vector<std::string> names = schema_names();
  const std::set<std::string> all(names.begin(), names.end());
  add_mutations("spec", Json::parse(kSpec), cases);
  for (const Example& each : kExamples) add_mutations(each.schema, Json::parse(each.text), cases);
  const std::filesystem::path examples = std::filesystem::path(AIMODEL_SOURCE_DIR) / "data";
  std::set<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(examples)) {
    if (!entry.is_directory()) continue;
    for (const auto& file : std::filesystem::directory_iterator(entry.path())) {
      const std::string name = file.path().filename().string();
      if (name.starts_with("spec") && name.ends_with(".json")) files.insert(file.path());
    }
  }
  for (const std::filesystem::path& file : files) {
    std::vector<Case> of_file;
    add_mutations("spec", read_json(file), of_file);
    // All of them would take minutes: 40 of each, the file itself among them.
    const size_t stride = std::max<size_t>(of_file.size() / 40, 1);
    for (size_t i = 0; i < of_file.size(); i += stride) cases.push_back(of_file[i]);
  }
  for (const std::string& name : schema_names()) {
    if (!schema(name).contains("examples")) continue;
    // By the schema that lists the alternatives where there is one, so that its choice is tested
    // too.
    const std::string room = name.substr(0, name.find('/'));
    const bool listed = all.contains(room);
    for (const Json& example : schema(name).at("examples")) {
      add_mutations(listed ? room : name, example, cases);
    }
  }
  for (const std::string& name : schema_names("metrics")) cases.push_back({"metrics", name});
  // Equal documents are judged once.
  std::vector<Case> result;
  std::set<std::string> seen;
  for (Case& each : cases) {
    if (seen.insert(each.schema + each.document.dump()).second) result.push_back(std::move(each));
  }
  return result;
}

}  // namespace

TEST_CASE("reader and schema accept and refuse the same documents") {
  Json cases = Json::array();
  int valid = 0;
  const std::vector<Case> all = all_cases();
  for (const Case& each : all) {
    const std::string text = each.document.dump();
    const std::string message = mistake([&] { options_from(each.schema, text); });
    valid += message.empty() ? 1 : 0;
    cases.push_back({{"schema", each.schema},
                     {"text", text},
                     {"valid", message.empty()},
                     {"message", message}});
    if (!message.empty()) continue;
    // What is filled in is valid as well, and stays as it is.
    const Options filled = options_from(each.schema, text);
    const std::string canonical = json_text(filled.json());
    REQUIRE(json_text(options_from(each.schema, canonical).json()) == canonical);
  }
  CHECK(all.size() >= 2000);
  CHECK(valid >= 200);
  CHECK(valid <= static_cast<int>(all.size()) / 2);

  std::string directory = (std::filesystem::temp_directory_path() / "agreement-XXXXXX").string();
  REQUIRE(mkdtemp(directory.data()) != nullptr);
  std::ofstream(directory + "/cases.json") << cases.dump();
  const std::string source = AIMODEL_SOURCE_DIR;
  const std::string command = "/usr/bin/python3 -W ignore '" + source +
                              "/tests/spec/agreement.py' '" + source + "/schemas' '" + directory +
                              "/cases.json'";
  CHECK(std::system(command.c_str()) == 0);
  std::filesystem::remove_all(directory);
}
