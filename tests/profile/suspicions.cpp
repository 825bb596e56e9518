#include "profile/suspicions.h"

#include <cmath>
#include <functional>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "base/random.h"
#include "profile_support.h"

using namespace aimodel;

namespace {

double normal(int i, const char* stream = "x") {
  return Random(3).branch(stream).normal(static_cast<uint64_t>(i));
}
int below(int bound, int i, const char* stream = "x") {
  return static_cast<int>(
      Random(3).branch(stream).below(static_cast<uint64_t>(bound), static_cast<uint64_t>(i)));
}

using Cell = std::function<std::string(int)>;

// Columns from functions of the row's number.
Profile profile_of(int rows, const std::vector<std::pair<std::string, Cell>>& columns,
                   const std::string& target = "") {
  std::string text;
  for (const auto& [name, cell] : columns) text += (text.empty() ? "" : ",") + name;
  text += "\n";
  for (int i = 0; i < rows; ++i) {
    std::string line;
    for (size_t k = 0; k < columns.size(); ++k) line += (k == 0 ? "" : ",") + columns[k].second(i);
    text += line + "\n";
  }
  return profile_text(text, {.target = target});
}

std::string says(const std::vector<Suspicion>& suspicions, const std::string& kind) {
  for (const Suspicion& suspicion : suspicions) {
    if (suspicion.kind == kind) return suspicion.text;
  }
  return "";
}

// What is said of this kind about one column of 500 rows.
std::string says(const std::string& kind, const Cell& cell, const std::string& name = "x") {
  const Profile profile =
      profile_of(500, {{"w", [](int i) { return std::to_string(i % 7); }}, {name, cell}});
  return says(profile.columns[1].suspicions, kind);
}

std::string number(double x) {
  return fmt::format("{:.4f}", x);
}

}  // namespace

TEST_CASE("outliers: a few values far from all others, with their lines") {
  const auto cell = [](int i) { return i == 7 ? "58.9" : i == 99 ? "-40" : number(5 + normal(i)); };
  const std::string text = says("outlier", cell);
  CHECK(text.starts_with("holds 2 values far from the others, which lie between "));
  CHECK(text.ends_with(": 58.9 in line 9, -40 in line 101"));
  CHECK(says("skew", cell) == "");
  // Long tails are none: log-normal, exponential, Pareto of index 2; a normal column neither.
  CHECK(says("outlier", [](int i) { return number(std::exp(1.5 * normal(i))); }) == "");
  CHECK(says("outlier", [](int i) {
          return number(-std::log(1 - Random(5).uniform(static_cast<uint64_t>(i))));
        }) == "");
  CHECK(says("outlier", [](int i) {
          return number(1 / std::sqrt(1 - Random(9).uniform(static_cast<uint64_t>(i))));
        }) == "");
  CHECK(says("outlier", [](int i) { return number(normal(i)); }) == "");
}

TEST_CASE("sentinels: numbers that stand for a missing value") {
  const auto with = [](const std::string& value, double mean, int every = 25) {
    return [=](int i) { return i % every == 3 ? value : number(mean + normal(i)); };
  };
  CHECK(says("sentinel", with("-999", 0)).starts_with("holds -999 in 20 of its rows (4%), all "));
  CHECK(
      says("sentinel", with("-999", 0)).ends_with("\"missing\": [\"-999\"] of its inputs says so"));
  CHECK(says("sentinel", with("9999", 50)).starts_with("holds 9999 in 20 of its rows"));
  CHECK(says("sentinel", with("-1", 20)).starts_with("holds -1 in 20 of its rows"));
  CHECK(says("sentinel", with("0", 20)).starts_with("holds 0 in 20 of its rows"));
  CHECK(says("sentinel", with("-200", 3)).starts_with("holds -200 in 20 of its rows"));
  CHECK(says("sentinel", [](int i) {
          return i % 10 < 6 ? "0" : std::to_string(1 + below(100, i));
        }).starts_with("holds 0 in 300 of its rows (60%): none, or not known?"));
  // What lies within the others, or beside them.
  CHECK(says("sentinel", [](int i) { return number(normal(i)); }) == "");
  CHECK(says("sentinel", [](int i) { return std::to_string(below(100, i)); }) == "");
  CHECK(says("sentinel", [](int i) { return std::to_string(below(12, i) - 1); }) == "");
  CHECK(says("sentinel", [](int i) { return std::to_string(below(60, i) - 30); }) == "");
}

TEST_CASE("skew") {
  CHECK(says("skew", [](int i) {
          return number(std::exp(1.5 * normal(i)));
        }).starts_with("is skewed to the right (skewness "));
  CHECK(says("skew", [](int i) {
          return number(-std::exp(1.5 * normal(i)));
        }).ends_with("\"scaling\": \"robust\" evens it out"));
  CHECK(says("skew", [](int i) { return number(normal(i)); }) == "");
}

TEST_CASE("whole numbers that look like codes") {
  const int kCodes[] = {101, 117, 205, 230, 318, 401, 499, 512, 640, 733, 777, 850, 911};
  CHECK(says("codes", [&](int i) { return std::to_string(kCodes[below(13, i)]); }) ==
        "holds 13 different whole numbers of 3 digits, as codes do; if they are names, \"type\": "
        "\"category\" takes them so");
  CHECK(says(
            "codes", [](int i) { return std::to_string(below(40, i)); }, "shop_id")
            .starts_with("is named like a key: its 40 different numbers are names, not amounts"));
  CHECK(says(
            "codes", [](int i) { return std::to_string(below(40, i)); }, "zip_code") != "");
  CHECK(says("codes", [](int i) { return std::to_string(1980 + below(40, i)); }) == "");
  CHECK(says("codes", [](int i) { return std::to_string(500 + 100 * below(5, i)); }) == "");
  CHECK(says("codes", [](int i) { return std::to_string(below(90, i)); }) == "");
}

