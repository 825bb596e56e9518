// What the command line cannot show of checkpoints: files whose checksum is right and whose content
// is not.
#include "train/checkpoint.h"

#include <cmath>
#include <filesystem>
#include <numeric>

#include <doctest/doctest.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/output_file.h"
#include "train/trainer.h"

using namespace aimodel;

namespace {

constexpr const char* kStoppedSpec = R"({
  "inputs": [{"column": "x", "type": "number"}],
  "network": [{"type": "dense", "units": 3, "activation": "tanh"}, {"type": "batch_norm"},
              {"type": "dropout", "rate": 0.3}],
  "outputs": [{"column": "y", "type": "number"}],
  "training": {"epochs": 8, "batch_size": 5, "optimizer": {"type": "adam", "learning_rate": 0.3},
               "schedule": {"type": "reduce_on_plateau", "patience": 0},
               "early_stopping": {"patience": 3, "minimum_change": 0.01}},
  "metrics": ["r2", "mae"]
})";

Frame frame_of(int64_t rows) {
  Frame frame;
  frame.file = "rows.csv";
  for (const char* name : {"x", "y"}) {
    FrameColumn column;
    column.name = name;
    column.kind = CellKind::number;
    for (int64_t i = 0; i < rows; ++i) {
      column.numbers.push_back(std::sin(static_cast<double>(i) * (name[0] == 'x' ? 1 : 2)));
    }
    frame.columns.push_back(column);
  }
  frame.lines.resize(static_cast<size_t>(rows));
  return frame;
}

struct CheckpointFile {
  std::string directory;
  std::string path;
  CheckpointFile() {
    directory = (std::filesystem::temp_directory_path() / "aimodel-XXXXXX").string();
    ::mkdtemp(directory.data());
    path = directory + "/y.model.checkpoint";
  }
  ~CheckpointFile() { std::filesystem::remove_all(directory); }
  CheckpointFile(const CheckpointFile&) = delete;
  CheckpointFile& operator=(const CheckpointFile&) = delete;
};

struct CheckpointRun {
  Spec spec = Spec::parse(kStoppedSpec, "spec.json");
  Frame frame = frame_of(23);
  std::unique_ptr<Model> model;
  Dataset data;
  CheckpointRun() {
    std::vector<uint32_t> all(23);
    std::iota(all.begin(), all.end(), 0U);
    Preprocessing preprocessing = Preprocessing::fit(spec, frame, all);
    data = preprocessing.encode(frame, true);
    model = std::make_unique<Model>(spec, std::move(preprocessing));
    model->initialize(Random(1).branch("weights"));
  }
  std::vector<real> values() const {
    const auto span = std::as_const(model->parameters).values();
    return {span.begin(), span.end()};
  }
};

// Trains until a number of steps is done, and keeps the checkpoint of it.
class StopAfter : public TrainingCallback {
 public:
  explicit StopAfter(int64_t steps) : left_(steps) {}
  void on_step_end(const StepInfo&) override {
    if (--left_ == 0) throw Error(Exit::run, "", "enough");
  }
  void on_epoch_end(const EpochInfo&) override {}

 private:
  int64_t left_;
};

void train_until(CheckpointRun& s, const std::string& path, int64_t steps) {
  StopAfter callback(steps + 1);
  TrainOptions options;
  options.callback = &callback;
  options.checkpoints = {.path = path, .steps = 1, .keep = 1, .run = Json{{"files", "a"}}};
  CHECK_THROWS_AS(train(*s.model, s.data, s.data, options), Error);
}

TrainOptions resuming(const std::string& path) {
  TrainOptions options;
  options.checkpoints = {.path = path, .keep = 1, .run = Json{{"files", "a"}}};
  options.resume = true;
  return options;
}

// Changes the text of a checkpoint, and makes its checksum right again.
void rewrite(const std::string& path, const std::function<void(SafeTensors&, Json&)>& change) {
  const std::string bytes = read_file(path, Exit::model);
  SafeTensors content = read_checkpoint_file(bytes, path);
  Json text = Json::parse(content.texts.at(kCheckpointText));
  change(content, text);
  content.texts[kCheckpointText] = text.dump();
  content.texts.erase("aimodel.checksum");
  content.texts["aimodel.checksum"] = content_hash(content);
  write_file(output_place(path, true), write_safetensors(content));
}

