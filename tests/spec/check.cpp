#include <algorithm>
#include <string>

#include <doctest/doctest.h>

#include "mistake.h"
#include "spec/options.h"
#include "spec/spec.h"

using namespace aimodel;

namespace {

std::string mistakes(const std::string& schema, const std::string& text) {
  return mistake([&] { options_from(schema, text); });
}

// What is wrong with a spec that has these keys besides inputs and outputs.
std::string of_spec(const std::string& keys) {
  return mistake([&] {
    Spec::parse(R"({"inputs": [{"type": "number", "column": "x"}],)"
                R"( "outputs": [{"type": "number", "column": "y"}])"
                "\n, " +
                    keys + "}",
                "s.json");
  });
}

}  // namespace

TEST_CASE("the type of a value") {
  const auto dense = [](const std::string& units) {
    return mistakes("layers/dense", R"({"type": "dense", "units": )" + units + "}");
  };
  CHECK(dense("64") == "");
  CHECK(dense("64.0") == "");
  CHECK(dense("6.4e1") == "");
  CHECK(dense("\"64\"") ==
        "layers/dense:1:19: \"units\" must be an integer, not a string (\"64\")");
  CHECK(dense("1.5") == "layers/dense:1:19: \"units\" must be an integer, not a fraction (1.5)");
  CHECK(dense("true") == "layers/dense:1:19: \"units\" must be an integer, not true");
  CHECK(dense("null") == "layers/dense:1:19: \"units\" must be an integer, not null");
  CHECK(dense("[64]") == "layers/dense:1:19: \"units\" must be an integer, not a list");
  CHECK(dense("{}") == "layers/dense:1:19: \"units\" must be an integer, not an object");
  CHECK(mistakes("layers/dense", R"({"type": "dense", "units": 1, "bias": 0})") ==
        "layers/dense:1:31: \"bias\" must be true or false, not an integer (0)");
  CHECK(mistakes("layers/dropout", R"({"type": "dropout", "rate": "a lot"})") ==
        "layers/dropout:1:21: \"rate\" must be a number, not a string (\"a lot\")");
  CHECK(mistakes("layers/dense", "[]") ==
        "layers/dense:1:1: the document must be an object, not a list");
  CHECK(of_spec(R"("training": {"clip_norm": "1"})") ==
        "s.json:2:16: \"clip_norm\" must be a number or null, not a string (\"1\")");
  CHECK(of_spec(R"("training": {"clip_norm": 0})") ==
        "s.json:2:16: \"clip_norm\" must be above 0 (0)");
  CHECK(of_spec(R"("training": {"clip_norm": null})") == "");
  CHECK(of_spec(R"("training": [])") == "s.json:2:3: \"training\" must be an object, not a list");
}

TEST_CASE("the range of a number") {
  const auto dropout = [](const std::string& rate) {
    return mistakes("layers/dropout", R"({"type": "dropout", "rate": )" + rate + "}");
  };
  CHECK(dropout("0") == "");
  CHECK(dropout("-0.0") == "");
  CHECK(dropout("0.999") == "");
  CHECK(dropout("1") == "layers/dropout:1:21: \"rate\" must be below 1 (1)");
  CHECK(dropout("1.5") == "layers/dropout:1:21: \"rate\" must be below 1 (1.5)");
  CHECK(dropout("-1e-9") == "layers/dropout:1:21: \"rate\" must be at least 0 (-1e-09)");
  const auto units = [](const std::string& number) {
    return mistakes("layers/dense", R"({"type": "dense", "units": )" + number + "}");
  };
  CHECK(units("0") == "layers/dense:1:19: \"units\" must be at least 1 (0)");
  CHECK(units("1048577") == "layers/dense:1:19: \"units\" must be at most 1048576 (1048577)");
  CHECK(units("1048576.0") == "");
  CHECK(units("1e300") == "layers/dense:1:19: \"units\" must be at most 1048576 (1e+300)");
  CHECK(units("-1e300") == "layers/dense:1:19: \"units\" must be at least 1 (-1e+300)");
  CHECK(units("9223372036854775808") ==
        "layers/dense:1:19: \"units\" must be at most 1048576 (9223372036854775808)");
  CHECK(units("18446744073709551616") ==
        "layers/dense:1:19: \"units\" must be at most 1048576 (18446744073709551616.0)");
  CHECK(mistakes("layers/elu", R"({"type": "elu", "alpha": 0})") ==
        "layers/elu:1:17: \"alpha\" must be above 0 (0)");
}

