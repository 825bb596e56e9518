#include "profile/starter_spec.h"

#include <algorithm>
#include <functional>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "base/json.h"
#include "csv/support.h"
#include "profile/profile_csv.h"
#include "spec/spec.h"

using namespace aimodel;

namespace {

StarterSpec starter(const std::string& text, const std::string& target,
                    const CsvFormat& format = {}) {
  const TemporaryFile file(text);
  StarterSpec result =
      starter_spec(profile_csv(file.path(), format, {.target = target}), target, format);
  const Spec spec =
      Spec::parse(result.spec.dump(), "starter.json");  // refuses what the schema does
  CHECK(spec.root()["data"].text("path") == file.path());
  CHECK(result.spec["data"]["path"] == file.path());
  result.spec["data"].erase("path");
  result.spec.erase("name");
  return result;
}

std::string rows(int count, const std::string& header, const std::function<std::string(int)>& row) {
  std::string text = header + "\n";
  for (int i = 0; i < count; ++i) text += row(i) + "\n";
  return text;
}

std::string error_of(const std::string& text, const std::string& target) {
  const TemporaryFile file(text);
  try {
    starter_spec(profile_csv(file.path(), CsvFormat{}, {.target = target}), target, CsvFormat{});
  } catch (const Error& error) {
    return std::string(error.what()).substr(file.path().size());
  }
  return "no error";
}

}  // namespace

TEST_CASE("a starter spec: groups by type, what is of no use left out with the reason") {
  const char* kSizes[] = {"small", "large", "medium"};
  const StarterSpec result =
      starter(rows(200, "id,age,pay,sex,city,size,unit,label",
                   [&](int i) {
                     const std::string n = std::to_string(i);
                     return n + "," + std::to_string(i * 37 % 89) + ".5," +
                            (i % 10 == 0 ? "" : std::to_string(i * 53 % 97)) + "," +
                            (i % 2 ? "f" : "m") + ",c" + std::to_string(i % 7) + "," +
                            kSizes[i % 3] + ",kg," + (i % 5 < 2 ? "bad" : "good");
                   }),
              "label");
  CHECK(result.spec["inputs"] == Json::parse(R"([
    {"columns": ["age"], "type": "number", "encoding": "piecewise_linear"},
    {"columns": ["pay"], "type": "number", "encoding": "piecewise_linear", "fill": "median",
     "missing_indicator": true},
    {"columns": ["sex"], "type": "binary"},
    {"columns": ["city"], "type": "category"},
    {"columns": ["size"], "type": "ordinal", "order": ["small", "medium", "large"]}])"));
  CHECK(result.spec["outputs"] ==
        Json::parse(R"([{"column": "label", "type": "binary", "positive": "good"}])"));
  CHECK(result.spec["network"] == Json::parse(R"([
    {"type": "dense", "units": 64, "activation": "relu", "initializer": "glorot_uniform"},
    {"type": "dense", "units": 64, "activation": "relu", "initializer": "glorot_uniform"}])"));
  CHECK(result.spec["training"] == Json::parse(R"({"epochs": 100, "batch_size": 16, "seed": 1,
    "validation": {"type": "share", "share": 0.2, "stratify": true},
    "test": {"type": "share", "share": 0.2, "stratify": true},
    "optimizer": {"type": "adamw", "learning_rate": 0.002, "weight_decay": 0.02},
    "schedule": {"type": "cosine", "warmup": 0.05},
    "early_stopping": {"metric": "loss", "patience": 25}})"));
  CHECK(
      result.notes ==
      std::vector<std::string>{
          "left out: column \"id\" numbers or names the rows: a value of its own in (nearly) each",
          "left out: column \"unit\" holds one value only: \"kg\"",
          "precision, recall, f1 and auc speak of \"good\"; for the other value set \"positive\""});
}

TEST_CASE("columns that leak the target are left out") {
  const StarterSpec result = starter(rows(100, "x,code,y",
                                          [](int i) {
                                            return std::to_string(i * 37 % 89) + ",s" +
                                                   std::to_string(i % 6) + "," +
                                                   (i % 3 == 0 ? "lost" : "won");
                                          }),
                                     "y");
  CHECK(result.spec["inputs"].size() == 1);
  CHECK(
      result.notes.at(0) ==
      "left out: column \"code\" alone tells \"y\" in 100% of the rows; leave it out unless it is "
      "known before the outcome");
}

