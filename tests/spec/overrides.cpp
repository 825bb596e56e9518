#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/json.h"
#include "mistake.h"
#include "spec/spec.h"

using namespace aimodel;

namespace {

const char* const kText =
    "{\"inputs\": [{\"type\": \"number\", \"column\": \"x\"}],\n"
    "\"network\": [{\"type\": \"dense\", \"units\": 8},\n"
    "{\"type\": \"relu\"},\n"
    "{\"type\": \"dropout\", \"rate\": 0.1}],\n"
    "\"outputs\": [{\"type\": \"number\", \"column\": \"y\"}]}";

// "a.b=1" sets, "a.b" removes.
std::vector<Override> overrides(const std::vector<std::string>& texts) {
  std::vector<Override> result;
  for (const std::string& text : texts) {
    const size_t equals = text.find('=');
    const bool remove = equals == std::string::npos;
    result.push_back({text.substr(0, equals), remove ? "" : text.substr(equals + 1), remove,
                      (remove ? "--unset " : "--set ") + text});
  }
  return result;
}

Json with(const std::vector<std::string>& texts) {
  return Spec::parse(kText, "s.json", Exit::spec, overrides(texts)).root().json();
}

std::string wrong(const std::vector<std::string>& texts, const std::string& text = kText) {
  return mistake([&] { Spec::parse(text, "s.json", Exit::spec, overrides(texts)); });
}

}  // namespace

TEST_CASE("values are set by path") {
  CHECK(with({"network.0.units=64"})["network"][0]["units"] == 64);
  CHECK(with({"name=my model"})["name"] == "my model");
  CHECK(with({"name=\"quoted\""})["name"] == "quoted");
  CHECK(with({"name="})["name"] == "");
  CHECK(with({"name=a=b"})["name"] == "a=b");
  CHECK(with({"training.epochs=3", "training.epochs=4"})["training"]["epochs"] == 4);
  CHECK(with({"network=[]"})["network"].empty());
  CHECK(with({"training.clip_norm=null"})["training"]["clip_norm"].is_null());
  CHECK(with({"metrics=[\"rmse\"]"})["metrics"][0] == "rmse");
  CHECK(with({"$schema=x"}).contains("$schema") == false);
}

TEST_CASE("a string that looks like something else stays one where only a string will do") {
  CHECK(with({"outputs.0.column=2020"})["outputs"][0]["column"] == "2020");
  CHECK(with({"name=true"})["name"] == "true");
  CHECK(with({"inputs.0.fill=2"})["inputs"][0]["fill"] == 2);
}

TEST_CASE("what lies on the way is made, from its default") {
  const Json optimizer = with({"training.optimizer.type=sgd"})["training"]["optimizer"];
  CHECK(optimizer["type"] == "sgd");
  CHECK(optimizer["momentum"] == 0);
  CHECK(with({"training.optimizer.learning_rate=0.5"})["training"]["optimizer"]["type"] == "adam");
  CHECK(with({"training.early_stopping.patience=3"})["training"]["early_stopping"]["metric"] ==
        "loss");
  const Json stopping =
      Spec::parse(R"({"inputs": [{"type": "number", "column": "x"}], "outputs":
      [{"type": "number", "column": "y"}], "training": {"early_stopping": null, "validation": 0.1}})",
                  "s.json", Exit::spec,
                  overrides({"training.early_stopping.patience=3", "training.validation.type=share",
                             "training.validation.share=0.5"}))
          .root()["training"]
          .json();
  CHECK(stopping["early_stopping"]["patience"] == 3);
  CHECK(stopping["validation"]["share"] == 0.5);
  CHECK(with({"data.missing.0=-"})["data"]["missing"].size() == 8);
  CHECK(with({"metrics.0=mse"})["metrics"].size() == 1);
  CHECK(with({"outputs.0.loss.type=huber",
              "outputs.0.loss.delta=2"})["outputs"][0]["loss"]["delta"] == 2);
}

TEST_CASE("what lies on the way is that of the output's own type") {
  const auto of = [](const std::string& type) {
    const std::string text =
        "{\"inputs\": [{\"type\": \"number\", \"column\": \"x\"}],\n"
        "\"outputs\": [{\"type\": \"" +
        type + "\", \"column\": \"y\"}]}";
    return Spec::parse(text, "s.json", Exit::spec,
                       overrides({"outputs.0.loss.class_weights=balanced"}))
        .root()
        .json()["outputs"][0]["loss"];
  };
  CHECK(of("category")["type"] == "cross_entropy");
  CHECK(of("binary")["type"] == "binary_cross_entropy");
  CHECK(of("binary")["class_weights"] == "balanced");
  CHECK(wrong({"outputs.0.loss.delta=1"})
            .starts_with("--set outputs.0.loss.delta=1: unknown key \"delta\""));
}

TEST_CASE("an index past the end adds an element") {
  const Json network = with(
      {"network.3={\"type\": \"elu\"}", "network.4.type=dense", "network.4.units=2"})["network"];
  CHECK(network.size() == 5);
  CHECK(network[3]["type"] == "elu");
  CHECK(network[4]["units"] == 2);
  CHECK(wrong({"network.4.type=elu"}) ==
        "--set network.4.type=elu: \"network\" has 3 elements: there is none at 4\n  hint: 3 adds "
        "one");
  CHECK(wrong({"network.x=1"}) ==
        "--set network.x=1: \"network\" is a list: expected an index, got \"x\"");
  CHECK(wrong({"network.-1=1"}) ==
        "--set network.-1=1: \"network\" is a list: expected an index, got \"-1\"");
}

