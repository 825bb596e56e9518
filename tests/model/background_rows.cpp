#include "model/background_rows.h"

#include <limits>
#include <numeric>

#include <doctest/doctest.h>

#include "base/json.h"
#include "model/model.h"
#include "model/safetensors_reader.h"
#include "rows/row_set.h"
#include "spec/document.h"

using namespace aimodel;

namespace {

struct Prepared {
  Frame frame;
  std::unique_ptr<Model> model;
  Dataset data;
};

// Numbers, one with missing values; a one_hot column and an embedded one.
Prepared prepare(size_t rows) {
  Prepared result;
  Frame& frame = result.frame;
  frame.file = "rows.csv";
  const Random random(5);
  for (size_t i = 0; i < rows; ++i) frame.lines.push_back(i + 2);
  for (const char* name : {"a", "b", "y"}) {
    FrameColumn& column = frame.columns.emplace_back();
    column.name = name;
    column.kind = CellKind::number;
    for (size_t i = 0; i < rows; ++i) {
      const bool missing = name[0] == 'b' && i % 4 == 1;
      column.numbers.push_back(missing ? std::numeric_limits<double>::quiet_NaN()
                                       : random.branch(name).normal(i));
    }
  }
  for (const char* name : {"colour", "town"}) {
    FrameColumn& column = frame.columns.emplace_back();
    column.name = name;
    column.texts = {"", "red", "green", "blue"};
    for (size_t i = 0; i < rows; ++i) {
      column.ids.push_back(1 + static_cast<uint32_t>(random.branch(name).below(3, i)));
    }
  }
  const Spec spec = Spec::parse(R"({
    "inputs": [
      {"columns": ["a", "b"], "type": "number", "missing_indicator": true},
      {"column": "colour", "type": "category", "encoding": "one_hot"},
      {"column": "town", "type": "category", "encoding": "embedding", "units": 2}],
    "outputs": [{"column": "y", "type": "number"}]})",
                                "spec.json");
  std::vector<uint32_t> all(rows);
  std::iota(all.begin(), all.end(), 0U);
  Preprocessing preprocessing = Preprocessing::fit(spec, frame, all);
  result.data = preprocessing.encode(frame, all, true);
  result.model = std::make_unique<Model>(spec, std::move(preprocessing));
  result.model->initialize(Random(7));
  return result;
}

std::string refusal(const Model& model, const std::function<void(SafeTensors&)>& change) {
  const std::string bytes = to_file_bytes(model);
  SafeTensors content = read_safetensors(bytes, "a.model");
  content.texts.erase("aimodel.checksum");
  change(content);
  content.texts["aimodel.checksum"] = content_hash(content);
  try {
    from_file_bytes(write_safetensors(content), "a.model");
  } catch (const Error& error) {
    CHECK(error.code() == Exit::model);
    const std::string text = error.what();
    return text.substr(0, text.find('\n'));
  }
  return "accepted";
}

SafeTensors::Entry& entry(SafeTensors& content, const std::string& name) {
  for (SafeTensors::Entry& each : content.tensors) {
    if (each.name == name) return each;
  }
  FAIL("no tensor " << name);
  return content.tensors[0];
}

}  // namespace

TEST_CASE("the means are those of the training rows as the network gets them") {
  const Prepared prepared = prepare(50);
  const Network& network = prepared.model->network;
  const BackgroundRows background =
      make_background(prepared.model->preprocessing, prepared.data, 8, 1);
  CHECK(background.known());
  CHECK(background.rows.rows == 8);
  Tape tape(prepared.model->parameters.starts(), {});
  tape.reset(Tape::Mode::inference);
  const std::span<Tensor> mean = network.embed_means(background.means, tape);
  BatchMemory memory;
  const std::span<Tensor> all = network.embed(RowSet(prepared.data).fetch(0, 50, memory), tape);
  REQUIRE(mean.size() == 3);
  for (size_t g = 0; g < 3; ++g) {
    REQUIRE(mean[g].size() == all[g].row_size());
    for (int64_t j = 0; j < mean[g].size(); ++j) {
      double sum = 0;
      for (int64_t i = 0; i < 50; ++i) {
        sum += static_cast<double>(all[g][i * all[g].row_size() + j]);
      }
      CHECK(static_cast<double>(mean[g][j]) == doctest::Approx(sum / 50).epsilon(1e-5));
    }
  }
}

