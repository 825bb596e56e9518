#include "network/limits.h"

#include <string>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "base/error.h"

using namespace aimodel;

namespace {

// What is wrong with a spec of one input group, one output and these layers.
std::string refusal(const std::string& layers) {
  const Spec spec = Spec::parse(fmt::format(R"({{
    "inputs": [{{"column": "x", "type": "number"}}],
    "outputs": [{{"column": "y", "type": "number"}}],
    "network": [
      {}
    ]
  }})",
                                            layers),
                                "spec.json");
  try {
    check_layer_count(spec);
  } catch (const Error& error) {
    CHECK(error.code() == Exit::spec);
    return error.what();
  }
  return "accepted";
}

std::string repeat(int times, const std::string& layers) {
  return fmt::format(R"({{"type": "repeat", "times": {}, "layers": [{}]}})", times, layers);
}

const std::string kRelu = R"({"type": "relu"})";

std::string relus(int count) {
  std::string layers = kRelu;
  for (int i = 1; i < count; ++i) layers += ", " + kRelu;
  return layers;
}

}  // namespace

TEST_CASE("a network may have 10,000 layers, input groups, outputs and branches") {
  const std::string most = repeat(999, relus(10));  // 9,991, and 2 with input and output
  CHECK(refusal(most + ", " + relus(7)) == "accepted");
  CHECK(refusal(most + ",\n" + relus(8)) ==
        "spec.json:6:127: the network has more than 10,000 layers");
  CHECK(refusal(most + ",\n" + R"({"type": "parallel", "branches": [[], [], [], [], [], []]})") ==
        "accepted");
  CHECK(
      refusal(most + ",\n" + R"({"type": "parallel", "branches": [[], [], [], [], [], [], []]})") ==
      "spec.json:6:1: the network has more than 10,000 layers\n"
      "  hint: each layer, branch and repetition counts");
}

TEST_CASE("repeats inside repeats multiply, without overflow") {
  CHECK(refusal(repeat(100, repeat(98, kRelu))) == "accepted");
  CHECK(refusal(repeat(100, repeat(99, kRelu))) ==
        "spec.json:5:7: the network has more than 10,000 layers\n"
        "  hint: each layer, branch and repetition counts");
  std::string nested = kRelu;
  for (int i = 0; i < 25; ++i) nested = repeat(1000, nested);
  CHECK(refusal(nested).find("more than 10,000 layers") != std::string::npos);
}