std::string refusal(const std::string& path,
                    const std::function<void(SafeTensors&, Json&)>& change) {
  CheckpointRun s;
  train_until(s, path, 7);
  rewrite(path, change);
  CheckpointRun other;
  try {
    train(*other.model, other.data, other.data, resuming(path));
  } catch (const Error& error) {
    CHECK(error.code() == Exit::model);
    std::string text = error.what();
    for (size_t at = text.find(path); at != std::string::npos; at = text.find(path)) {
      text.replace(at, path.size(), "C");
    }
    return text;
  }
  return "";
}

}  // namespace

TEST_CASE("after any step a checkpoint leads to the bytes of the run that was not stopped") {
  const CheckpointFile file;
  CheckpointRun whole;
  const TrainResult expected = train(*whole.model, whole.data, whole.data, {});
  // The best epoch is neither the first nor the last, and patience ends it: all of it is needed.
  CHECK(expected.reason == StopReason::early_stopping);
  CHECK(expected.best_epoch > 1);
  CHECK(expected.best_epoch < static_cast<int64_t>(expected.history.size()));
  const auto all_steps = static_cast<int64_t>(5 * expected.history.size());
  for (int64_t steps = 1; steps < all_steps; ++steps) {
    CAPTURE(steps);
    CheckpointRun s;
    train_until(s, file.path, steps);
    CheckpointRun resumed;
    const TrainResult result =
        train(*resumed.model, resumed.data, resumed.data, resuming(file.path));
    CHECK(resumed.values() == whole.values());
    CHECK(result.reason == expected.reason);
    CHECK(result.best_epoch == expected.best_epoch);
    REQUIRE(result.history.size() == expected.history.size());
    for (size_t i = 0; i < result.history.size(); ++i) {
      CHECK(result.history[i].epoch == expected.history[i].epoch);
      CHECK(result.history[i].loss == expected.history[i].loss);
      CHECK(result.history[i].best == expected.history[i].best);
      REQUIRE(result.history[i].validation.size() == expected.history[i].validation.size());
      for (size_t m = 0; m < result.history[i].validation.size(); ++m) {
        CHECK(result.history[i].validation[m].name == expected.history[i].validation[m].name);
        CHECK(result.history[i].validation[m].value.value ==
              expected.history[i].validation[m].value.value);
      }
    }
  }
}

TEST_CASE("a checkpoint of another version, machine, run or preprocessing is refused") {
  const CheckpointFile file;
  const std::string& path = file.path;
  const std::string end =
      "\nC: belongs to another run, which cannot go on as this one\n"
      "  hint: give the spec, data and options that it was begun with, or remove the checkpoint to "
      "begin anew";
  CHECK(refusal(path, [](SafeTensors&, Json& text) { text["version"] = "9.9.9"; }) ==
        "C: was written by version 9.9.9, this is " AIMODEL_VERSION + end);
  CHECK(refusal(path, [](SafeTensors&, Json& text) {
          text["instructions"] = "x";
        }).starts_with("C: was written on a machine with other vector instructions (x, here "));
  CHECK(refusal(path, [](SafeTensors&, Json& text) {
          text["blas"] = "OpenBLAS 0.1 Old";
        }).starts_with("C: was written with another matrix library (OpenBLAS 0.1 Old, here "));
  CHECK(refusal(path, [](SafeTensors&, Json& text) { text["run"]["files"] = "b"; }) ==
        "C: data: files was \"b\", now it is \"a\"" + end);
  CHECK(refusal(path, [](SafeTensors& content, Json&) {
          std::string& text = content.texts[kPreprocessingText];
          const size_t at = text.find("\"scale\"");
          REQUIRE(at != std::string::npos);
          text.insert(text.find_first_of("0123456789", at), "7");
        }).starts_with("C: preprocessing: "));
}