TEST_CASE("what is kept of the rows is bounded, and the same for the same seed") {
  const Prepared prepared = prepare(300);
  const auto make = [&](int64_t most, uint64_t seed) {
    return make_background(prepared.model->preprocessing, prepared.data, most, seed);
  };
  CHECK(make(0, 1).rows.rows == 0);
  CHECK(make(0, 1).known());
  CHECK(make(1000, 1).rows.rows == 300);
  CHECK(make(8, 1).rows.inputs[0].values == make(8, 1).rows.inputs[0].values);
  CHECK(make(8, 1).rows.inputs[0].values != make(8, 2).rows.inputs[0].values);
  CHECK(make(8, 1).means == make(16, 2).means);
}

TEST_CASE("it travels in the model's file; a model without one is read, too") {
  const Prepared prepared = prepare(40);
  Model& model = *prepared.model;
  CHECK_FALSE(from_file_bytes(to_file_bytes(model), "a.model")->background.known());
  model.background = make_background(model.preprocessing, prepared.data, 5, 1);
  const std::string bytes = to_file_bytes(model);
  const auto again = from_file_bytes(bytes, "a.model");
  CHECK(again->background.means == model.background.means);
  CHECK(again->background.rows.rows == 5);
  for (size_t g = 0; g < 3; ++g) {
    CHECK(again->background.rows.inputs[g].values == model.background.rows.inputs[g].values);
  }
  CHECK(to_file_bytes(*again) == bytes);
}

TEST_CASE("a hostile background is refused") {
  const Prepared prepared = prepare(40);
  Model& model = *prepared.model;
  model.background = make_background(model.preprocessing, prepared.data, 5, 1);
  CHECK(refusal(model, [](SafeTensors&) {}) == "accepted");
  const auto without = [](const std::string& name) {
    return [name](SafeTensors& content) {
      std::erase_if(content.tensors, [&](const auto& each) { return each.name == name; });
    };
  };
  CHECK(refusal(model, without("background.1.means")) ==
        "a.model: tensor \"background.1.means\" is missing");
  CHECK(refusal(model, without("background.2.rows")) ==
        "a.model: tensor \"background.2.rows\" is missing");
  CHECK(refusal(model, [](SafeTensors& content) {
          content.tensors.push_back({"background.3.rows", {0}, {}});
        }) == "a.model: tensor \"background.3.rows\" belongs to no input group");
  CHECK(refusal(model,
                [](SafeTensors& content) {
                  SafeTensors::Entry& rows = entry(content, "background.1.rows");
                  rows.shape = {4, 1};
                  rows.data = rows.data.substr(0, 16);
                }) ==
        "a.model: tensor \"background.1.rows\" has the shape [4, 1], the preprocessing asks for "
        "[5, 1]");
  CHECK(refusal(model, [](SafeTensors& content) {
          SafeTensors::Entry& rows = entry(content, "background.0.rows");
          rows.shape = {10001, 0};
          rows.data = {};
        }) == "a.model: tensor \"background.0.rows\" has too many rows");
  const float infinite = std::numeric_limits<float>::infinity();
  std::vector<float> means(3, infinite);
  CHECK(refusal(model, [&](SafeTensors& content) {
          entry(content, "background.1.means").data = bytes_of(means);
        }) == "a.model: tensor \"background.1.means\" holds a number that is not finite");
  for (const float place : {-1.0F, 0.5F, 4.0F, 1e9F}) {
    const std::vector<float> places(5, place);
    CHECK(
        refusal(model, [&](SafeTensors& content) {
          entry(content, "background.2.rows").data = bytes_of(places);
        }) == "a.model: tensor \"background.2.rows\" holds a number that is the place of no value");
  }
}
