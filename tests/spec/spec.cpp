#include "spec/spec.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <doctest/doctest.h>
#include <unistd.h>

#include "base/json.h"
#include "base/json_text.h"
#include "mistake.h"
#include "spec/schema.h"

using namespace aimodel;

namespace {

const char* const kMinimal =
    R"({"outputs": [{"column": "y", "type": "category"}], "$schema": "../spec.json",
        "inputs": [{"columns": ["a", "b*"], "type": "number"}],
        "network": [{"units": 64.0, "type": "dense"}],
        "training": {"validation": 1e-1}})";

std::string read_mistake(const std::string& path) {
  return mistake([&] { Spec::read(path); });
}

}  // namespace

TEST_CASE("a spec is filled in, in the schema's order, and reads back as itself") {
  const Spec spec = Spec::parse(kMinimal, "s.json");
  const std::string text = spec.dump();
  CHECK(text ==
        R"({
  "name": "",
  "data": {
    "path": null,
    "delimiter": "auto",
    "header": true,
    "comment": null,
    "skip_lines": 0,
    "missing": ["", "NA", "N/A", "NaN", "nan", "null", "NULL", "?"],
    "missing_target": "fail"
  },
  "inputs": [
    {
      "type": "number",
      "columns": ["a", "b*"],
      "decimal": ".",
      "thousands": null,
      "unit": null,
      "minus": "before",
      "magnitudes": false,
      "scaling": "standard",
      "shared_scale": false,
      "clip": null,
      "encoding": "scaled",
      "bins": null,
      "keep_scaled": true,
      "whitening": false,
      "fill": "mean",
      "missing_indicator": false,
      "missing": [],
      "network": []
    }
  ],
  "network": [
    {
      "type": "dense",
      "units": 64,
      "activation": "linear",
      "bias": true,
      "initializer": "auto"
    }
  ],
  "outputs": [
    {
      "type": "category",
      "column": "y",
      "positive": null,
      "missing": [],
      "network": [],
      "loss": {"type": "cross_entropy", "label_smoothing": 0, "class_weights": null},
      "loss_weight": 1
    }
  ],
  "training": {
    "epochs": 20,
    "batch_size": 32,
    "accumulate": 1,
    "shuffle": true,
    "seed": 1,
    "members": 1,
    "member_folds": false,
    "validation": 0.1,
    "test": 0,
    "sample_weight": null,
    "background_rows": 64,
    "optimizer": {
      "type": "adam",
      "learning_rate": 0.001,
      "beta_1": 0.9,
      "beta_2": 0.999,
      "epsilon": 1e-08,
      "weight_decay": 0
    },
    "schedule": {"type": "constant"},
    "clip_norm": null,
    "clip_value": null,
    "early_stopping": null
  },
  "metrics": null
})");
  const Spec again = Spec::parse(text, "again.json");
  CHECK(again.dump() == text);
  CHECK(again.root().json() == spec.root().json());
  CHECK(Spec::parse(spec.dump(-1), "again.json").dump() == text);
}

TEST_CASE("equal specs are equal texts, however their numbers and keys are written") {
  const auto dump = [](const std::string& layer) {
    return Spec::parse(R"({"inputs": [{"type": "number", "column": "x"}], "outputs":
                          [{"type": "number", "column": "y"}], "network": [)" +
                           layer + "]}",
                       "s")
        .dump();
  };
  CHECK(dump(R"({"type": "elu", "alpha": 1})") == dump(R"({"alpha": 1.0, "type": "elu"})"));
  CHECK(dump(R"({"type": "elu", "alpha": 1})") == dump(R"({"type": "elu"})"));
  CHECK(dump(R"({"type": "elu", "alpha": 0.5})") == dump(R"({"type": "elu", "alpha": 50e-2})"));
  CHECK(dump(R"({"type": "dropout", "rate": -0.0})") == dump(R"({"type": "dropout", "rate": 0})"));
}

TEST_CASE("a spec's parts are read by name") {
  const Spec spec = Spec::parse(kMinimal, "dir/s.json");
  CHECK(spec.file() == "dir/s.json");
  CHECK(spec.inputs().size() == 1);
  CHECK(spec.inputs()[0].texts("columns") == std::vector<std::string>{"a", "b*"});
  CHECK(spec.inputs()[0].list("columns")[1].text() == "b*");
  CHECK(spec.network()[0].type() == "dense");
  CHECK(spec.network()[0].integer("units") == 64);
  CHECK(spec.network()[0].flag("bias"));
  CHECK(spec.outputs()[0]["loss"].number("label_smoothing") == 0.0);
  CHECK(spec.training().number("validation") == 0.1);
  CHECK_FALSE(spec.training().has("clip_norm"));
  CHECK_FALSE(spec.training().has("no such key"));
  CHECK(spec.training().has("optimizer"));
  CHECK_FALSE(spec.root().has("metrics"));
  CHECK(spec.inputs()[0].pointer() == "/inputs/0");
  CHECK(spec.inputs()[0].where() == "dir/s.json:2:20");
}

