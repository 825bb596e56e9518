#include "rows/whitening.h"

#include <array>
#include <cmath>
#include <functional>
#include <numeric>

#include <doctest/doctest.h>

#include "base/json.h"
#include "base/random.h"
#include "columns/column_support.h"
#include "rows/preprocessing.h"
#include "rows/reading_plan.h"
#include "rows/shape_preprocessing.h"
#include "tensor/parallel.h"

using namespace aimodel;

namespace {

// Columns of numbers, one by one, and a target.
Frame frame_of(const std::vector<std::vector<double>>& columns) {
  Frame frame;
  frame.file = "rows.csv";
  const auto add = [&](const std::string& name, const std::vector<double>& numbers) {
    FrameColumn& column = frame.columns.emplace_back();
    column.name = name;
    column.kind = CellKind::number;
    column.numbers = numbers;
  };
  for (size_t i = 0; i < columns.size(); ++i) add("x" + std::to_string(i), columns[i]);
  std::vector<double> y(columns[0].size());
  std::iota(y.begin(), y.end(), 0);
  add("y", y);
  frame.lines.resize(columns[0].size());
  return frame;
}

Spec spec_of(const std::string& more = "") {
  return Spec::parse(R"({"inputs": [{"columns": ["x*"], "type": "number", "whitening": true)" +
                         more + R"(}], "outputs": [{"column": "y", "type": "number"}]})",
                     "spec.json");
}

// Three columns that say nearly the same, and one that says something else.
std::vector<std::vector<double>> correlated(size_t rows) {
  std::vector<std::vector<double>> columns(4, std::vector<double>(rows));
  for (size_t i = 0; i < rows; ++i) {
    const auto draw = [&](const char* name) { return Random(3).branch(name).normal(i); };
    const double common = draw("common");
    for (size_t c = 0; c < 3; ++c) {
      columns[c][i] = 1000 * common + (300 + 200 * static_cast<double>(c)) * draw(&"abc"[c]);
    }
    columns[3][i] = 5 + 0.01 * draw("other");
  }
  return columns;
}

// What is whitened: (x - mean) matrix of encoded rows, in double.
struct Whitened {
  Preprocessing preprocessing;
  Whitening learnt;
  size_t k = 0;
  std::vector<double> rows;  // [n, k]

  Whitened(const Spec& spec, const Frame& frame)
      : preprocessing(Preprocessing::fit(spec, frame, all_rows(frame))),
        learnt(preprocessing.whitenings().at(0)),
        k(learnt.mean.size()),
        rows(apply(frame)) {}

  std::vector<double> apply(const Frame& frame) const {
    const std::vector<real> x = preprocessing.encode(frame, false).inputs[0].values;
    std::vector<double> y(x.size());
    for (size_t i = 0; i < x.size() / k; ++i) {
      for (size_t j = 0; j < k; ++j) {
        const double centred = static_cast<double>(x[i * k + j]) - double{learnt.mean[j]};
        for (size_t to = 0; to < k; ++to)
          y[i * k + to] += centred * double{learnt.matrix[j * k + to]};
      }
    }
    return y;
  }

  double covariance(size_t a, size_t b) const {
    const size_t n = rows.size() / k;
    double sum_a = 0, sum_b = 0, products = 0;
    for (size_t i = 0; i < n; ++i) {
      sum_a += rows[i * k + a];
      sum_b += rows[i * k + b];
      products += rows[i * k + a] * rows[i * k + b];
    }
    const auto count = static_cast<double>(n);
    return products / count - sum_a / count * (sum_b / count);
  }
};

// The same rows, in chunks of some size.
class Chunks : public RowSource {
 public:
  Chunks(const Frame& frame, std::vector<uint32_t> rows, size_t size)
      : frame_(frame), rows_(std::move(rows)), size_(size) {}
  const Frame& columns() const override { return frame_; }
  void each(const Visit& visit) const override {
    const std::span<const uint32_t> all = rows_;
    for (size_t at = 0; at < all.size(); at += size_) {
      visit(frame_, all.subspan(at, std::min(size_, all.size() - at)));
    }
  }

