#include "model/target_check.h"

#include <numeric>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "base/error.h"

using namespace aimodel;

namespace {

// An output that learns y, with the training rows as they are given.
struct Example {
  Frame frame;
  Spec spec;
  Preprocessing preprocessing;
  Network network;

  Example(const std::string& output, std::vector<double> y)
      : frame(frame_of(std::move(y))),
        spec(Spec::parse(fmt::format(R"({{"inputs": [{{"column": "x", "type": "number"}}],
                             "outputs": [{{"column": "y", "type": "number", {}}}]}})",
                                     output),
                         "spec.json")),
        preprocessing(Preprocessing::fit(spec, frame, rows_of(frame))),
        network(spec, preprocessing.inputs(), preprocessing.heads()) {}

  static Frame frame_of(std::vector<double> y) {
    Frame frame;
    frame.file = "rows.csv";
    for (const char* name : {"x", "y"}) {
      FrameColumn& column = frame.columns.emplace_back();
      column.name = name;
      column.kind = CellKind::number;
      column.numbers = y;
    }
    for (size_t i = 0; i < y.size(); ++i) frame.lines.push_back(i + 2);
    return frame;
  }
  static std::vector<uint32_t> rows_of(const Frame& frame) {
    std::vector<uint32_t> rows(static_cast<size_t>(frame.rows()));
    std::iota(rows.begin(), rows.end(), 0U);
    return rows;
  }

  // What is said of rows like these, or "".
  std::string said(const std::vector<double>& y, bool learnt = true) const {
    const Frame rows = frame_of(y);
    TargetCheck check(preprocessing, network);
    try {
      check.check(rows, rows_of(rows), learnt);
    } catch (const Error& error) {
      CHECK(error.code() == Exit::data);
      return error.what();
    }
    return check.beyond() == 0 ? "" : fmt::format("{}: {}", check.beyond(), check.first());
  }
};

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

const std::vector<double> kMixed = {-4, 1, 3};

}  // namespace

TEST_CASE("what a loss does not take is refused, in rows of any part") {
  const Example poisson(R"("scaling": "none", "loss": {"type": "poisson"})", {0, 3});
  CHECK(poisson.said({0, 2.5, 1e17}).empty());
  for (const bool learnt : {true, false}) {
    CHECK(poisson.said({2, -1}, learnt) ==
          "rows.csv:3: column \"y\": the poisson loss needs counts, not below 0 (-1)\n"
          "  hint: choose another loss, or leave such rows out");
    CHECK(has(poisson.said({1e18}, learnt),
              "rows.csv:2: column \"y\": the poisson loss takes no counts above exp(40) (1e+18)"));
  }
}

TEST_CASE("what an activation cannot give is refused where rows are learnt from") {
  const auto said = [](const char* activation, const char* scaling, const std::vector<double>& y) {
    return Example(fmt::format(R"("activation": "{}", "scaling": "{}")", activation, scaling),
                   kMixed)
        .said(y);
  };
  CHECK(said("relu", "none", {0, 5, -0.5}) ==
        "rows.csv:4: column \"y\": the output never comes there: relu gives 0 and above (-0.5)\n"
        "  hint: leave \"activation\" out, or set \"scaling\": \"min_max\"");
  CHECK(has(said("softplus", "none", {-0.5}), "softplus gives 0 and above (-0.5)"));
  CHECK(said("sigmoid", "none", {0, 0.5, 1}).empty());
  CHECK(has(said("sigmoid", "none", {1.5}), "sigmoid gives 0 to 1 (1.5)"));
  CHECK(said("tanh", "none", {-1, 1}).empty());
  CHECK(has(said("tanh", "none", {-1.5}), "tanh gives -1 to 1 (-1.5)"));
  CHECK(said("linear", "none", {-1e300, 1e300}).empty());
  // Scaled: the quarter points of -4, 1, 3 are -1.5 and 2, the middle 1, the mean 0.
  CHECK(said("relu", "robust", {1}).empty());
  CHECK(has(said("relu", "robust", {0.5}), "relu gives 1 and above with \"robust\" scaling (0.5)"));
  CHECK(said("tanh", "robust", {-2.5, 4.5}).empty());
  CHECK(has(said("tanh", "robust", {4.6}), "tanh gives -2.5 to 4.5 with"));
  CHECK(said("relu", "standard", {0}).empty());
  CHECK(has(said("softplus", "standard", {-0.1}), "softplus gives 0 and above with"));
  for (const char* activation : {"relu", "softplus", "sigmoid", "tanh"}) {
    CHECK(said(activation, "min_max", kMixed).empty());
  }
  CHECK(said("sigmoid", "min_max", {3.5}).ends_with("\n  hint: leave \"activation\" out"));
}

TEST_CASE("the ends of what training rows span are in it, however they are rounded") {
  for (const double top : {0.1, 1 / 3.0, 1e-30, 12345.678, 1.7e12 + 0.123}) {
    const std::vector<double> y = {-top / 7, top / 3, top};
    CHECK(Example(R"("activation": "sigmoid", "scaling": "min_max")", y).said(y).empty());
  }
}

TEST_CASE("rows that are held back are measured, and those out of reach counted") {
  const Example example(R"("activation": "sigmoid", "scaling": "min_max")", {0, 10});
  CHECK(example.said({5, 11, -2}, false) ==
        "2: rows.csv:3: column \"y\": 11; sigmoid gives 0 to 10 with \"min_max\" scaling");
  CHECK(example.said({5, 10}, false).empty());
}
