#include "profile/profile_csv.h"

#include <cmath>
#include <functional>

#include <doctest/doctest.h>

#include "profile_support.h"

using namespace aimodel;

namespace {

// One column under a name, its cells from the row's number.
Profile profile_cells(int rows, const std::function<std::string(int)>& cell,
                      const std::string& name = "x") {
  std::string text = "i," + name + "\n";
  for (int i = 0; i < rows; ++i) text += std::to_string(i % 7) + "," + cell(i) + "\n";
  return profile_text(text);
}

ColumnType type_of(int rows, const std::function<std::string(int)>& cell,
                   const std::string& name = "x") {
  return profile_cells(rows, cell, name).columns[1].type;
}

}  // namespace

TEST_CASE("numbers: bounds, quartiles as numpy gives them, mean, deviation") {
  const Profile profile = profile_text("a,b\n1,x\n2.5,x\n,x\n4,y\n10,y\n");
  CHECK(profile.rows == 5);
  CHECK_FALSE(profile.sampled());
  const ColumnProfile& a = profile.columns[0];
  CHECK(a.type == ColumnType::number);
  CHECK(a.missing == 1);
  CHECK(a.distinct == 4);
  REQUIRE(a.numbers);
  CHECK(a.numbers->count == 4);
  CHECK_FALSE(a.numbers->whole);
  CHECK(a.numbers->minimum == 1);
  CHECK(a.numbers->lower_quartile == doctest::Approx(2.125));
  CHECK(a.numbers->median == doctest::Approx(3.25));
  CHECK(a.numbers->upper_quartile == doctest::Approx(5.5));
  CHECK(a.numbers->maximum == 10);
  CHECK(a.numbers->mean == doctest::Approx(4.375));
  CHECK(a.numbers->deviation == doctest::Approx(3.9449334595));
  const ColumnProfile& b = profile.columns[1];
  CHECK(b.type == ColumnType::binary);
  CHECK_FALSE(b.numbers);
  REQUIRE(b.values.size() == 2);
  CHECK(b.values[0].value == "x");
  CHECK(b.values[0].count == 3);
  CHECK(b.values[1].count == 2);
}

TEST_CASE("moments far from 0 keep their digits, over the borders of chunks") {
  std::string text = "x\n";
  for (int i = 0; i < 140000; ++i) text += i % 2 == 0 ? "1000000001\n" : "1000000003\n";
  const Profile profile = profile_text(text);
  CHECK(profile.columns[0].numbers->mean == 1000000002);
  CHECK(profile.columns[0].numbers->deviation == doctest::Approx(1.0).epsilon(1e-5));
}

TEST_CASE("types") {
  CHECK(type_of(30, [](int i) { return std::to_string(i * 0.37); }) == ColumnType::number);
  CHECK(type_of(30, [](int i) { return std::to_string(i % 5 * 3); }) == ColumnType::number);
  CHECK(type_of(30, [](int i) { return i % 3 == 0 ? "yes" : "no"; }) == ColumnType::binary);
  CHECK(type_of(30, [](int i) { return i % 3 == 0 ? "0" : "1"; }) == ColumnType::binary);
  CHECK(type_of(30, [](int i) { return "city " + std::to_string(i % 6); }) == ColumnType::category);
  CHECK(type_of(30, [](int) { return "same"; }) == ColumnType::constant);
  CHECK(type_of(30, [](int) { return "NA"; }) == ColumnType::empty);
  CHECK(type_of(30, [](int i) { return "k" + std::to_string(i * i); }) == ColumnType::identifier);
  CHECK(type_of(30, [](int i) { return std::to_string(1000 + (i * 7) % 30); }) ==
        ColumnType::identifier);
  CHECK(type_of(30, [](int i) { return std::to_string(i * i); }) == ColumnType::number);
  CHECK(type_of(
            30, [](int i) { return std::to_string(i * i); }, "patient_id") ==
        ColumnType::identifier);
  CHECK(type_of(30, [](int i) { return "the number of this row is " + std::to_string(i); }) ==
        ColumnType::text);
  CHECK(to_string(ColumnType::identifier) == "identifier");
  CHECK(to_string(ColumnType::empty) == "empty");
}

TEST_CASE("words of a known scale are ordinal, in its order and the file's spelling") {
  const char* kSizes[] = {"Large", "small", "Medium"};
  const Profile profile = profile_cells(30, [&](int i) { return kSizes[i % 3]; });
  CHECK(profile.columns[1].type == ColumnType::ordinal);
  CHECK(profile.columns[1].order == std::vector<std::string>{"small", "Medium", "Large"});
  const char* kOther[] = {"Large", "small", "purple"};
  CHECK(type_of(30, [&](int i) { return kOther[i % 3]; }) == ColumnType::category);
}