TEST_CASE("a checkpoint whose content cannot be is refused, never followed") {
  const CheckpointFile file;
  const std::string& path = file.path;
  const auto text_refusal = [&](const std::function<void(Json&)>& change) {
    return refusal(path, [&](SafeTensors&, Json& text) { change(text); });
  };
  const std::string damaged = "C: the checkpoint's text is damaged: ";
  CHECK(text_refusal([](Json& t) { t["position"]["epoch"] = 10; }) ==
        damaged + "\"epoch\" is no count up to 9");
  CHECK(text_refusal([](Json& t) { t["position"]["epoch"] = 0; }) ==
        damaged + "\"epoch\" is below 1");
  CHECK(text_refusal([](Json& t) { t["position"]["step"] = -1; }).starts_with(damaged));
  CHECK(text_refusal([](Json& t) { t["position"]["step"] = 1000; }) ==
        "C: stands behind the last step of an epoch");
  for (const int64_t updates : {int64_t{0}, int64_t{6}, std::numeric_limits<int64_t>::max()}) {
    CHECK(text_refusal([&](Json& t) { t["position"]["updates"] = updates; }) ==
          "C: counts other steps than it has done");
  }
  CHECK(text_refusal([](Json& t) { t["position"].erase("updates"); }).starts_with(damaged));
  CHECK(text_refusal([](Json& t) { t["position"] = "here"; }) ==
        damaged + "\"position\" is missing");
  CHECK(text_refusal([](Json& t) { t["random"]["generator"] = "mt19937"; }) ==
        damaged + "another random generator");
  CHECK(text_refusal([](Json& t) { t["random"]["generator"] = 5; }) ==
        damaged + "another random generator");
  CHECK(text_refusal([](Json& t) { t["version"] = 5; }).starts_with("C: was written by version ?"));
  CHECK(text_refusal([](Json& t) { t["history"][0] = 5; }) == damaged + "\"loss\" is missing");
  CHECK(text_refusal([](Json& t) { t["history"][0]["best"] = 5; }) == "");
  CHECK(text_refusal([](Json& t) { t["stopping"]["best"] = "much"; }) ==
        damaged + "\"much\" is no number");
  CHECK(text_refusal([](Json& t) { t["history"].push_back(t["history"][0]); }) ==
        damaged + "\"history\" is no list of 1");
  CHECK(text_refusal([](Json& t) { t["history"][0]["validation"].erase(0); }) ==
        damaged + "another number of metrics");
  CHECK(text_refusal([](Json& t) { t["history"][0]["validation"][0] = 3; }) ==
        damaged + "a metric is no pair");
  CHECK(text_refusal([](Json& t) { t = Json::array(); }) ==
        "C: the checkpoint's text is not an object");
  CHECK(refusal(path, [](SafeTensors& content, Json&) {
          std::erase_if(content.tensors, [](const SafeTensors::Entry& entry) {
            return entry.name == "checkpoint.moment.1.network.0.weight";
          });
        }) == "C: has no tensor \"checkpoint.moment.1.network.0.weight\" of the shape [1, 3]");
}

TEST_CASE("what is not finite goes through a checkpoint") {
  const CheckpointFile file;
  CheckpointRun s;
  train_until(s, file.path, 2);  // in the first epoch: nothing is the best so far
  const Checkpoint checkpoint = read_checkpoint(file.path, *s.model, Json{{"files", "a"}});
  CHECK(checkpoint.text["stopping"]["best"] == "inf");
  std::vector<Parameters> moments;
  std::vector<real> best{1};
  const TrainingState at = restore(checkpoint, file.path, {}, *s.model, moments, best);
  CHECK(std::isinf(at.stopping.best));
  CHECK(at.step == 2);
  CHECK(best.empty());
}

TEST_CASE("where a training stands comes back as it was noted, each number in its place") {
  const CheckpointRun s;
  TrainingState noted;
  noted.epoch = 3;
  noted.step = 4;
  noted.loss_sum = 0.5;
  noted.weight_sum = 0.25;
  noted.learning_rate = 0.125;
  noted.counts.updates = 14;
  noted.counts.passes = 15;
  noted.best_epoch = 2;
  noted.stopping = {.best = 1.5, .reference = 1.75, .waited = 1, .history = {2.5, 1.5}};
  noted.history.resize(2);
  noted.history[0].loss = 3;
  noted.history[1].loss = 2;
  noted.history[1].best = true;
  const TrainingState found = training_state_from(to_json(noted, *s.model), "C", *s.model, {});
  CHECK(found.epoch == 3);
  CHECK(found.step == 4);
  CHECK(found.loss_sum == 0.5);
  CHECK(found.weight_sum == 0.25);
  CHECK(found.learning_rate == 0.125);
  CHECK(found.counts.updates == 14);
  CHECK(found.counts.passes == 15);
  CHECK(found.best_epoch == 2);
  CHECK(found.stopping.best == 1.5);
  CHECK(found.stopping.reference == 1.75);
  CHECK(found.stopping.waited == 1);
  CHECK(found.stopping.history == std::vector<double>{2.5, 1.5});
  REQUIRE(found.history.size() == 2);
  CHECK(found.history[0].loss == 3);
  CHECK(found.history[1].loss == 2);
  CHECK(found.history[1].epoch == 2);
  CHECK(!found.history[0].best);
  CHECK(found.history[1].best);
}
