#include "profile/drift.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include <doctest/doctest.h>

#include "base/json.h"
#include "base/random.h"
#include "csv/support.h"
#include "profile/homogeneity.h"
#include "profile/profile_csv.h"

using namespace aimodel;

namespace {

Profile profile_rows(int count, const std::string& header,
                     const std::function<std::string(int)>& row) {
  std::string text = header + "\n";
  for (int i = 0; i < count; ++i) text += row(i) + "\n";
  const TemporaryFile file(text);
  return profile_csv(file.path(), CsvFormat{});
}

double noise(int i, const char* stream) {
  return Random(1).branch(stream).normal(static_cast<uint64_t>(i));
}

}  // namespace

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
  CHECK(drift.columns[0].before == "number");
  CHECK(drift.columns[0].after == "category");
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

namespace {

// Rows of one column: values drawn by their weights 1 / (rank + 1)^skew.
Profile drawn(int rows, int levels, double skew, uint64_t stream, double shifted = 0) {
  std::vector<double> sums;
  double sum = 0;
  for (int level = 0; level < levels; ++level) sums.push_back(sum += std::pow(level + 1, -skew));
  const Random random = Random(11).branch(stream);
  return profile_rows(rows, "x", [&](int i) {
    const auto at = static_cast<uint64_t>(2 * i);
    const double u = random.uniform(at) * sum;
    int level = static_cast<int>(std::ranges::lower_bound(sums, u) - sums.begin());
    // A share of the rows moves to the first tenth of the values.
    if (random.uniform(at + 1) < shifted) level %= std::max(1, levels / 10);
    return "level " + std::to_string(level);
  });
}

}  // namespace

TEST_CASE("categories of one distribution: alarms at their nominal rate, with 5 to 400 values") {
  int alarms = 0, below_tenth = 0;
  constexpr int kPairs = 200;
  for (int pair = 0; pair < kPairs; ++pair) {
    const int levels = 5 + pair * 395 / (kPairs - 1);
    const int before = 300 + pair % 7 * 400, after = 200 + pair % 5 * 700;
    const auto stream = static_cast<uint64_t>(2 * pair);
    const double skew = pair % 3 * 0.5;
    const Drift drift =
        compare(drawn(before, levels, skew, stream), drawn(after, levels, skew, stream + 1));
    alarms += drift.columns[0].changed() ? 1 : 0;
    below_tenth += drift.columns[0].probability < 0.1 ? 1 : 0;
  }
  // At 1% 2 are expected, more than 6 have a probability of 0.4%; at 10% 20, with a deviation of 4.
  CAPTURE(alarms);
  CAPTURE(below_tenth);
  CHECK(alarms <= 6);
  CHECK(below_tenth >= 8);
  CHECK(below_tenth <= 32);
}

TEST_CASE("categories that have changed are seen, with few and with many values") {
  for (const int levels : {5, 20, 100, 400, 2000}) {
    CAPTURE(levels);
    const Profile before = drawn(2000, levels, 0.5, 1);
    CHECK(compare(before, drawn(2000, levels, 0.5, 2, 0.3)).columns[0].changed());
    CHECK(compare(before, drawn(2000, levels, 1.0, 3)).columns[0].changed());
    CHECK_FALSE(compare(before, drawn(2000, levels, 0.5, 4)).columns[0].changed());
  }
}

TEST_CASE("a summary of more values than it lists: alarms at their nominal rate, changes seen") {
  const auto summary_of = [](const Profile& profile) {
    TextRows texts;
    const FrameColumn& cells = profile.sample.columns[0];
    for (const uint32_t id : cells.ids) ++texts[value_key(cells.texts[id])];
    const auto rows = static_cast<int64_t>(cells.ids.size());
    return TrainingSummary{rows, rows, {summarise("x", texts, 0)}};
  };
  int alarms = 0, seen = 0;
  for (uint64_t pair = 0; pair < 60; ++pair) {
    const TrainingSummary summary = summary_of(drawn(3000, 1500, 0.5, 1000 + 3 * pair));
    REQUIRE(summary.columns[0].hashed());
    alarms +=
        compare(summary, drawn(1000, 1500, 0.5, 1001 + 3 * pair)).columns[0].changed() ? 1 : 0;
    seen += compare(summary, drawn(1000, 1500, 1, 1002 + 3 * pair)).columns[0].changed() ? 1 : 0;
  }
  CHECK(alarms <= 3);  // more have a probability of 0.3%
  CHECK(seen >= 58);
}

TEST_CASE("dates are left out: they move on by themselves") {
  const auto dates = [](int month) {
    return profile_rows(60, "at,x", [=](int i) {
      return "2024-0" + std::to_string(month) + "-" + std::to_string(10 + i % 18) + "," +
             std::to_string(i % 5);
    });
  };
  const Drift drift = compare(dates(1), dates(5));
  CHECK(drift.columns[0].verdict == "date");
  CHECK(drift.columns[1].verdict == "same");
}