 private:
  const Frame& frame_;
  std::vector<uint32_t> rows_;
  size_t size_;
};

}  // namespace

TEST_CASE("covariances are those of the rows, far from 0 and in several blocks too") {
  Covariance covariance(2);
  const size_t n = 600;
  double mean[2] = {}, sums[3] = {};
  std::vector<std::array<real, 2>> rows(n);
  for (size_t i = 0; i < n; ++i) {
    rows[i] = {static_cast<real>(4096 + Random(1).normal(i)),
               static_cast<real>(Random(2).normal(i))};
    for (size_t j = 0; j < 2; ++j) mean[j] += double{rows[i][j]} / n;
    covariance.add(rows[i]);
  }
  covariance.end();
  for (const auto& row : rows) {
    const double a = double{row[0]} - mean[0], b = double{row[1]} - mean[1];
    sums[0] += a * a / n;
    sums[1] += a * b / n;
    sums[2] += b * b / n;
  }
  CHECK(covariance.mean()[0] == doctest::Approx(mean[0]).epsilon(1e-14));
  CHECK(covariance.mean()[1] == doctest::Approx(mean[1]).epsilon(1e-12));
  CHECK(covariance(0, 0) == doctest::Approx(sums[0]).epsilon(1e-12));
  CHECK(covariance(0, 1) == doctest::Approx(sums[1]).epsilon(1e-11));
  CHECK(covariance(1, 1) == doctest::Approx(sums[2]).epsilon(1e-12));
}

TEST_CASE("a covariance by hand, and its matrix") {
  // Of (a, b): variances 2, covariance 1; so 1 and 3 along (1, -1) and (1, 1).
  Covariance covariance(2);
  const double large = std::sqrt(3.0), small = 1;
  for (const double sign : {-1.0, 1.0}) {
    covariance.add(
        std::array<real, 2>{static_cast<real>(sign * large), static_cast<real>(sign * large)});
    covariance.add(
        std::array<real, 2>{static_cast<real>(sign * small), static_cast<real>(-sign * small)});
  }
  covariance.end();
  CHECK(covariance(0, 0) == doctest::Approx(2));
  CHECK(covariance(0, 1) == doctest::Approx(1));
  const int64_t both[] = {0, 1}, second[] = {1};
  const Whitening learnt = learn_whitening(covariance, both);
  const double f1 = 1 / std::sqrt(1 + 2e-4), f3 = 1 / std::sqrt(3 + 2e-4);
  CHECK(learnt.mean == std::vector<real>{0, 0});
  CHECK(learnt.matrix[0] == doctest::Approx((f3 + f1) / 2));
  CHECK(learnt.matrix[1] == doctest::Approx((f3 - f1) / 2));
  CHECK(learnt.matrix[2] == learnt.matrix[1]);
  CHECK(learnt.matrix[3] == doctest::Approx((f3 + f1) / 2));
  // One that is left out stays as it is; a column alone is scaled.
  const Whitening one = learn_whitening(covariance, second);
  CHECK(one.matrix[0] == 1);
  CHECK(one.matrix[1] == 0);
  CHECK(one.matrix[2] == 0);
  CHECK(one.matrix[3] == doctest::Approx(1 / std::sqrt(2 + 2e-4)));
}

TEST_CASE("correlated columns become uncorrelated with variance 1, near to what they were") {
  const Whitened whitened(spec_of(), frame_of(correlated(3000)));
  REQUIRE(whitened.k == 4);
  for (size_t a = 0; a < 4; ++a) {
    for (size_t b = 0; b < 4; ++b) {
      CHECK(std::abs(whitened.covariance(a, b) - (a == b ? 1 : 0)) < 1e-3);
      CHECK(whitened.learnt.matrix[a * 4 + b] == whitened.learnt.matrix[b * 4 + a]);
    }
    CHECK(whitened.learnt.matrix[a * 4 + a] > 0.5);
  }
}

