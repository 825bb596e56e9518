#include "train/batches.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "base/error.h"
#include "train/trainer.h"

using namespace aimodel;

namespace {

const char* const kBatchNorm = R"({"type": "batch_norm", "momentum": 0.5})";
const char* const kInside = R"({"type": "repeat", "times": 1, "layers": [{"type": "residual",
    "layers": [{"type": "batch_norm"}]}]})";

Spec spec_of(const std::string& network, int64_t batch_size, int64_t accumulate) {
  return Spec::parse(fmt::format(
                         R"({{"inputs": [{{"columns": ["x"], "type": "number", "scaling": "none"}}],
               "network": [{}],
               "outputs": [{{"column": "y", "type": "number", "scaling": "none"}}],
               "training": {{"epochs": 1, "shuffle": false, "batch_size": {}, "accumulate": {},
                             "optimizer": {{"type": "sgd", "learning_rate": 1e-9}}}}}})",
                         network, batch_size, accumulate),
                     "spec.json");
}

// A network on the rows x, and y = 0.
struct Setting {
  std::unique_ptr<Model> model;
  Dataset rows;

  Setting(const Spec& spec, const std::vector<double>& x) {
    Frame frame;
    frame.file = "rows.csv";
    for (const char* name : {"x", "y"}) {
      FrameColumn cells;
      cells.name = name;
      cells.kind = CellKind::number;
      cells.numbers = name == std::string("x") ? x : std::vector<double>(x.size());
      frame.columns.push_back(cells);
    }
    frame.lines.resize(x.size());
    std::vector<uint32_t> all(x.size());
    std::iota(all.begin(), all.end(), 0U);
    Preprocessing preprocessing = Preprocessing::fit(spec, frame, all);
    rows = preprocessing.encode(frame, true);
    model = std::make_unique<Model>(spec, std::move(preprocessing));
    model->initialize(Random(1).branch("weights"));
  }

  double parameter(const std::string& name) const {
    for (const Param* param : model->network.layout().params()) {
      if (param->name == name) return static_cast<double>(model->parameters[*param][0]);
    }
    FAIL("no parameter " << name);
    return 0;
  }
};

// The rows of each pass, those of a step in a list.
std::vector<std::vector<int64_t>> passes(const std::string& network, int64_t batch_size,
                                         int64_t accumulate, int64_t rows) {
  const Spec spec = spec_of(network, batch_size, accumulate);
  const Setting setting(spec, {1, 2});
  const Batches batches(spec, setting.model->network, rows);
  std::vector<std::vector<int64_t>> result;
  int64_t most_in_step = 0, most_in_pass = 0, end = 0;
  for (int64_t step = 0; step < batches.steps(); ++step) {
    CHECK(batches.first(step) == end);
    const int64_t count = batches.step(end);
    result.emplace_back();
    for (int64_t first = 0; first < count; first += result.back().back()) {
      result.back().push_back(batches.pass(first, count));
      most_in_pass = std::max(most_in_pass, result.back().back());
    }
    most_in_step = std::max(most_in_step, count);
    end += count;
  }
  CHECK(end == rows);
  CHECK(most_in_step == batches.most_in_step());
  CHECK(most_in_pass == batches.most_in_pass());
  return result;
}

using Passes = std::vector<std::vector<int64_t>>;

}  // namespace