TEST_CASE("a column that tells the target is taken where no other is left, with a warning") {
  const StarterSpec result = starter(rows(60, "x,constant,y",
                                          [](int i) {
                                            return std::to_string(i * 37 % 61 * 1.5) + ",7," +
                                                   (i * 37 % 61 > 30 ? "b" : "a");
                                          }),
                                     "y");
  CHECK(result.spec["inputs"] == Json::parse(R"([{"columns": ["x"], "type": "number"}])"));
  CHECK(result.notes.at(0) ==
        "taken all the same, as no other column is left: column \"x\" alone puts the rows in the "
        "order of \"y\" (AUC 1); leave it out unless it is known before the outcome");
  CHECK(result.notes.at(1) == "left out: column \"constant\" holds one value only: \"7\"");
}

TEST_CASE("a class of one row is no reason against a stratified split") {
  const StarterSpec result = starter(rows(51, "x,y",
                                          [](int i) {
                                            return std::to_string(i * 37 % 89) + "," +
                                                   (i == 4               ? "rare"
                                                    : i * 7 % 5 % 2 == 0 ? "a"
                                                                         : "b");
                                          }),
                                     "y");
  CHECK(result.spec["training"]["test"]["stratify"] == true);
  CHECK(result.spec["training"]["validation"]["stratify"] == true);
}

TEST_CASE("where one of two classes is rare, that one is watched") {
  const auto spec_for = [](int count, int every) {
    return starter(rows(count, "x,y",
                        [=](int i) {
                          return std::to_string(i * 37 % 89) + "," +
                                 (i * 31 % every == 1 ? "bad" : "good");
                        }),
                   "y");
  };
  const StarterSpec rare = spec_for(2000, 10);
  CHECK(rare.spec["outputs"][0]["positive"] == "bad");
  CHECK(rare.spec["metrics"] ==
        Json::parse(R"(["balanced_accuracy", "pr_auc", "auc", "f1", "log_loss"])"));
  CHECK(rare.spec["training"]["early_stopping"]["metric"] == "pr_auc");
  CHECK(
      rare.notes.at(1) ==
      "only 10% of the rows are \"bad\": accuracy says little; the spec watches balanced_accuracy "
      "and pr_auc, and stops early by pr_auc");
  const StarterSpec few = spec_for(200, 10);
  CHECK(few.spec["training"]["early_stopping"]["metric"] == "loss");
  CHECK(few.notes.at(1).ends_with(
      "stops early by loss, since validation has too few of them for pr_auc"));
  const StarterSpec even = spec_for(2000, 4);
  CHECK(even.spec["metrics"] == Json::parse(R"(["accuracy", "auc", "f1", "log_loss"])"));
  CHECK(even.spec["training"]["early_stopping"]["metric"] == "loss");
}

TEST_CASE("outputs by the target's values") {
  const auto x = [](int i) { return std::to_string(i * 37 % 89) + ","; };
  const auto output = [&](const std::function<std::string(int)>& y) {
    return starter(rows(300, "x,y", [&](int i) { return x(i) + y(i); }), "y")
        .spec["outputs"][0]["type"];
  };
  CHECK(output([](int i) { return std::to_string(i * 0.37 * (i % 3)); }) == "number");
  CHECK(output([](int i) { return std::to_string(i * 7 % 299); }) == "number");
  CHECK(output([](int i) { return std::to_string(i * i % 4); }) == "binary");  // 0 and 1
  CHECK(output([](int i) { return std::to_string(i * 7 % 5); }) == "category");
  CHECK(output([](int i) { return "c" + std::to_string(i * 7 % 5); }) == "category");
}