TEST_CASE("keys that are unknown or missing") {
  CHECK(of_spec(R"("training": {"batchsize": 64})") ==
        "s.json:2:16: unknown key \"batchsize\"\n  hint: did you mean \"batch_size\"?");
  CHECK(of_spec(R"("dataa": 1)") ==
        "s.json:2:3: unknown key \"dataa\"\n  hint: did you mean \"data\"?");
  CHECK(mistakes("layers/dropout", R"({"type": "dropout", "probability": 0.1})") ==
        "layers/dropout:1:21: unknown key \"probability\"\n  hint: known: rate, name, trainable");
  CHECK(mistakes("layers/dense", R"({"type": "dense"})") ==
        "layers/dense:1:1: \"units\" is missing");
  // A misspelt key is one mistake, not two.
  CHECK(mistakes("layers/dense", R"({"type": "dense", "unit": 3})") ==
        "layers/dense:1:19: unknown key \"unit\"\n  hint: did you mean \"units\"?");
  CHECK(mistakes("spec", "{}") ==
        "spec:1:1: \"inputs\" is missing\nspec:1:1: \"outputs\" is missing");
}

TEST_CASE("names of a list") {
  CHECK(mistakes("layers/dense", R"({"type": "dense", "units": 1, "activation": "rellu"})") ==
        "layers/dense:1:31: \"activation\" must be one of \"linear\", \"relu\", \"leaky_relu\", "
        "\"elu\", "
        "\"gelu\", \"silu\", \"sigmoid\", \"tanh\" or \"softplus\", not \"rellu\"\n"
        "  hint: did you mean \"relu\"?");
  CHECK(mistakes("layers/parallel", R"({"type": "parallel", "branches": [[]], "join": 1})") ==
        "layers/parallel:1:40: \"join\" must be \"concat\" or \"add\", not 1");
  CHECK(mistakes("layers/dense", R"({"type": "elu", "units": 1})") ==
        "layers/dense:1:2: \"type\" must be \"dense\", not \"elu\"");
}

TEST_CASE("alternatives told apart by type") {
  CHECK(mistakes("layers", R"({"type": "dens", "units": 1})") ==
        "layers:1:2: unknown layer \"dens\"\n  hint: did you mean \"dense\"?");
  CHECK(mistakes("layers", R"({"type": "convolve", "units": "?"})")
            .starts_with("layers:1:2: unknown layer \"convolve\""));
  CHECK(mistakes("optimizers", R"({"type": "newton"})") ==
        "optimizers:1:2: unknown optimizer \"newton\"\n"
        "  hint: known: adagrad, adam, adamw, muon, rmsprop, sgd");
  CHECK(mistakes("optimizers", R"({"learning_rate": 1})") ==
        "optimizers:1:1: \"type\" is missing\n  hint: known: adagrad, adam, adamw, muon, rmsprop, "
        "sgd");
  CHECK(mistakes("optimizers", R"({"tpye": "adam"})") ==
        "optimizers:1:2: unknown key \"tpye\"\n  hint: did you mean \"type\"?");
  CHECK(mistakes("optimizers", R"({"type": 1})") ==
        "optimizers:1:2: \"type\" must be a string, not an integer (1)\n"
        "  hint: known: adagrad, adam, adamw, muon, rmsprop, sgd");
  CHECK(mistakes("outputs", R"({"type": "binary", "column": "y", "loss": {"type": "huber"}})") ==
        "outputs:1:44: unknown loss \"huber\"\n  hint: known: binary_cross_entropy, focal");
  CHECK(of_spec(R"("training": {"optimizer": "adam"})") ==
        "s.json:2:16: \"optimizer\" must be an object, not a string (\"adam\")\n"
        "  hint: write {\"type\": \"adam\"}");
  CHECK(of_spec(R"("network": ["relu", 7])") ==
        "s.json:2:15: a layer must be an object, not a string (\"relu\")\n"
        "  hint: write {\"type\": \"relu\"}\n"
        "s.json:2:23: a layer must be an object, not an integer (7)");
  CHECK(mistakes("optimizers", R"({"type": "sgd", "beta_1": 0.9})") ==
        "optimizers:1:17: unknown key \"beta_1\"\n"
        "  hint: known: learning_rate, momentum, nesterov, weight_decay");
}