TEST_CASE("mistakes that only the code sees have a place too") {
  const Spec spec = Spec::parse(kMinimal, "s.json");
  CHECK(std::string(spec.network()[0].error("too wide", "take fewer").what()) ==
        "s.json:3:21: too wide\n  hint: take fewer");
  CHECK(std::string(spec.network()[0].error_at("units", "too many (64)").what()) ==
        "s.json:3:22: too many (64)");
  // A default is placed at its nearest parent that is written.
  CHECK(std::string(spec.network()[0].error_at("bias", "no").what()) == "s.json:3:21: no");
  CHECK(spec.root().error("no").code() == Exit::spec);
  CHECK(Spec::parse(kMinimal, "m", Exit::model).root().error("no").code() == Exit::model);
}

TEST_CASE("options of one method, with all its defaults") {
  const Options options = options_from("optimizers/adam", R"({"type": "adam", "beta_1": 0.5})");
  CHECK(options.number("beta_1") == 0.5);
  CHECK(options.number("beta_2") == 0.999);
  CHECK(options_from("layers", R"({"type": "elu"})").number("alpha") == 1.0);
  CHECK(options_from("metrics", R"("auc")").text() == "auc");
  try {
    options_from("layers", "{}", Exit::usage);
    FAIL("was read");
  } catch (const Error& error) {
    CHECK(error.code() == Exit::usage);
  }
}

TEST_CASE("the register of schemas") {
  const std::vector<std::string> names = schema_names();
  CHECK(std::is_sorted(names.begin(), names.end()));
  CHECK(schema_names("optimizers") ==
        std::vector<std::string>{"adagrad", "adam", "adamw", "muon", "rmsprop", "sgd"});
  CHECK(schema_names("optimizer").empty());
  CHECK(schema("layers/dense").at("title") == "dense");
  CHECK(&schema("layers/dense") == &schema("layers/dense"));
  CHECK(Json::parse(schema_text("layers/dense")) == schema("layers/dense"));
  CHECK(mistake([] { schema("layers/dens"); }) ==
        "unknown schema \"layers/dens\"\n  hint: did you mean \"layers/dense\"?");
  CHECK(mistake([] { schema_text("x"); }).starts_with("unknown schema \"x\""));
}

TEST_CASE("spec files that cannot be read") {
  std::string directory = (std::filesystem::temp_directory_path() / "spec-XXXXXX").string();
  REQUIRE(mkdtemp(directory.data()) != nullptr);
  CHECK(read_mistake(directory + "/none.json") ==
        directory + "/none.json: cannot open: No such file or directory");
  CHECK(read_mistake(directory) == directory + ": is a directory, not a file");
  const std::string large = directory + "/large.json";
  std::ofstream(large) << "{}";
  CHECK(read_mistake(large) ==
        large + ":1:1: \"inputs\" is missing\n" + large + ":1:1: \"outputs\" is missing");
  std::filesystem::resize_file(large, (uint64_t{64} << 20) + 1);
  CHECK(read_mistake(large) == large + ": is larger than the limit of 64 MiB");
  std::ofstream(directory + "/spec.json") << kMinimal;
  CHECK(Spec::read(directory + "/spec.json").file() == directory + "/spec.json");
  std::filesystem::remove_all(directory);
}

TEST_CASE("a spec from standard input") {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const std::string text = R"({"inputs": [], "outputs": 1})";
  REQUIRE(write(ends[1], text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  close(ends[1]);
  const int kept = dup(STDIN_FILENO);
  REQUIRE(dup2(ends[0], STDIN_FILENO) == STDIN_FILENO);
  CHECK(read_mistake("-") ==
        "<stdin>:1:2: \"inputs\" must not be empty\n"
        "<stdin>:1:16: \"outputs\" must be a list, not an integer (1)");
  dup2(kept, STDIN_FILENO);
  close(kept);
  close(ends[0]);
}

TEST_CASE("what a model keeps of a spec holds no path, however the files were named") {
  const auto stored = [](const std::string& data, const std::string& training) {
    return json_text(
        Spec::parse(R"({"$schema": "a/b.json", "inputs": [{"column": "x", "type": "number"}],
                                     "outputs": [{"column": "y", "type": "number"}])" +
                        data + training + "}",
                    "somewhere/s.json")
            .stored(),
        -1);
  };
  const std::string plain = stored("", "");
  CHECK(stored(R"(, "data": {"path": "rows.csv"})", "") == plain);
  CHECK(stored(R"(, "data": {"path": "/home/me/rows.csv"})",
               R"(, "training": {"validation": {"type": "file", "path": "v.csv"},
                                 "test": {"type": "file", "path": "/t.csv"}})") == plain);
  CHECK(Spec::parse(plain, "a.model").dump(-1) == plain);
  CHECK(stored("", R"(, "training": {"test": 0.5})") != plain);
}