TEST_CASE("numeric identifiers, and amounts that differ in each row") {
  const auto type = [](const Cell& cell, const std::string& name = "x") {
    return profile_of(500, {{"w", [](int i) { return std::to_string(i % 7); }}, {name, cell}})
        .columns[1]
        .type;
  };
  // A sequence with gaps and a few numbers twice; names.
  CHECK(type([](int i) { return std::to_string(1000 + i + i / 10); }) == ColumnType::identifier);
  CHECK(type([](int i) { return std::to_string(1000 + (i % 50 == 0 ? 1 : i)); }) ==
        ColumnType::identifier);
  CHECK(type([](int i) { return std::to_string(below(100'000'000, i)); }, "customer_id") ==
        ColumnType::identifier);
  CHECK(type([](int i) { return std::to_string(below(100'000'000, i)); }, "uuid") ==
        ColumnType::identifier);
  CHECK(type([](int i) { return std::to_string(below(100'000'000, i)); }) == ColumnType::number);
  CHECK(type([](int i) { return std::to_string(50'000 + 20 * i + below(20, i)); }) ==
        ColumnType::number);
  CHECK(type([](int i) { return number(normal(i)); }) == ColumnType::number);
  CHECK(type([](int i) { return number(normal(i)); }, "fluid_id") == ColumnType::number);
}

TEST_CASE("inputs that are copies of each other") {
  const Cell number_cell = [](int i) { return number(normal(i, "a")); };
  const Cell color = [](int i) { return i % 3 == 0 ? "red" : i % 7 == 0 ? "blue" : "green"; };
  const Profile profile = profile_of(
      500,
      {{"celsius", [](int i) { return fmt::format("{:.1f}", 15 + 8 * normal(i)); }},
       {"fahrenheit",
        [](int i) {
          return fmt::format("{:.2f}", 32 + 1.8 * std::round(150 + 80 * normal(i)) / 10);
        }},
       {"a", number_cell},
       {"b", number_cell},
       {"c", [](int i) { return number(normal(i, "a") + 0.01 * normal(i, "other")); }},
       {"color", color},
       {"code", [&](int i) { return color(i) == "red"    ? "7"
                                    : color(i) == "blue" ? "2"
                                                         : "5"; }},
       {"rare", [](int i) { return i == 250 ? "yes" : "no"; }},
       {"rarer", [](int i) { return i == 250 ? "1" : "0"; }}});
  const auto copy = [&](size_t i) { return says(profile.columns[i].suspicions, "copy"); };
  CHECK(copy(0) == "");
  CHECK(copy(1) == "is column \"celsius\" times 1.8 plus 32");
  CHECK(copy(2) == "");
  CHECK(copy(3) == "holds the same as column \"a\"");
  CHECK(copy(4) == "");
  CHECK(copy(5) == "");
  CHECK(copy(6) ==
        "is a code of column \"color\": each value of one goes with one value of the "
        "other");
  CHECK(copy(8) == "");  // one row may agree by chance
}

TEST_CASE("a copy of the target is leakage, not a copy") {
  const Cell y = [](int i) { return number(normal(i)); };
  const Profile profile = profile_of(100, {{"x", y}, {"y", y}}, "y");
  CHECK(says(profile.columns[0].suspicions, "copy") == "");
  CHECK(says(profile.columns[0].suspicions, "leakage") != "");
}

TEST_CASE("a target that is a sum of inputs") {
  const auto fare = [](int i) { return std::round(100 * (10 + 3 * normal(i, "fare"))) / 100; };
  const auto tip = [](int i) { return std::round(100 * (3 + normal(i, "tip"))) / 100; };
  const auto sum = [&](double noise) {
    const Profile profile =
        profile_of(400,
                   {{"fare", [&](int i) { return number(fare(i)); }},
                    {"other", [](int i) { return number(normal(i, "other")); }},
                    {"total", [&](int i) { return number(fare(i) + 2 * tip(i)); }},
                    {"tip", [&](int i) { return number(tip(i) + noise * normal(i, "noise")); }}},
                   "tip");
    return says(profile.columns[3].suspicions, "linear");
  };
  CHECK(sum(0) ==
        "is nearly a sum of other columns (linear fit, r2 0.99999): -0.5 \"fare\" + 0.5 "
        "\"total\"; leave out what is not known before the outcome");
  CHECK(sum(0.01) != "");
  CHECK(sum(0.1) == "");
}

TEST_CASE("rows that are equal to earlier ones, keys aside") {
  const auto text = [](int different, bool key) {
    const Profile profile = profile_of(
        200, {{key ? "row_id" : "w", [&](int i) { return std::to_string(key ? i : 1 + i % 2); }},
              {"x", [=](int i) { return fmt::format("{:.9f}", normal(i % different)); }},
              {"y", [=](int i) { return std::to_string(i % different % 4); }}});
    return says(profile.suspicions, "duplicates");
  };
  CHECK(text(180, true) ==
        "20 of 200 rows (10%) are equal to an earlier one, keys aside: a random split puts copies "
        "on both sides; \"group\": \"equal_rows\" of a share keeps them together");
  CHECK(text(150, false).starts_with("50 of 200 rows (25%) are equal to an earlier one: "));
  CHECK(text(200, true) == "");
  // A few columns of a few values are equal again and again.
  const Profile few = profile_of(200, {{"a", [](int i) { return std::to_string(below(2, i)); }},
                                       {"b", [](int i) { return std::to_string(below(3, i)); }}});
  CHECK(few.suspicions.empty());
}