TEST_CASE("alternatives told apart by the JSON type") {
  const auto validation = [](const std::string& value) {
    return of_spec(R"("training": {"validation": )" + value + "}");
  };
  CHECK(validation("0.2") == "");
  CHECK(validation(R"({"type": "share", "share": 0.2})") == "");
  CHECK(validation("1") == "s.json:2:16: \"validation\" must be below 1 (1)");
  CHECK(validation("\"share\"") ==
        "s.json:2:16: \"validation\" must be a number or an object, not a string (\"share\")\n"
        "  hint: write {\"type\": \"share\"}");
  CHECK(validation(R"({"type": "shares"})") ==
        "s.json:2:31: unknown split \"shares\"\n  hint: did you mean \"share\"?");
  CHECK(validation(R"({"type": "share", "share": 2})") ==
        "s.json:2:48: \"share\" must be below 1 (2)");
  CHECK(of_spec(R"("training": {"early_stopping": {"patience": 0}})") ==
        "s.json:2:35: \"patience\" must be at least 1 (0)");
  CHECK(of_spec(R"("training": {"early_stopping": 5})") ==
        "s.json:2:16: \"early_stopping\" must be null or an object, not an integer (5)");
  const auto fill = [](const std::string& value) {
    return mistakes("inputs/number", R"({"type": "number", "column": "x", "fill": )" + value + "}");
  };
  CHECK(fill("-1.5") == "");
  CHECK(fill("\"median\"") == "");
  CHECK(fill("\"medium\"") ==
        "inputs/number:1:35: \"fill\" must be \"mean\", \"median\" or a number, not \"medium\"\n"
        "  hint: did you mean \"median\"?");
  CHECK(fill("true") ==
        "inputs/number:1:35: \"fill\" must be \"mean\", \"median\" or a number, not true");
  const auto weights = [](const std::string& value) {
    return mistakes("losses/cross_entropy",
                    R"({"type": "cross_entropy", "class_weights": )" + value + "}");
  };
  CHECK(weights("null") == "");
  CHECK(weights("\"balanced\"") == "");
  CHECK(weights(R"({"a": 1, "b/c": 2.5})") == "");
  CHECK(weights(R"({"a": 1, "b/c": -2.5})") ==
        "losses/cross_entropy:1:53: \"b/c\" must be at least 0 (-2.5)");
  CHECK(weights("\"equal\"") ==
        "losses/cross_entropy:1:27: \"class_weights\" must be null, \"balanced\" or an object, "
        "not \"equal\"");
}

TEST_CASE("one of several keys") {
  CHECK(mistakes("inputs/number", R"({"type": "number"})") ==
        "inputs/number:1:1: \"column\" or \"columns\" is missing");
  CHECK(mistakes("inputs/number", R"({"columns": ["b"], "type": "number", "column": "a"})") ==
        "inputs/number:1:38: \"column\" and \"columns\" exclude each other");
  CHECK(mistakes("inputs/number", R"({"type": "number", "colum": "a"})") ==
        "inputs/number:1:20: unknown key \"colum\"\n  hint: did you mean \"column\"?");
}