TEST_CASE("constant columns, copies and sums of others give finite numbers and no noise") {
  std::vector<std::vector<double>> columns = correlated(500);
  columns.push_back(columns[0]);
  columns.push_back(columns[0]);
  columns.push_back(std::vector<double>(500, 7));
  for (size_t i = 0; i < 500; ++i) columns[5][i] += columns[1][i];
  Frame frame = frame_of(columns);
  const Whitened whitened(spec_of(), frame);
  REQUIRE(whitened.k == 7);
  for (const double y : whitened.rows) CHECK(std::abs(y) < 6);
  CHECK(whitened.covariance(0, 0) == doctest::Approx(whitened.covariance(4, 4)));
  for (size_t i = 0; i < 500; ++i) CHECK(whitened.rows[i * 7 + 6] == 0);
  CHECK(whitened.learnt.matrix[6 * 7 + 6] == 1);  // is left out
  // In new rows the copy is none, the sum is another, and the constant differs.
  for (size_t i = 0; i < 500; ++i) {
    frame.columns[4].numbers[i] += 100;
    frame.columns[5].numbers[i] -= 200;
    frame.columns[6].numbers[i] = 1e9;
  }
  for (const double y : whitened.apply(frame)) CHECK(std::abs(y) < 6);
}

TEST_CASE("fewer rows than columns, one row, one column") {
  for (const size_t rows : {1, 2, 5}) {
    std::vector<std::vector<double>> columns(9, std::vector<double>(rows));
    for (size_t c = 0; c < 9; ++c) {
      for (size_t i = 0; i < rows; ++i) columns[c][i] = Random(c).normal(i);
    }
    const Whitened whitened(spec_of(), frame_of(columns));
    for (const double y : whitened.rows) CHECK(std::abs(y) < 10);
  }
  const Whitened one(spec_of(R"(, "scaling": "none")"), frame_of({{2, 4, 6, 8}}));
  CHECK(one.learnt.mean == std::vector<real>{5});
  CHECK(one.learnt.matrix[0] == doctest::Approx(1 / std::sqrt(5 * 1.0001)));
}

TEST_CASE("an indicator of missing values stays as it is") {
  const double none = std::nan("");
  const Frame frame = frame_of({{1, none, 3, 4, 5, 7}, {2, 1, none, 6, 4, 8}});
  const Whitened whitened(spec_of(R"(, "missing_indicator": true)"), frame);
  REQUIRE(whitened.k == 4);
  for (size_t i = 0; i < 6; ++i) {
    CHECK(whitened.rows[i * 4 + 1] == (i == 1 ? 1 : 0));
    CHECK(whitened.rows[i * 4 + 3] == (i == 2 ? 1 : 0));
  }
  CHECK(whitened.covariance(0, 0) == doctest::Approx(1).epsilon(1e-3));
  CHECK(std::abs(whitened.covariance(0, 2)) < 1e-3);
}

TEST_CASE(
    "what is learnt depends on the training rows alone: not on chunks, threads or other rows") {
  const Spec spec = spec_of();
  const Frame frame = frame_of(correlated(2000));
  std::vector<uint32_t> rows;
  for (uint32_t i = 0; i < 2000; ++i) {
    if (i % 3 != 0) rows.push_back(i);
  }
  const Whitening whole = Preprocessing::fit(spec, frame, rows).whitenings()[0];
  Frame other = frame;
  for (size_t i = 0; i < 2000; i += 3) other.columns[1].numbers[i] *= -9;
  for (const size_t size : {1, 7, 255, 256, 300, 1999}) {
    for (const int threads : {1, 3}) {
      with_team(threads, [&] {
        const Whitening part = Preprocessing::fit(spec, Chunks(other, rows, size)).whitenings()[0];
        CHECK(part.mean == whole.mean);
        CHECK(part.matrix == whole.matrix);
      });
    }
  }
}

