#include "data/drift.h"

#include <cstdio>
#include <fstream>
#include <functional>

#include <doctest/doctest.h>
#include <unistd.h>

#include "base/random.h"

using namespace aimodel;

namespace {

Profile profile_rows(int count, const std::string& header,
                     const std::function<std::string(int)>& row) {
  char name[] = "/tmp/aimodel_drift.XXXXXX";
  ::close(::mkstemp(name));
  {
    std::ofstream stream(name);
    stream << header << "\n";
    for (int i = 0; i < count; ++i) stream << row(i) << "\n";
  }
  Profile profile = profile_csv(name, CsvFormat{});
  std::remove(name);
  return profile;
}

double noise(int i, const char* stream) {
  return Random(1).branch(stream).normal(static_cast<uint64_t>(i));
}

}  // namespace

TEST_CASE("stability index: known numbers") {
  CHECK(stability_index({50, 50}, {60, 40}) == doctest::Approx(0.04054651));
  CHECK(stability_index({25, 25, 25, 25}, {10, 20, 30, 40}) == doctest::Approx(0.2282174));
  CHECK(stability_index({25, 75}, {250, 750}) == doctest::Approx(0));
  CHECK(stability_index({100, 0, 0}, {50, 50, 0}) > 1);  // finite although a bin is empty
}

TEST_CASE("chi-squared tail: known numbers") {
  CHECK(chi_squared_tail(16.919, 9) == doctest::Approx(0.05).epsilon(0.02));
  CHECK(chi_squared_tail(21.666, 9) == doctest::Approx(0.01).epsilon(0.05));
  CHECK(chi_squared_tail(7.815, 3) == doctest::Approx(0.05).epsilon(0.02));
  CHECK(chi_squared_tail(3.841459, 1) == doctest::Approx(0.05).epsilon(1e-5));
  CHECK(chi_squared_tail(5.991465, 2) == doctest::Approx(0.05).epsilon(1e-5));
  CHECK(chi_squared_tail(0, 1) == 1);
  CHECK(chi_squared_tail(0, 9) > 0.999);
}

TEST_CASE("the same distribution is the same, whatever the index says for few rows") {
  for (const int count : {100, 3000}) {
    const auto row = [](const char* stream) {
      return [stream](int i) {
        return std::to_string(noise(i, stream)) + ",c" +
               std::to_string(
                   static_cast<int>(Random(2).branch(stream).below(5, static_cast<uint64_t>(i))));
      };
    };
    const Drift drift =
        compare(profile_rows(count, "x,c", row("a")), profile_rows(count, "x,c", row("b")));
    REQUIRE(drift.columns.size() == 2);
    for (const ColumnDrift& column : drift.columns) {
      CAPTURE(column.name);
      CHECK(column.verdict == "same");
      CHECK(column.index < 4 * column.expected);
      CHECK(column.probability > 0.005);
    }
    CHECK(drift.columns[0].bins == 10);
    CHECK(drift.columns[0].expected == doctest::Approx(9 * 2.0 / count));
    CHECK(drift.columns[1].bins == 5);
  }
}

TEST_CASE("shifts, new values, more missing values") {
  const Profile before = profile_rows(1000, "x,y,c,m,only_before", [](int i) {
    return std::to_string(noise(i, "a")) + "," + std::to_string(noise(i, "b")) + ",c" +
           std::to_string(i % 3) + "," + std::to_string(i % 9) + ",1";
  });
  const Profile after = profile_rows(2000, "only_after,m,c,y,x", [](int i) {
    return "1," + (i % 3 == 0 ? std::string() : std::to_string(i % 9)) + ",c" +
           std::to_string(i % 4) + "," + std::to_string(noise(i, "c") + 0.25) + "," +
           std::to_string(noise(i, "d") + 1);
  });
  const Drift drift = compare(before, after);
  CHECK(drift.removed == std::vector<std::string>{"only_before"});
  CHECK(drift.added == std::vector<std::string>{"only_after"});
  REQUIRE(drift.columns.size() == 4);
  CHECK(drift.columns[0].verdict == "changed");
  CHECK(drift.columns[1].verdict == "changed a little");
  CHECK(drift.columns[2].verdict == "changed");
  CHECK(drift.columns[2].new_values == std::vector<std::string>{"c3"});
  CHECK(drift.columns[3].verdict == "changed");
  CHECK(drift.columns[3].missing_before == 0);
  CHECK(drift.columns[3].missing_after == doctest::Approx(667.0 / 2000));
}

TEST_CASE("a column of numbers that holds words now has another type") {
  const Profile before = profile_rows(50, "x", [](int i) { return std::to_string(i * 0.5); });
  const Profile after = profile_rows(50, "x", [](int i) { return "v" + std::to_string(i % 5); });
  const Drift drift = compare(before, after);
  CHECK(drift.columns[0].verdict == "other type");
  CHECK_FALSE(drift.columns[0].compared);
  CHECK(drift.columns[0].before == ColumnType::number);
  CHECK(drift.columns[0].after == ColumnType::category);
}

TEST_CASE("a file compared with itself has an index of 0") {
  const Profile profile = profile_rows(
      300, "x,c", [](int i) { return std::to_string(i % 50) + ",c" + std::to_string(i % 30); });
  for (const ColumnDrift& column : compare(profile, profile).columns) {
    CHECK(column.index == 0);
    CHECK(column.probability > 0.999);
    CHECK(column.verdict == "same");
    CHECK(column.new_values.empty());
  }
}