TEST_CASE("lists and strings that are too short") {
  CHECK(mistakes("inputs/number", R"({"type": "number", "columns": []})") ==
        "inputs/number:1:20: \"columns\" must not be empty");
  CHECK(mistakes("inputs/number", R"({"type": "number", "columns": ["a", ""]})") ==
        "inputs/number:1:37: an element of \"columns\" must not be empty");
  CHECK(mistakes("inputs/number", R"({"type": "number", "columns": ["a", 2]})") ==
        "inputs/number:1:37: an element of \"columns\" must be a string, not an integer (2)");
  CHECK(mistakes("inputs/number", R"({"type": "number", "columns": "a"})") ==
        "inputs/number:1:20: \"columns\" must be a list, not a string (\"a\")\n  hint: write "
        "[\"a\"]");
  CHECK(mistakes("inputs/number", R"({"type": "number", "column": ""})") ==
        "inputs/number:1:20: \"column\" must not be empty");
  CHECK(mistakes("inputs/ordinal", R"({"type": "ordinal", "column": "c", "order": ["low"]})") ==
        "inputs/ordinal:1:36: \"order\" must have at least 2 elements (1)");
  CHECK(mistakes("layers/parallel", R"({"type": "parallel", "branches": [{"type": "relu"}]})") ==
        "layers/parallel:1:35: an element of \"branches\" must be a list, not an object\n"
        "  hint: put it in [ ]");
  CHECK(of_spec(R"("metrics": "accuracy")") ==
        "s.json:2:3: \"metrics\" must be a list or null, not a string (\"accuracy\")\n"
        "  hint: write [\"accuracy\"]");
}

TEST_CASE("names of metrics") {
  CHECK(of_spec(R"("metrics": ["accuracy", "acuracy"])") ==
        "s.json:2:27: unknown metric \"acuracy\"\n  hint: did you mean \"accuracy\"?");
  CHECK(of_spec(R"("metrics": [1])")
            .starts_with("s.json:2:15: a metric must be one of \"accuracy\", "));
}

TEST_CASE("mistakes deep inside lists of layers have their own place") {
  CHECK(of_spec("\"network\": [\n {\"type\": \"residual\", \"layers\": [\n"
                "  {\"type\": \"parallel\", \"branches\": [[], [\n"
                "   {\"type\": \"dense\", \"units\": 0}]]}]}]") ==
        "s.json:5:22: \"units\" must be at least 1 (0)");
}

TEST_CASE("all mistakes are reported, in the order of the text") {
  CHECK(mistakes("spec",
                 "{\"training\": {\"epochs\": 0,\n"
                 "\"optimizer\": {\"type\": \"sgd\", \"momentum\": 1}},\n"
                 "\"netwrk\": [],\n"
                 "\"outputs\": [],\n"
                 "\"inputs\": [{\"type\": \"number\"}]}") ==
        "spec:1:15: \"epochs\" must be at least 1 (0)\n"
        "spec:2:30: \"momentum\" must be below 1 (1)\n"
        "spec:3:1: unknown key \"netwrk\"\n"
        "  hint: did you mean \"network\"?\n"
        "spec:4:1: \"outputs\" must not be empty\n"
        "spec:5:12: \"column\" or \"columns\" is missing");
}

TEST_CASE("a flood of mistakes ends") {
  std::string text = "{\"inputs\": [";
  for (int i = 0; i < 200000; ++i) text += "7,";
  text.back() = ']';
  const std::string message = mistakes("spec", text + ", \"outputs\": []}");
  CHECK(std::count(message.begin(), message.end(), '\n') == 101);
  CHECK(message.ends_with("\nspec: more than 100 mistakes"));
}