TEST_CASE("values are removed by path") {
  CHECK(with({"network.0"})["network"].size() == 2);
  CHECK(with({"network"})["network"].empty());
  CHECK(with({"training.epochs"})["training"]["epochs"] == 20);
  CHECK(with({"training.epochs=3", "training.epochs"})["training"]["epochs"] == 20);
  CHECK(with({"network.2.rate"})["network"][2]["rate"] == 0.5);
  CHECK(wrong({"network.3"}) ==
        "--unset network.3: \"network\" has 3 elements: there is none at 3\n  hint: indices start "
        "at 0");
  CHECK(wrong({"outputs"}) == "s.json:1:1: \"outputs\" is missing");
  CHECK(wrong({"trainin"}) ==
        "--unset trainin: unknown key \"trainin\"\n  hint: did you mean \"training\"?");
  // Also below what the spec does not hold.
  CHECK(with({"training.schedule.warmup"})["training"]["schedule"]["type"] == "constant");
  CHECK(wrong({"training.schedule.warmap"}) ==
        "--unset training.schedule.warmap: unknown key \"warmap\"\n"
        "  hint: did you mean \"warmup\"?");
}

TEST_CASE("paths that the schema does not know") {
  CHECK(wrong({"training.epoch=1"}) ==
        "--set training.epoch=1: unknown key \"epoch\"\n  hint: did you mean \"epochs\"?");
  CHECK(wrong({"network.0.unit=1"}) ==
        "--set network.0.unit=1: unknown key \"unit\"\n  hint: did you mean \"units\"?");
  CHECK(wrong({"training.epochs.x=1"}) ==
        "--set training.epochs.x=1: \"training.epochs\" has no keys");
  CHECK(wrong({"=1"}).starts_with("--set =1: unknown key \"\""));
  CHECK(wrong({"name=\xff"}) == R"(--set name=\xff: not UTF-8)");
  // A mistaken override changes nothing, and does not hide other mistakes.
  CHECK(wrong({"training.early_stopping.patient=1", "network.0.units=0"}) ==
        "--set network.0.units=0: \"units\" must be at least 1 (0)\n"
        "--set training.early_stopping.patient=1: unknown key \"patient\"\n"
        "  hint: did you mean \"patience\"?");
}

TEST_CASE("a mistake in a value that was set is placed at what set it") {
  CHECK(wrong({"network.0.units=many"}) ==
        "--set network.0.units=many: \"units\" must be an integer, not a string (\"many\")");
  CHECK(wrong({"network.0={\"type\": \"dense\", \"units\": 0}"}) ==
        "--set network.0={\"type\": \"dense\", \"units\": 0}: \"units\" must be at least 1 (0)");
  CHECK(wrong({"training.optimizer.type=sgd", "training.optimizer.beta_1=0.5"}) ==
        "--set training.optimizer.beta_1=0.5: unknown key \"beta_1\"\n"
        "  hint: known: learning_rate, momentum, nesterov, weight_decay");
  CHECK(wrong({"network.3.type=dense"}) == "--set network.3.type=dense: \"units\" is missing");
  CHECK(wrong({"network.0.type=relu"}) ==
        "s.json:2:31: unknown key \"units\"\n  hint: known: name, trainable");
  CHECK(wrong({"inputs.0.columns=[\"a\"]"}) ==
        "--set inputs.0.columns=[\"a\"]: \"column\" and \"columns\" exclude each other");
  CHECK(wrong({"training=[]"}) == "--set training=[]: \"training\" must be an object, not a list");
  // Mistakes in the text come first.
  CHECK(wrong({"network.0.units=0", "network.2.rate=2", "outputs.0.type"}) ==
        "s.json:5:13: \"type\" is missing\n  hint: known: category, binary, number\n"
        "--set network.0.units=0: \"units\" must be at least 1 (0)\n"
        "--set network.2.rate=2: \"rate\" must be below 1 (2)");
}

TEST_CASE("elements behind a removed one keep their places") {
  const std::string text =
      "{\"inputs\": [{\"type\": \"number\", \"column\": \"x\"}],\n"
      "\"outputs\": [{\"type\": \"number\", \"column\": \"y\"}],\n"
      "\"network\": [{\"type\": \"dense\", \"units\": 0},\n"
      "{\"type\": \"relu\"},\n"
      "{\"type\": \"residual\", \"layers\": [{\"type\": \"dense\", \"units\": 0}]},\n"
      "{\"type\": \"elu\", \"alpha\": 0}]}";
  CHECK(wrong({"network.1"}, text) ==
        "s.json:3:31: \"units\" must be at least 1 (0)\n"
        "s.json:5:51: \"units\" must be at least 1 (0)\n"
        "s.json:6:17: \"alpha\" must be above 0 (0)");
  CHECK(wrong({"network.3.alpha=-1", "network.0", "network.0"}, text) ==
        "s.json:5:51: \"units\" must be at least 1 (0)\n"
        "--set network.3.alpha=-1: \"alpha\" must be above 0 (-1)");
  CHECK(wrong({"network.0.units=-1", "network.1"}, text) ==
        "s.json:5:51: \"units\" must be at least 1 (0)\n"
        "s.json:6:17: \"alpha\" must be above 0 (0)\n"
        "--set network.0.units=-1: \"units\" must be at least 1 (-1)");
}

TEST_CASE("a spec that is no object is reported as such") {
  CHECK(wrong({"name=x"}, "[]") == "s.json:1:1: the document must be an object, not a list");
}
