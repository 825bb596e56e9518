// Measures single parts of the program, for tests/bench/bench.py. Prints one JSON object.
//   bench_tool step SIZES BATCH THREADS SECONDS      time of a training step: forward, softmax
//                                                    cross-entropy, backward, Adam
//   bench_tool products SIZES BATCH THREADS SECONDS  time of the matrix products of such a step
//                                                    alone, by OpenBLAS
//   bench_tool kernels ROWS-INPUTS-UNITS SECONDS     multiply-adds a second of x w, x^T dy, dy w^T
//                                                    by the tile kernel, by OpenBLAS (whole), and
//                                                    as a layer calls them, one thread
//   bench_tool softmax ROWS-WIDTH SECONDS            GB/s of softmax over rows in memory: read and
//                                                    written, one thread
//   bench_tool forward SIZES BATCH THREADS SECONDS   time of predicting a row
//   bench_tool csv FILE THREADS SECONDS              time of reading a CSV file
// SIZES are those of the layers, as in 784-512-512-10: relu between them, batches taken in order
// from memory.
#include <algorithm>
#include <chrono>
#include <iostream>
#include <limits>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <sys/resource.h>

#include "base/numbers.h"
#include "base/text.h"
#include "bench_products.h"
#include "csv/csv.h"
#include "tensor/parallel.h"
#include "tensor/softmax.h"
#include "train/trainer.h"

namespace aimodel {

namespace {

Spec spec_of(const Job& job) {
  Json inputs = Json::array(), network = Json::array();
  inputs.push_back({{"columns", {"x*"}}, {"type", "number"}, {"scaling", "none"}});
  for (size_t i = 1; i + 1 < job.sizes.size(); ++i) {
    network.push_back({{"type", "dense"}, {"units", job.sizes[i]}, {"activation", "relu"}});
  }
  const Json spec{{"inputs", inputs},
                  {"network", network},
                  {"outputs", {{{"column", "y"}, {"type", "category"}}}},
                  {"training",
                   {{"epochs", 1000000},
                    {"batch_size", job.batch},
                    {"shuffle", false},
                    {"optimizer", {{"type", "adam"}}}}}};
  return Spec::parse(spec.dump(), "bench");
}

// Random rows; every class has at least one.
Frame frame_of(const Job& job, int64_t rows) {
  const Random random(1);
  Frame frame;
  frame.file = "bench";
  for (int64_t i = 0; i < job.sizes.front(); ++i) {
    FrameColumn column;
    column.name = fmt::format("x{}", i);
    column.kind = CellKind::number;
    const Random draws = random.branch(static_cast<uint64_t>(i));
    for (int64_t row = 0; row < rows; ++row) {
      column.numbers.push_back(draws.normal(static_cast<uint64_t>(row)));
    }
    frame.columns.push_back(std::move(column));
  }
  FrameColumn target;
  target.name = "y";
  const int64_t classes = job.sizes.back();
  for (int64_t i = 0; i < classes; ++i) target.texts.push_back(std::to_string(i));
  for (int64_t row = 0; row < rows; ++row) {
    const auto drawn = static_cast<int64_t>(
        random.branch("y").below(static_cast<uint64_t>(classes), static_cast<uint64_t>(row)));
    target.ids.push_back(static_cast<uint32_t>((row < classes ? row : drawn) + 1));
  }
  frame.columns.push_back(std::move(target));
  frame.lines.resize(static_cast<size_t>(rows));
  return frame;
}

// Counts steps from the end of a warm-up.
class StepClock : public TrainingCallback {
 public:
  explicit StepClock(double warm_up) : warm_up_(warm_up) {}
  void on_step_end(const StepInfo&) override {
    if (warm_) {
      ++counted_;
    } else if (elapsed(start_) >= warm_up_) {
      warm_ = true;
      start_ = Clock::now();
    }
  }
  void on_epoch_end(const EpochInfo&) override {}
  double seconds_per_step() const { return elapsed(start_) / static_cast<double>(counted_); }
  int64_t counted() const { return counted_; }