TEST_CASE("counts that are spread as widely as they are large are learnt by the poisson loss") {
  const auto spec = [](const std::function<std::string(int)>& y) {
    return starter(
        rows(500, "x,y", [&](int i) { return std::to_string(i * 37 % 89) + "," + y(i); }), "y");
  };
  // Squares of 0 to 22, 161 in the mean.
  const auto count = [](int i) { return (i * 7 % 23) * (i * 7 % 23); };
  const StarterSpec result = spec([&](int i) { return std::to_string(count(i)); });
  CHECK(result.spec["outputs"][0]["loss"]["type"] == "poisson");
  CHECK(result.spec["outputs"][0]["scaling"] == "none");
  CHECK(std::ranges::count_if(result.notes, [](const std::string& note) {
          return note.find("poisson") != std::string::npos;
        }) == 1);
  const auto plain = [&](const std::function<std::string(int)>& y) {
    return !spec(y).spec["outputs"][0].contains("loss");
  };
  CHECK(plain([&](int i) { return std::to_string(count(i)) + ".5"; }));          // no whole numbers
  CHECK(plain([&](int i) { return std::to_string(count(i) - 9); }));             // below 0
  CHECK(plain([&](int i) { return std::to_string(count(i) + 300); }));           // far from 0
  CHECK(plain([&](int i) { return "$" + std::to_string(count(i)); }));           // a price
  CHECK(plain([&](int i) { return std::to_string(i * 7 % 23 + i * 3 % 29); }));  // close together
}

TEST_CASE("of several targets none outweighs the others: no poisson loss") {
  const TemporaryFile file(rows(500, "x,y,z", [](int i) {
    const int count = (i * 7 % 23) * (i * 7 % 23);
    return fmt::format("{},{},{}.5", i * 37 % 89, count, i * 11 % 31);
  }));
  std::vector<Profile> profiles;
  for (const char* target : {"y", "z"}) {
    profiles.push_back(profile_csv(file.path(), CsvFormat{}, {.target = target}));
  }
  const StarterSpec result = starter_spec(profiles, {"y", "z"}, CsvFormat{});
  REQUIRE(result.spec["outputs"].size() == 2);
  CHECK_FALSE(result.spec["outputs"][0].contains("loss"));
  CHECK_FALSE(result.spec["outputs"][0].contains("scaling"));
  for (const std::string& note : result.notes) CHECK(note.find("poisson") == std::string::npos);
}

TEST_CASE("whole numbers taken as classes are mentioned") {
  const StarterSpec result =
      starter(rows(300, "x,y",
                   [](int i) { return std::to_string(i * 37 % 89) + "," + std::to_string(i % 5); }),
              "y");
  CHECK(result.notes ==
        std::vector<std::string>{"target \"y\" holds 5 whole numbers: taken as classes; \"type\": "
                                 "\"number\" takes them as numbers"});
}

TEST_CASE("a text among numbers is missing in their group alone; many values take an embedding") {
  const StarterSpec result = starter(rows(600, "x,zip,y",
                                          [](int i) {
                                            return (i == 9 ? "forty" : std::to_string(i * 0.37)) +
                                                   ",z" + std::to_string(i % 60) + "," +
                                                   std::to_string(i * 0.1 * (i % 7));
                                          }),
                                     "y");
  CHECK_FALSE(result.spec["data"].contains("missing"));
  CHECK(result.spec["inputs"] == Json::parse(R"([
    {"columns": ["x"], "type": "number", "encoding": "piecewise_linear", "fill": "median",
     "missing_indicator": true, "missing": ["forty"]},
    {"columns": ["zip"], "type": "category", "encoding": "embedding", "units": 8,
     "minimum_count": 5}])"));
  CHECK(result.notes.at(0) ==
        "column \"x\" holds numbers, but for \"forty\", which its group now lists as missing");
}

TEST_CASE(
    "a word that is missing among numbers stays a level elsewhere and a class of the target") {
  const auto none = [](int i) { return i % 3 == 0 ? "none" : i % 3 == 1 ? "some" : "many"; };
  const StarterSpec result =
      starter(rows(300, "x,kind,y",
                   [&](int i) {
                     return (i == 9 || i == 50 ? "none" : std::to_string(i * 0.37)) + "," +
                            none(i / 7) + "," + none(i);
                   }),
              "y");
  CHECK_FALSE(result.spec["data"].contains("missing"));
  CHECK(result.spec["inputs"][0]["missing"] == Json::parse(R"(["none"])"));
  CHECK_FALSE(result.spec["inputs"][1].contains("missing"));
  CHECK_FALSE(result.spec["outputs"][0].contains("missing"));
}

TEST_CASE("a text among the numbers to be predicted is missing in the output alone") {
  const StarterSpec result =
      starter(rows(300, "x,y",
                   [](int i) {
                     return std::to_string(i * 37 % 89) + "," +
                            (i == 9 ? "n/a" : std::to_string(i * 0.37 * (i % 5)));
                   }),
              "y");
  CHECK(result.spec["outputs"] ==
        Json::parse(R"([{"column": "y", "type": "number", "missing": ["n/a"]}])"));
  CHECK(result.notes.at(0) ==
        "column \"y\" holds numbers, but for \"n/a\", which its output now lists as missing");
}