TEST_CASE("rows are cut into steps and passes, and a layer that needs several rows gets them") {
  const std::string dense = R"({"type": "dense", "units": 2})";
  CHECK(passes(dense, 4, 1, 9) == Passes{{4}, {4}, {1}});
  CHECK(passes(kBatchNorm, 4, 1, 9) == Passes{{4}, {5}});
  CHECK(passes(kInside, 4, 1, 9) == Passes{{4}, {5}});
  CHECK(passes(kBatchNorm, 4, 1, 8) == Passes{{4}, {4}});
  CHECK(passes(kBatchNorm, 4, 1, 10) == Passes{{4}, {4}, {2}});
  CHECK(passes(kBatchNorm, 4, 1, 5) == Passes{{5}});
  CHECK(passes(kBatchNorm, 4, 1, 3) == Passes{{3}});
  CHECK(passes(kBatchNorm, 4, 1, 1) == Passes{{1}});  // which the command refuses
  CHECK(passes(dense, 4, 2, 13) == Passes{{4, 4}, {4, 1}});
  CHECK(passes(kBatchNorm, 4, 2, 13) == Passes{{4, 4}, {5}});     // the last pass of a step
  CHECK(passes(kBatchNorm, 4, 2, 17) == Passes{{4, 4}, {4, 5}});  // the last step
  CHECK(passes(kBatchNorm, 4, 2, 18) == Passes{{4, 4}, {4, 4}, {2}});
  CHECK(passes(dense, 1, 3, 4) == Passes{{1, 1, 1}, {1}});
}

TEST_CASE("batches of one row are refused where a layer needs more, wherever it stands") {
  const std::pair<const char*, const char*> networks[] = {
      {kBatchNorm, "spec.json:4:60: layer \"network.0\""},
      {kInside, "spec.json:5:60: layer \"network.0.0.layers.0.layers.0\""}};
  for (const auto& [network, place] : networks) {
    for (const int64_t accumulate : {1, 8}) {
      const Spec spec = spec_of(network, 1, accumulate);
      const Setting setting(spec, {1, 2});
      std::string text;
      try {
        Batches(spec, setting.model->network, 100);
      } catch (const Error& error) {
        CHECK(error.code() == Exit::spec);
        text = error.what();
      }
      CHECK(text == std::string(place) +
                        " (batch_norm) learns nothing from batches of one row\n  hint: set "
                        "\"batch_size\" to 2 or more, or take layer_norm, which looks at each row "
                        "on its own");
    }
  }
}

TEST_CASE("the share of a pass is of a full one, or of all rows where they are fewer") {
  const Spec spec = spec_of(kBatchNorm, 4, 2);
  const Setting setting(spec, {1, 2});
  CHECK(Batches(spec, setting.model->network, 17).share(5) == 1.25);
  CHECK(Batches(spec, setting.model->network, 18).share(2) == 0.5);
  CHECK(Batches(spec, setting.model->network, 3).share(3) == 1);
}

// Momentum 0.5; a batch of 4 keeps rho = 0.5 of the running mean, one of 2 rows 0.5^(1/2), one of 5
// 0.5^(5/4). All batches here have the mean of their rows, from a running mean of 0.
TEST_CASE("training: running statistics by hand, for a last batch of two rows and of one") {
  const std::vector<double> ten = {8, 8, 8, 8, 8, 8, 8, 8, 1000, 1000};
  for (const int64_t accumulate : {1, 3}) {
    CAPTURE(accumulate);
    Setting two(spec_of(kBatchNorm, 4, accumulate), ten);
    train(*two.model, two.rows, {}, {});
    const double before = 0.25 * 0 + 0.75 * 8, rho = std::sqrt(0.5);
    CHECK(two.parameter("network.0.running_mean") ==
          doctest::Approx(rho * before + (1 - rho) * 1000));

    const std::vector<double> nine = {8, 8, 8, 8, 8, 8, 8, 8, 1000};
    Setting one(spec_of(kBatchNorm, 4, accumulate), nine);
    train(*one.model, one.rows, {}, {});
    const double mean = (4 * 8 + 1000) / 5.0, kept = std::pow(0.5, 1.25);
    CHECK(one.parameter("network.0.running_mean") ==
          doctest::Approx(kept * (0.5 * 8) + (1 - kept) * mean));
    // Unbiased: 4 (8 - mean)^2 + (1000 - mean)^2 over 4; the first batch had none.
    const double spread = (4 * std::pow(8 - mean, 2) + std::pow(1000 - mean, 2)) / 4;
    CHECK(one.parameter("network.0.running_variance") ==
          doctest::Approx(kept * 0.5 + (1 - kept) * spread));
  }
}
