#include <algorithm>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/json.h"
#include "base/json_text.h"
#include "model/model.h"
#include "model/safetensors.h"
#include "model/safetensors_reader.h"

using namespace aimodel;

namespace {

// A model of "x" and "y", fitted to four rows. What is no number is "a" or "b".
std::unique_ptr<Model> small_model(const std::string& input, const std::string& scaling) {
  const std::string order = input == "ordinal" ? R"(, "order": ["a", "b"])" : "";
  Spec spec = Spec::parse(R"({"inputs": [{"column": "x", "type": ")" + input + "\"" + order +
                              R"(}], "outputs": [{"column": "y", "type": "number", "scaling": ")" +
                              scaling + R"("}]})",
                          "spec.json");
  Frame frame;
  frame.file = "rows.csv";
  frame.lines = {2, 3, 4, 5};
  FrameColumn& x = frame.columns.emplace_back();
  x.name = "x";
  if (input != "number") {
    x.texts.insert(x.texts.end(), {"a", "b"});
    x.ids = {1, 2, 2, 1};
  } else {
    x.kind = CellKind::number;
    x.numbers = {1, 2, 3.5, 4};
  }
  FrameColumn& y = frame.columns.emplace_back();
  y.name = "y";
  y.kind = CellKind::number;
  y.numbers = {10, 20, 30, 60};
  const std::vector<uint32_t> rows = {0, 1, 2, 3};
  Preprocessing preprocessing = Preprocessing::fit(spec, frame, rows);
  auto model = std::make_unique<Model>(std::move(spec), std::move(preprocessing));
  model->initialize(Random(7).branch("weights"));
  return model;
}

// Its file as version 1 wrote it: no ranges, no word of missing values, no means of targets.
std::string older_file(const Model& model, bool checkpoint = false) {
  const std::string bytes = to_file_bytes(model);
  SafeTensors content = read_safetensors(bytes, "a.model");
  Json state = Json::parse(content.texts.at("aimodel.preprocessing"));
  for (Json& column : state["inputs"][0]) {
    for (const char* key : {"minimum", "maximum", "missing", "unseen"}) column.erase(key);
  }
  state["outputs"][0].erase("means");
  state.erase("summary");
  content.texts["aimodel.preprocessing"] = json_text(state, -1);
  content.texts["aimodel.format_version"] = "1";
  if (checkpoint) content.texts["aimodel.checkpoint"] = "{}";
  content.texts.erase("aimodel.checksum");
  content.texts["aimodel.checksum"] = content_hash(content);
  return write_safetensors(content);
}

std::string refusal(const std::function<void()>& act) {
  try {
    act();
  } catch (const Error& error) {
    CHECK(error.code() == Exit::model);
    return error.what();
  }
  return "accepted";
}

const std::string kHint = "\n  hint: train the model again, or use the aimodel that wrote it";

}  // namespace

TEST_CASE("a file of version 1 is read: what it did not note is open") {
  const auto model = small_model("number", "standard");
  const auto read = from_file_bytes(older_file(*model), "a.model");
  CHECK(std::ranges::equal(read->parameters.values(), model->parameters.values()));
  CHECK(read->draws_splits_otherwise);
  CHECK_FALSE(read->preprocessing.columns()[0][0]->range());
  CHECK(read->preprocessing.outputs()[0]->trivial_prediction() == std::vector<double>{30});

  Frame frame;
  frame.file = "more.csv";
  frame.lines = {2, 3};
  FrameColumn& x = frame.columns.emplace_back();
  x.name = "x";
  x.kind = CellKind::number;
  x.numbers = {1e6, std::nan("")};
  PreprocessingNotes notes;
  const Dataset rows = read->preprocessing.encode(frame, false, &notes);
  CHECK(notes.lines(read->preprocessing).empty());

  // Written again it is of this version.
  const std::string bytes = to_file_bytes(*read);
  const auto again = from_file_bytes(bytes, "a.model");
  CHECK(again->preprocessing.state() == read->preprocessing.state());
  CHECK(to_file_bytes(*again) == bytes);
}

TEST_CASE("binary and ordinal inputs of version 1 encode as before, and tell of nothing") {
  for (const char* input : {"binary", "ordinal"}) {
    CAPTURE(input);
    const auto model = small_model(input, "standard");
    const auto read = from_file_bytes(older_file(*model), "a.model");
    Frame frame;
    frame.file = "more.csv";
    frame.lines = {2, 3, 4};
    FrameColumn& x = frame.columns.emplace_back();
    x.name = "x";
    x.texts.insert(x.texts.end(), {"b", "a"});
    x.ids = {1, 2, 0};
    PreprocessingNotes notes;
    CHECK(read->preprocessing.encode(frame, false, &notes).inputs[0].values ==
          model->preprocessing.encode(frame, false).inputs[0].values);
    CHECK(notes.lines(read->preprocessing).empty());
  }
}

TEST_CASE("a file of version 1 that cannot be told is refused") {
  CHECK(refusal(
            [] { from_file_bytes(older_file(*small_model("category", "standard")), "a.model"); }) ==
        "a.model: format version 1 is older than this program reads where inputs are categories, "
        "or targets not in standard scaling" +
            kHint);
  CHECK(
      refusal([] { from_file_bytes(older_file(*small_model("number", "min_max")), "a.model"); }) ==
      "a.model: format version 1 is older than this program reads where inputs are categories, "
      "or targets not in standard scaling" +
          kHint);
  const std::string bytes = older_file(*small_model("number", "standard"), true);
  CHECK(refusal([&] { read_checkpoint_file(bytes, "a.model"); }) ==
        "a.model: format version 1 is older than this program reads as a checkpoint" + kHint);
}
