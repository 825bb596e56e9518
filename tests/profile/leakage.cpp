#include "profile/leakage.h"

#include <cmath>
#include <functional>
#include <string>

#include <doctest/doctest.h>

#include "base/random.h"
#include "profile_support.h"

using namespace aimodel;

namespace {

// What profile_csv says about x as a cause of y, both from the row's number.
std::string leak(int rows, const std::function<std::string(int)>& x,
                 const std::function<std::string(int)>& y) {
  std::string text = "x,y\n";
  for (int i = 0; i < rows; ++i) text += x(i) + "," + y(i) + "\n";
  const Profile profile = profile_text(text, {.target = "y"});
  for (const Suspicion& suspicion : profile.columns[0].suspicions) {
    if (suspicion.kind == "leakage") return suspicion.text;
  }
  return "";
}

double noise(int i) {
  return Random(1).branch("noise").normal(static_cast<uint64_t>(i));
}

}  // namespace

TEST_CASE("leakage: a number against two classes") {
  const auto y = [](int i) { return noise(i) > 0.3 ? "sick" : "well"; };
  CHECK(leak(
            200, [](int i) { return std::to_string(noise(i) * -2 + 5); }, y) ==
        "alone puts the rows in the order of \"y\" (AUC 1); leave it out unless it is known before "
        "the outcome");
  CHECK(leak(
            200, [](int i) { return std::to_string(noise(i) + 0.3 * noise(i + 5000)); }, y) == "");
  CHECK(leak(
            19, [](int i) { return std::to_string(noise(i)); }, y) == "");
}

TEST_CASE("leakage: a number against three classes") {
  const auto y = [](int i) { return "c" + std::to_string(i % 3); };
  CHECK(leak(
            150, [](int i) { return std::to_string(i % 3 * 10 + noise(i) * 0.1); }, y) ==
        "alone tells \"y\": each class has a range of its own; leave it out unless it is known "
        "before the outcome");
  CHECK(leak(
            150, [](int i) { return std::to_string(i % 3 * 2 + noise(i)); }, y) == "");
}

TEST_CASE("leakage: a category against classes, and not where guessing is as good") {
  const auto y = [](int i) { return i % 4 == 0 ? "yes" : "no"; };
  CHECK(
      leak(
          200, [](int i) { return "code" + std::to_string(i % 12); }, y) ==
      "alone tells \"y\" in 100% of the rows; leave it out unless it is known before the outcome");
  CHECK(leak(
            200, [](int i) { return "code" + std::to_string(i % 11); }, y) == "");
  CHECK(leak(
            4000, [](int i) { return "code" + std::to_string(i % 3); },
            [](int i) { return i == 3 ? "yes" : "no"; }) == "");
}

TEST_CASE("leakage: against a number") {
  const auto y = [](int i) { return std::to_string(noise(i)); };
  CHECK(leak(
            200, [](int i) { return std::to_string(3 - 2 * noise(i)); }, y) ==
        "alone gives \"y\" (correlation -1); leave it out unless it is known before the outcome");
  CHECK(leak(
            200, [](int i) { return std::to_string(std::exp(3 * noise(i))); }, y) ==
        "alone puts the rows in the order of \"y\" (rank correlation 1); leave it out unless it is "
        "known before the outcome");
  CHECK(leak(
            200, [](int i) { return std::to_string(noise(i) + 0.1 * noise(i + 900)); }, y) == "");
  CHECK(leak(
            400, [](int i) { return "g" + std::to_string(i % 40); },
            [](int i) { return std::to_string(i % 40 + 0.001 * noise(i)); })
            .starts_with("alone explains 99.99% of the variance of \"y\""));
}

TEST_CASE("leakage: whether a value is missing") {
  CHECK(leak(
            200, [](int i) { return i % 3 == 0 ? "" : std::to_string(noise(i)); },
            [](int i) { return i % 3 == 0 ? "lost" : "kept"; }) ==
        "whether it is missing alone tells \"y\" in 100% of the rows; leave it out unless it is "
        "known before the outcome");
}