TEST_CASE("how the file is written goes into the spec where it was told") {
  CsvFormat format;
  format.delimiter = ';';
  format.header = false;
  const StarterSpec result = starter("1.5;a\n2;b\n3.5;a\n4;b\n5.5;b\n", "column_2", format);
  CHECK(result.spec["data"] == Json::parse(R"({"delimiter": ";", "header": false})"));
  CHECK(result.notes.back() == "5 rows are too few to keep any back for validation and test");
  CHECK_FALSE(result.spec["training"].contains("validation"));
}

TEST_CASE("bins need some rows each, and take more of them where there are many") {
  const auto inputs = [](int count, int columns) {
    std::string header = "y";
    for (int k = 0; k < columns; ++k) header += ",n" + std::string(static_cast<size_t>(k + 1), 'o');
    const StarterSpec result =
        starter(rows(count, header,
                     [&](int i) {
                       std::string row = i * 13 % 7 < 3 ? "a" : "b";
                       for (int k = 0; k < columns; ++k) {
                         row += "," + std::to_string(i * (k + 3) * 37 % 89 * 0.5);
                       }
                       return row;
                     }),
                "y");
    return result.spec["inputs"][0];
  };
  CHECK_FALSE(inputs(319, 4).contains("encoding"));  // 5 x 16 x 4 rows
  CHECK(inputs(320, 4)["encoding"] == "piecewise_linear");
  CHECK_FALSE(inputs(320, 4).contains("bins"));
  CHECK(inputs(12000, 4)["bins"] == 32);
}

TEST_CASE("values that hardly ever come again are learnt by heart: their column is left out") {
  const auto made = [](int values) {
    return starter(rows(1000, "name,x,y",
                        [=](int i) {
                          return "n" + std::to_string(i % values) + "," +
                                 std::to_string(i * 37 % 89 * 0.5) + "," +
                                 (i / 3 % 5 < 2 ? "a" : "b");
                        }),
                   "y");
  };
  CHECK(made(100).spec["inputs"].size() == 2);
  const StarterSpec left = made(101);
  CHECK(left.spec["inputs"].size() == 1);
  CHECK(
      left.notes.at(0) ==
      "left out: column \"name\" has 101 values in 1,000 rows, too few of each to learn from: what "
      "a network takes from them it learns by heart");
}

TEST_CASE("more rows bear a larger network") {
  const auto units = [](int count) {
    const StarterSpec result = starter(
        rows(
            count, "x,y",
            [](int i) { return std::to_string(i * 37 % 89) + "," + std::to_string(i % 97 * 0.5); }),
        "y");
    return result.spec["network"].size() * 1000 + result.spec["network"][0]["units"].get<size_t>();
  };
  CHECK(units(400) == 2064);
  CHECK(units(4000) == 2128);
  CHECK(units(20000) == 4256);  // with dropout
}

TEST_CASE("of many rows two classes are learnt in fewer epochs than five") {
  const auto epochs = [](int count, int classes) {
    const StarterSpec result =
        starter(rows(count, "x,y",
                     [&](int i) { return fmt::format("{},c{}", i * 37 % 89, i * 7 % classes); }),
                "y");
    return result.spec["training"]["epochs"].get<int>();
  };
  CHECK(epochs(9000, 2) == epochs(9000, 5));
  CHECK(epochs(11000, 2) == 30);
  CHECK(epochs(11000, 5) == 60);
}

TEST_CASE("what cannot be predicted is refused") {
  CHECK(error_of("a,b\n1,2\n2,2\n", "c") == ":1: there is no column \"c\"\n  hint: known: a, b");
  CHECK(error_of("a,b\n1,2\n2,2\n", "b") ==
        ": column \"b\" cannot be predicted: it holds one value only, \"2\"");
  CHECK(error_of("a,b\n1,\n2,NA\n", "b") ==
        ": column \"b\" cannot be predicted: it holds no value at all\n"
        "  hint: cells of the target count as missing: \"NA\" (1); where such a word is a class, "
        "--missing-only '' says that the empty cell alone is missing");
  CHECK(error_of(
            rows(30, "a,b", [](int i) { return std::to_string(i % 4) + ",k" + std::to_string(i); }),
            "b") == ": column \"b\" cannot be predicted: its texts hardly ever come twice");
  CHECK(error_of("a,b\n7,1\n7,2\n7,1\n", "b") ==
        ": no column is left to predict \"b\" from\n  hint: left out: column \"a\" holds one value "
        "only: \"7\"");
}