TEST_CASE("a few texts among numbers are named") {
  const Profile profile =
      profile_cells(100, [](int i) { return i == 7 ? "forty" : std::to_string(i * 0.5); });
  const ColumnProfile& x = profile.columns[1];
  CHECK(x.type == ColumnType::number);
  CHECK(x.numbers->count == 99);
  REQUIRE(x.suspected("mixed"));
  CHECK(x.suspicions[0].text == "holds numbers, but for \"forty\" (1 cell)");
  CHECK(type_of(100, [](int i) { return i < 60 ? "forty" : std::to_string(i); }) !=
        ColumnType::number);
}

TEST_CASE("suspicious columns say why in plain words") {
  const Profile constant = profile_cells(30, [](int) { return "7"; });
  CHECK(constant.columns[1].suspicions.at(0).text == "holds one value only: \"7\"");
  const Profile empty = profile_cells(30, [](int) { return ""; });
  CHECK(empty.columns[1].suspicions.at(0).text == "holds no value at all");
  const Profile missing =
      profile_cells(30, [](int i) { return i < 20 ? "" : std::to_string(i * 0.5); });
  CHECK(missing.columns[1].suspicions.at(0).text == "66.67% of its values are missing");
  const Profile nearly = profile_cells(3000, [](int i) { return i == 5 ? "b" : "a"; });
  CHECK(nearly.columns[1].suspicions.at(0).text == "holds nearly always the same value: \"a\"");
  const Profile names = profile_cells(30, [](int i) { return "k" + std::to_string(i); });
  CHECK(names.columns[1].suspicions.at(0).text ==
        "holds a text of its own in (nearly) each row: a name of it, or a form that is not read");
  CHECK(names.columns[0].suspicions.empty());
}

TEST_CASE("a target is no identifier, and classes are told from numbers") {
  std::string text = "x,y\n";
  for (int i = 0; i < 40; ++i) text += std::to_string(i % 3) + "," + std::to_string(i + 1) + "\n";
  const Profile profile = profile_text(text, {.target = "y"});
  CHECK(profile.columns[1].type == ColumnType::number);
  CHECK_FALSE(predicts_classes(profile.columns[1]));
  CHECK(predicts_classes(profile.columns[0]));
  CHECK(profile_text(text).columns[1].type == ColumnType::identifier);
}

TEST_CASE("beyond a fixed count of rows a sample stands for them, the same each time") {
  std::string text = "x,y\n";
  for (int i = 0; i < 5000; ++i) text += std::to_string(i) + (i % 4 == 0 ? ",a\n" : ",b\n");
  const ProfileOptions few{.target = "", .most_rows = 1000, .most_cells = 50'000'000};
  const Profile profile = profile_text(text, few);
  CHECK(profile.rows == 5000);
  CHECK(profile.sampled());
  CHECK(profile.sample.rows() == 1000);
  CHECK(profile.sample.columns[0].ids.size() == 1000);
  CHECK(profile.columns[0].numbers->minimum == 0);  // of all rows
  CHECK(profile.columns[0].numbers->maximum == 4999);
  CHECK(profile.columns[0].numbers->mean == doctest::Approx(2499.5));
  CHECK(std::abs(profile.columns[0].numbers->median - 2499.5) < 5 * 5000 / std::sqrt(4 * 1000.0));
  CHECK(std::abs(static_cast<double>(profile.columns[1].values[1].count) - 250) < 5 * 13.7);
  const Profile again = profile_text(text, few);
  CHECK(again.columns[0].numbers->median == profile.columns[0].numbers->median);
  // Cells of a sampled row stay together.
  for (size_t i = 0; i < 1000; ++i) {
    const Frame& sample = profile.sample;
    const int number = std::stoi(sample.columns[0].text(static_cast<int64_t>(i)));
    CHECK(sample.columns[1].text(static_cast<int64_t>(i)) == (number % 4 == 0 ? "a" : "b"));
  }
}

TEST_CASE("a target that is not there is refused with a suggestion") {
  const TemporaryFile file("age,income\n1,2\n");
  CHECK_THROWS_WITH(
      profile_csv(file.path(), CsvFormat{}, {.target = "incme"}),
      (file.path() + ":1: there is no column \"incme\"\n  hint: did you mean \"income\"?").c_str());
}

TEST_CASE("a file without rows is an error") {
  CHECK_THROWS_AS(profile_text("a,b\n"), Error);
  CHECK_THROWS_AS(profile_text(""), Error);
}
