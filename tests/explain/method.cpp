#include "explain/method.h"

#include "tiny_model.h"

using namespace aimodel;

namespace {

std::string refusal(const std::string& method, const std::vector<std::string>& settings) {
  std::vector<Override> overrides;
  for (const std::string& text : settings) {
    const size_t equals = text.find('=');
    overrides.push_back({text.substr(0, equals), text.substr(equals + 1), false, "--set " + text});
  }
  return error_text([&] { make_method(method, overrides); });
}

}  // namespace

TEST_CASE("a method exists because its schema does") {
  CHECK(method_names() ==
        std::vector<std::string>{"integrated_gradients", "permutation", "saliency"});
  for (const std::string& name : method_names()) CHECK(make_method(name, {}) != nullptr);
  CHECK(refusal("permutatoin", {}) ==
        "--method permutatoin: unknown method \"permutatoin\"\n"
        "  hint: did you mean \"permutation\"?");
}

TEST_CASE("an option that a method does not have, or not so, is an error at its --set") {
  CHECK(refusal("permutation", {"repeat=3"}) ==
        "--set repeat=3: unknown key \"repeat\"\n  hint: did you mean \"repeats\"?");
  CHECK(refusal("permutation", {"repeats=many"}) ==
        "--set repeats=many: \"repeats\" must be an integer, not a string (\"many\")");
  CHECK(refusal("permutation", {"repeats=0"}) ==
        "--set repeats=0: \"repeats\" must be at least 1 (0)");
  CHECK(refusal("integrated_gradients", {"baseline=men"}) ==
        "--set baseline=men: \"baseline\" must be \"mean\", \"rows\" or \"zero\", not \"men\"\n"
        "  hint: did you mean \"mean\"?");
  CHECK(refusal("saliency", {"samples=5"}) ==
        "--set samples=5: without noise all samples are the same\n"
        "  hint: --set noise=0.1 adds a tenth of a standard deviation");
  CHECK(refusal("saliency", {"noise=-1", "steps=3"}) ==
        "--set steps=3: unknown key \"steps\"\n  hint: known: noise, samples\n"
        "--set noise=-1: \"noise\" must be at least 0 (-1)");
}