TEST_CASE("columns that a number tells apart, of much the same range, share their scale") {
  std::string header = "y";
  for (const char* stem : {"pixel_", "lag", "x"}) {
    for (int k = 0; k < 8; ++k) header += "," + (stem + std::to_string(k));
  }
  const StarterSpec result =
      starter(rows(300, header + ",lag,pixel_last",
                   [](int i) {
                     std::string row = i % 3 == 0 ? "a" : "b";
                     const auto value = [&](int k) { return (i * (k + 7) * 37 + k) % 256; };
                     for (int k = 0; k < 8; ++k) row += "," + std::to_string(value(k));
                     for (int k = 0; k < 8; ++k) row += "," + std::to_string(value(k) / 1000.0);
                     double unit = 1;  // of each column another
                     for (int k = 0; k < 8; ++k, unit *= 10)
                       row += "," + std::to_string(value(k) * unit);
                     return row + "," + std::to_string(value(9) + 0.5) + "," +
                            std::to_string(value(11) + 0.5);
                   }),
              "y");
  const Json& groups = result.spec["inputs"];
  REQUIRE(groups.size() == 3);
  CHECK(groups[0]["columns"].size() == 8);
  CHECK(groups[0]["columns"][7] == "pixel_7");
  CHECK(groups[0]["shared_scale"] == true);
  CHECK(groups[1]["columns"][0] == "lag0");
  CHECK(groups[1]["shared_scale"] == true);
  CHECK(groups[2]["columns"].size() == 10);
  CHECK_FALSE(groups[2].contains("shared_scale"));
}

TEST_CASE("a column that reaches far out is clipped") {
  const StarterSpec result = starter(rows(1000, "x,far,y",
                                          [](int i) {
                                            const std::string usual =
                                                std::to_string(i * 37 % 89 + 0.5);
                                            return usual + "," + (i == 500 ? "9000.5" : usual) +
                                                   "," + std::to_string(i * 53 % 97 * 0.5);
                                          }),
                                     "y");
  CHECK(result.spec["inputs"] == Json::parse(R"([
    {"columns": ["x"], "type": "number", "encoding": "piecewise_linear"},
    {"columns": ["far"], "type": "number", "clip": 3, "encoding": "piecewise_linear"}])"));
}

TEST_CASE("a spec is made of columns in further dress, and what is not read is named") {
  const StarterSpec made =
      starter(rows(40, "sap;views;took;seat;when;depth;y",
                   [](int i) {
                     return fmt::format(
                         "{0}.5{1};{2}k;{0} days 01:02:03;{0}m;2024-02-{3:02} "
                         "13:{0:02} EST;{4};{5}",
                         i, i % 2 == 0 ? "-" : "", i + 1, i % 28 + 1,
                         i % 10 == 0 ? i % 20 == 0 ? "Dry" : "dry" : std::to_string(i) + ".25",
                         i % 3 == 0 ? "yes" : "no");
                   }),
              "y", CsvFormat{});
  const Json& inputs = made.spec["inputs"];
  REQUIRE(inputs.size() == 3);
  CHECK(inputs[0]["minus"] == "behind");
  CHECK(inputs[1]["magnitudes"] == true);
  CHECK(inputs[2]["type"] == "date");
  const auto noted = [&](const std::string& text) {
    return std::ranges::find(made.notes, text) != made.notes.end();
  };
  CHECK(
      noted("left out: column \"seat\" looks like numbers with \"m\" behind them (0m): \"unit\": "
            "\"m\" leaves it out, \"magnitudes\": true multiplies by it"));
  CHECK(
      noted("left out: column \"when\" looks like dates with names of time zones (\"EST\"), which "
            "are not read as offsets such as +01:00 are"));
  CHECK(noted(
      "left out: column \"depth\" holds numbers, but for \"Dry\" (2 cells), \"dry\" (2 cells): "
      "taken as texts; \"missing\": [\"Dry\", \"dry\"] of a group that reads the others takes "
      "it for none"));
}