 private:
  double warm_up_;
  bool warm_ = false;
  int64_t counted_ = 0;
  Clock::time_point start_ = Clock::now();
};

struct Bundle {
  std::unique_ptr<Model> model;
  Dataset data;
};

Bundle make_bundle(const Job& job, int64_t rows) {
  const Spec spec = spec_of(job);
  const Frame frame = frame_of(job, rows);
  std::vector<uint32_t> all(static_cast<size_t>(rows));
  std::iota(all.begin(), all.end(), 0U);
  Preprocessing encoding = Preprocessing::fit(spec, frame, all);
  Dataset data = encoding.encode(frame, true);
  Bundle bundle{std::make_unique<Model>(spec, std::move(encoding)), std::move(data)};
  bundle.model->initialize(Random(1).branch("weights"));
  return bundle;
}

Json run_step(const Job& job) {
  const Bundle bundle = make_bundle(job, std::max<int64_t>(16 * job.batch, 1024));
  const double warm_up = 0.3 * job.seconds;
  StepClock clock(warm_up);
  train(*bundle.model, bundle.data, {}, {job.threads, warm_up + job.seconds, &clock});
  return {{"seconds_per_step", clock.seconds_per_step()}, {"steps", clock.counted()}};
}

Json run_softmax(const std::vector<int64_t>& sizes, double seconds) {
  const int64_t rows = sizes.at(0), width = sizes.at(1);
  std::vector<real> x(static_cast<size_t>(rows * width)), y(x.size());
  const Random random(1);
  for (size_t i = 0; i < x.size(); ++i) x[i] = static_cast<real>(random.normal(i));
  int64_t times = 0;
  const Clock::time_point start = Clock::now();
  do {
    softmax_rows({x.data(), {rows, width}}, {y.data(), {rows, width}});
    ++times;
  } while (elapsed(start) < seconds);
  const double bytes =
      2 * static_cast<double>(times) * static_cast<double>(x.size() * sizeof(real));
  return {{"gigabytes_per_second", bytes / elapsed(start) / 1e9}};
}

// Predictions of rows in memory, in blocks of a thousand.
Json run_forward(const Job& job) {
  constexpr int64_t kRows = 16000;
  const Bundle bundle = make_bundle(job, kRows);
  std::vector<Prediction> predictions;
  int64_t times = 0;
  double seconds = 0;
  with_team(job.threads, [&] {
    Predictor predictor(*bundle.model);
    predictor.predict(bundle.data);
    const Clock::time_point start = Clock::now();
    do {
      predictor.predict(bundle.data);
      ++times;
      seconds = elapsed(start);
    } while (seconds < job.seconds);
  });
  return {{"seconds_per_row", seconds / static_cast<double>(times * kRows)}};
}

// Reads a whole CSV file: columns of numbers where the first row has them, else texts.
Json run_csv(const std::string& path, int threads, double seconds) {
  const auto read = [&](int64_t most, const std::vector<CsvColumn>& columns, Frame& frame) {
    CsvReader reader(path, {});
    std::vector<CsvColumn> wanted = columns;
    if (wanted.empty()) {
      for (const std::string& name : reader.header())
        wanted.push_back({name, CellKind::text, false});
    }
    reader.select(wanted);
    if (most == 1) {
      reader.read(frame, 1);
    } else {
      reader.read_all(frame);
    }
  };
  Frame first;
  read(1, {}, first);
  std::vector<CsvColumn> columns;
  for (const FrameColumn& column : first.columns) {
    const bool number = parse_number(column.text(0)).has_value();
    columns.push_back({column.name, number ? CellKind::number : CellKind::text, false});
  }
  int64_t times = 0;
  const Clock::time_point start = Clock::now();
  do {
    Frame frame;
    with_team(threads, [&] { read(std::numeric_limits<int64_t>::max(), columns, frame); });
    ++times;
  } while (elapsed(start) < seconds);
  return {{"seconds", elapsed(start) / static_cast<double>(times)}};
}

Json run(const std::vector<std::string>& arguments) {
  const std::string& what = arguments.at(0);
  if (what == "csv") {
    return run_csv(arguments.at(1), std::stoi(arguments.at(2)), std::stod(arguments.at(3)));
  }
  const auto sizes = [&] {
    std::vector<int64_t> numbers;
    for (const std::string& size : split(arguments.at(1), '-')) numbers.push_back(std::stoll(size));
    return numbers;
  };
  if (what == "softmax") return run_softmax(sizes(), std::stod(arguments.at(2)));
  if (what == "kernels") return run_kernels(sizes(), std::stod(arguments.at(2)));
  const Job job{sizes(), std::stoll(arguments.at(2)), std::stoi(arguments.at(3)),
                std::stod(arguments.at(4))};
  if (what == "products") return run_products(job);
  if (what == "forward") return run_forward(job);
  return run_step(job);
}

}  // namespace

}  // namespace aimodel

int main(int count, char** values) {
  try {
    aimodel::Json result = aimodel::run(std::vector<std::string>(values + 1, values + count));
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    result["peak_bytes"] = static_cast<double>(usage.ru_maxrss) * 1024;
    std::cout << result.dump() << '\n';
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "bench_tool: " << error.what() << '\n';
    return 1;
  }
}