TEST_CASE(
    "groups that are not whitened learn nothing more; the limit is told before rows are read") {
  const Spec plain = Spec::parse(R"({"inputs": [{"columns": ["x*"], "type": "number"}],
      "outputs": [{"column": "y", "type": "number"}]})",
                                 "spec.json");
  const Frame frame = frame_of(correlated(10));
  Preprocessing preprocessing = Preprocessing::fit(plain, frame, all_rows(frame));
  REQUIRE(preprocessing.whitenings().size() == 1);
  CHECK(preprocessing.whitenings()[0].matrix.empty());
  CHECK(preprocessing.whitening_state() == Json::object());

  std::vector<std::string> header = {"y"};
  for (int i = 0; i < 4097; ++i) header.push_back("x" + std::to_string(i));
  CHECK(error_text([&] {
          plan_reading(spec_of(), plan_columns(spec_of(), {header, header, header}, "rows.csv:1"),
                       ReadFor::training);
        }) ==
        "spec.json:1:51: the group has 4,097 numbers, and the most that are whitened together is "
        "4,096\n  hint: name its columns in several groups");
  header.pop_back();
  CHECK(plan_reading(spec_of(), plan_columns(spec_of(), {header, header, header}, "rows.csv:1"),
                     ReadFor::training)
            .columns.size() == 4097);
  // With indicators there are twice as many numbers.
  std::string names = R"("x0")";
  for (int i = 1; i < 2049; ++i) names += ", \"x" + std::to_string(i) + '"';
  const Spec wide = Spec::parse(R"({"inputs": [{"columns": [)" + names + R"(], "type": "number",
      "whitening": true, "missing_indicator": true}],
      "outputs": [{"column": "y", "type": "number"}]})",
                                "spec.json");
  const std::string text = error_text([&] { preprocessing_without_data(wide); });
  CHECK_MESSAGE(text.find("has 4,098 numbers") != std::string::npos, text);
}

TEST_CASE("what was learnt is stored to the bit, and what is stored is not trusted") {
  const Spec spec = spec_of();
  const Frame frame = frame_of(correlated(300));
  Preprocessing learnt = Preprocessing::fit(spec, frame, all_rows(frame));
  const Json state = learnt.whitening_state();
  Preprocessing again = Preprocessing::restore(spec, learnt.state());
  CHECK(again.whitenings()[0].matrix.empty());
  again.restore_whitenings(spec, state);
  CHECK(again.whitenings()[0].mean == learnt.whitenings()[0].mean);
  CHECK(again.whitenings()[0].matrix == learnt.whitenings()[0].matrix);
  CHECK(again.whitening_state() == state);

  const std::string good = state["0"];
  REQUIRE(good.size() == 8 * (4 + 16));
  const auto refused = [&](const Json& value, const std::string& what) {
    const auto call = [&] { again.restore_whitenings(spec, value); };
    CHECK(error_code(call) == Exit::model);
    const std::string text = error_text(call);
    CHECK_MESSAGE(text.starts_with("spec.json: stored encoding, whitening: " + what), text);
  };
  refused(Json::object(), "\"0\" is missing");
  refused(Json::array(), "is not an object");
  refused({{"0", 7}}, "\"0\" is not a string");
  const std::string none = "\"0\" is no mean and matrix of 4 finite numbers";
  refused({{"0", ""}}, none);
  refused({{"0", good.substr(8)}}, none);
  refused({{"0", good + "00000000"}}, none);
  refused({{"0", good.substr(0, 31) + "x" + good.substr(32)}}, none);
  refused({{"0", good.substr(0, 31) + "-" + good.substr(32)}}, none);
  for (const char* bits : {"7f800000", "ff800000", "7fc00000"}) {  // infinities, NaN
    refused({{"0", bits + good.substr(8)}}, none);
    refused({{"0", good.substr(0, good.size() - 8) + bits}}, none);
  }
}