TEST_CASE("identifiers are left out") {
  const auto ids = [](int from) {
    return profile_rows(200, "patient_id,name", [=](int i) {
      return std::to_string(from + i) + ",n" + std::to_string(from + 7 * i);
    });
  };
  const Drift drift = compare(ids(1), ids(1001));
  for (const ColumnDrift& column : drift.columns) {
    CHECK(column.verdict == "identifier");
    CHECK_FALSE(column.compared);
  }
}

TEST_CASE("what a summary holds stands for the rows it is of") {
  std::vector<double> numbers;
  TextRows few, many;
  for (int i = 0; i < 1000; ++i) {
    numbers.push_back(i % 10 == 0 ? std::nan("") : noise(i, "a"));
    few["c" + std::to_string(i % 7)] += 1;
    many["value " + std::to_string(i)] += 3;
  }
  const TrainingSummary summary{
      5000,
      1000,
      {summarise("x", numbers), summarise("c", few, 0), summarise("z", TextRows{{"a", 990}}, 10)}};
  CHECK(summary.columns[0].bounds.size() == 9);
  CHECK(summary.columns[0].missing == 100);
  CHECK(summary.columns[1].values.size() == 7);
  const ColumnSummary hashed = summarise("h", many, 0);
  CHECK(hashed.hashed());
  CHECK(hashed.counts.size() == ColumnSummary::kBuckets);
  CHECK(hashed.rows() == 3000);
  const std::string text = summary.to_json().dump();
  CHECK(TrainingSummary::restore("m", Json::parse(text)).to_json().dump() == text);

  const auto same = [](int i) {
    return (i % 10 == 3 ? "" : std::to_string(noise(i, "b"))) + ",c" + std::to_string(i % 7) +
           (i % 100 == 0 ? "," : ",a");
  };
  const Drift drift =
      compare(summary, profile_rows(700, "x,c,z,more", [&](int i) { return same(i) + ",1"; }));
  REQUIRE(drift.columns.size() == 3);
  CHECK(drift.added.empty());
  for (const ColumnDrift& column : drift.columns) {
    CAPTURE(column.name);
    CHECK(column.compared);
    CHECK(column.verdict == "same");
  }
  const Drift moved =
      compare(summary, profile_rows(700, "x,z", [&](int i) {
                return std::to_string(noise(i, "b") + 1) + (i % 4 == 0 ? ",new" : ",a");
              }));
  CHECK(moved.removed == std::vector<std::string>{"c"});
  CHECK(moved.columns[0].verdict == "changed");
  CHECK(moved.columns[1].verdict == "changed");
  CHECK(moved.columns[1].new_values == std::vector<std::string>{"new"});
}

TEST_CASE("a hostile summary is refused") {
  const std::string good =
      R"({"rows": 9, "sampled": 3, "columns": [{"column": "x", "missing": 1, "bounds": [1, 2], "counts": [1, 1, 0]},
          {"column": "c", "missing": 0, "values": ["a", "b"], "counts": [2, 1]}]})";
  CHECK(TrainingSummary::restore("m", Json::parse(good)).columns.size() == 2);
  const auto refused = [&](const std::string& part, const std::string& other) {
    std::string text = good;
    REQUIRE(text.find(part) != std::string::npos);
    text.replace(text.find(part), part.size(), other);
    try {
      TrainingSummary::restore("m", Json::parse(text));
    } catch (const Error& error) {
      return error.code() == Exit::model;
    }
    return false;
  };
  CHECK(refused("\"rows\": 9", "\"rows\": 2"));
  CHECK(refused("\"sampled\": 3", "\"sampled\": 4"));
  CHECK(refused("\"sampled\": 3", "\"sampled\": -3"));
  CHECK(refused("\"rows\": 9", "\"rows\": 1e300"));
  CHECK(refused("[1, 2]", "[2, 1]"));
  CHECK(refused("[1, 2]", "[1, 2, 3]"));
  CHECK(refused("[1, 2]", "{}"));
  CHECK(refused("[1, 1, 0]", "[1, 1.5, 0]"));
  CHECK(refused("[1, 1, 0]", "[1, -1, 2]"));
  CHECK(refused("[\"a\", \"b\"]", "[\"b\", \"a\"]"));
  CHECK(refused("[\"a\", \"b\"]", "[\"a\", 7]"));
  CHECK(refused("[2, 1]", "[2]"));
  CHECK(refused("\"column\": \"c\"", "\"column\": \"x\""));
  CHECK(refused("\"columns\": [", "\"columns\": [7, "));
  CHECK(refused("\"missing\": 0", "\"missing\": \"0\""));
}
