#include <filesystem>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/file.h"
#include "base/json_text.h"
#include "base/numbers.h"
#include "base/output_place.h"
#include "model/example.h"
#include "model/model.h"
#include "model/safetensors.h"
#include "model/safetensors_reader.h"

using namespace aimodel;

namespace {

const std::string kDamaged = "\n  hint: the file is damaged or was not written by this program";

const std::string& example_bytes() {
  static const std::string bytes = to_file_bytes(*example_model());
  return bytes;
}

// What the reader says, "accepted" where it takes the file. Anything but Error (model) fails the
// test.
std::string refusal(std::string_view bytes) {
  try {
    from_file_bytes(bytes, "a.model");
  } catch (const Error& error) {
    CHECK(error.code() == Exit::model);
    CHECK(std::string_view(error.what()).starts_with("a.model:"));
    return error.what();
  }
  return "accepted";
}

// The example's file with something changed and a checksum that agrees.
std::string changed(const std::function<void(SafeTensors&)>& change) {
  SafeTensors content = read_safetensors(example_bytes(), "a.model");
  content.texts.erase("aimodel.checksum");
  change(content);
  content.texts["aimodel.checksum"] = content_hash(content);
  return write_safetensors(content);
}

std::string with_text(const std::string& key, const std::string& text) {
  return changed([&](SafeTensors& content) { content.texts[key] = text; });
}

// The example's file with another value in one of its JSON texts.
std::string with_value(const std::string& key, const std::string& pointer, const Json& value) {
  return changed([&](SafeTensors& content) {
    Json json = Json::parse(content.texts.at(key));
    json.at(Json::json_pointer(pointer)) = value;
    content.texts[key] = json_text(json, -1);
  });
}

size_t header_end() {
  const std::string& bytes = example_bytes();
  size_t size = 0;
  for (size_t i = 8; i > 0; --i) size = size * 256 + static_cast<unsigned char>(bytes[i - 1]);
  return 8 + size;
}

}  // namespace

TEST_CASE("a model is read as it was written, and written again gives the same bytes") {
  const auto model = example_model();
  const auto again = from_file_bytes(example_bytes(), "a.model");
  CHECK(again->spec.dump() == model->spec.dump());
  CHECK(again->preprocessing.state() == model->preprocessing.state());
  CHECK(again->record == model->record);
  CHECK(std::ranges::equal(again->parameters.values(), model->parameters.values()));
  CHECK(to_file_bytes(*again) == example_bytes());
  CHECK(to_file_bytes(*example_model()) == example_bytes());
}

TEST_CASE("the file says what it is, in metadata that any reader of safetensors sees") {
  const SafeTensors content = read_safetensors(example_bytes(), "a.model");
  std::vector<std::string> keys, names;
  for (const auto& [key, text] : content.texts) keys.push_back(key);
  for (const auto& entry : content.tensors)
    names.push_back(entry.name + " " + to_string(entry.shape));
  CHECK(keys == std::vector<std::string>{"aimodel.checksum", "aimodel.format_version",
                                         "aimodel.preprocessing", "aimodel.spec",
                                         "aimodel.training", "format"});
  CHECK(content.texts.at("format") == "aimodel");
  CHECK(content.texts.at("aimodel.format_version") == "2");
  CHECK(content.texts.at("aimodel.training") ==
        R"({"rows": 4, "metrics": {"train": {"loss": 0.25}}})");
  CHECK(Json::parse(content.texts.at("aimodel.spec")) == example_model()->spec.root().json());
  CHECK(names == std::vector<std::string>{"inputs.1.embedding.colour [3, 2]", "network.0.bias [3]",
                                          "network.0.weight [4, 3]", "network.1.running_mean [3]",
                                          "network.1.running_variance [3]", "network.1.scale [3]",
                                          "network.1.shift [3]", "outputs.0.bias [3]",
                                          "outputs.0.weight [3, 3]", "outputs.1.bias [1]",
                                          "outputs.1.weight [3, 1]"});
}

TEST_CASE("a file cut off anywhere is refused") {
  const std::string& bytes = example_bytes();
  for (size_t part = 0; part < 64; ++part) {
    const size_t size = bytes.size() * part / 64;
    CAPTURE(size);
    const std::string text = refusal(std::string_view(bytes).substr(0, size));
    if (size > 8) {
      CHECK(text.starts_with("a.model: is cut off: "));
      CHECK(text.ends_with(std::to_string(size) +
                           " found\n  hint: copy the file again, or train the model again"));
    } else {
      CHECK(text == "a.model: is not a model file\n  hint: the file is empty");
    }
  }
  for (size_t size = 0; size < bytes.size(); ++size) {
    CHECK(refusal(std::string_view(bytes).substr(0, size)) != "accepted");
  }
}

TEST_CASE("a changed byte of the header is noticed or means the same") {
  const std::string& bytes = example_bytes();
  const size_t end = header_end();
  for (const int mask : {0x01, 0x20, 0x80}) {
    for (size_t i = 0; i < end; ++i) {
      std::string flipped = bytes;
      flipped[i] = static_cast<char>(flipped[i] ^ mask);
      if (refusal(flipped) != "accepted") continue;
      CAPTURE(i);
      CHECK(to_file_bytes(*from_file_bytes(flipped, "a.model")) == bytes);
    }
  }
}

TEST_CASE("a changed byte of the data is noticed") {
  for (size_t i = header_end(); i < example_bytes().size(); ++i) {
    std::string flipped = example_bytes();
    flipped[i] = static_cast<char>(flipped[i] ^ 0x10);
    CHECK(refusal(flipped) ==
          "a.model: is damaged: its content does not match its checksum\n"
          "  hint: copy the file again, or train the model again");
  }
}

TEST_CASE("files of other programs and versions are told") {
  CHECK(refusal(write_safetensors({})) ==
        "a.model: is not a model file\n  hint: it is a safetensors file of another program");
  CHECK(refusal(with_text("format", "pt")) ==
        "a.model: is not a model file\n  hint: it is a safetensors file of another program");
  CHECK(refusal(with_text("aimodel.format_version", "3")) ==
        "a.model: format version 3 is newer than this program knows (2)\n  hint: upgrade aimodel");
  for (const std::string version : {"0", "-1", "1.0", "", "x", "99999999999999999999"}) {
    CHECK(refusal(with_text("aimodel.format_version", version)) ==
          "a.model: format version \"" + version + "\" is not known" + kDamaged);
  }
  CHECK(refusal("a,b\n1,2\n3,4\n5,6\n") ==
        "a.model: is not a model file\n  hint: it looks like a "
        "CSV file; the model comes first, then the data");
}

TEST_CASE("a newer version is told before anything else of it is looked at") {
  std::string bytes = with_text("aimodel.format_version", "7");
  bytes.replace(bytes.find("\"F32\""), 5, "\"F64\"");
  CHECK(refusal(bytes).find("format version 7 is newer") != std::string::npos);
}

TEST_CASE("the metadata are these and no others") {
  for (const char* key :
       {"aimodel.format_version", "aimodel.spec", "aimodel.preprocessing", "aimodel.training"}) {
    CHECK(refusal(changed([&](SafeTensors& content) { content.texts.erase(key); })) ==
          "a.model: metadata \"" + std::string(key) + "\" is missing" + kDamaged);
  }
  SafeTensors content = read_safetensors(example_bytes(), "a.model");
  content.texts.erase("aimodel.checksum");
  CHECK(refusal(write_safetensors(content)) ==
        "a.model: metadata \"aimodel.checksum\" is missing" + kDamaged);
  CHECK(refusal(with_text("licence", "MIT")) == "a.model: unknown metadata \"licence\"" + kDamaged);
  CHECK(refusal(with_text("aimodel.training", std::string((8 << 20) + 1, ' '))) ==
        "a.model: metadata \"aimodel.training\" takes 8,388,609 bytes, the most is 8,388,608");
  CHECK(refusal(with_text("aimodel.training", "[]")) ==
        "a.model: metadata \"aimodel.training\" is not an object" + kDamaged);
  CHECK(refusal(with_text("aimodel.training", "{\"a\": 1, \"a\": 2}")) ==
        "a.model: aimodel.training:1:10: duplicate key \"a\"");
  CHECK(refusal(with_text("aimodel.preprocessing", std::string(1000, '['))) ==
        "a.model: aimodel.preprocessing:1:65: nested more than 64 levels deep");
  CHECK(refusal(with_text("aimodel.preprocessing", "{}")).find("\"inputs\" is missing") !=
        std::string::npos);
}

TEST_CASE("the tensors are those of the network in the spec") {
  CHECK(refusal(changed([](SafeTensors& content) {
          content.tensors.erase(content.tensors.begin() + 2);
        })) == "a.model: tensor \"network.0.weight\" is missing" + kDamaged);
  CHECK(refusal(changed([](SafeTensors& content) {
          content.tensors.push_back({"network.9.bias", {0}, {}});
        })) ==
        "a.model: tensor \"network.9.bias\" is no parameter of the network that the spec in the "
        "file describes" +
            kDamaged);
  CHECK(refusal(changed([](SafeTensors& content) {
          content.tensors[2].shape = {3, 4};
        })) ==
        "a.model: tensor \"network.0.weight\" has the shape [3, 4], the spec in the file asks for "
        "[4, 3]" +
            kDamaged);
  for (const float value :
       {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
        -std::numeric_limits<float>::infinity()}) {
    const std::vector<float> values = {0, value, 0};
    CHECK(refusal(changed([&](SafeTensors& content) {
            content.tensors[1].data = bytes_of(values);
          })) == "a.model: tensor \"network.0.bias\" holds a number that is not finite" + kDamaged);
  }
}

TEST_CASE("a spec that asks for more than the file holds takes no memory") {
  CHECK(refusal(with_value("aimodel.spec", "/network/0/units", 1'048'576)) ==
        "a.model: tensor \"network.0.weight\" has the shape [4, 3], the spec in the file asks for "
        "[4, 1048576]" +
            kDamaged);
  const auto network = [](const std::string& layers) {
    return refusal(with_value("aimodel.spec", "/network", Json::parse(layers)));
  };
  const std::string wide = R"({"type": "dense", "units": 1048576})";
  CHECK(network("[" + wide + "]").find("the spec in the file asks for [4, 1048576]") !=
        std::string::npos);
  CHECK(network("[" + wide + "," + wide + "]") ==
        "a.model: the parameter \"network.1.weight\" has the shape [1048576, 1048576]: the network "
        "would have more than 1,099,511,627,776 numbers");
  CHECK(network(R"([{"type": "repeat", "times": 1000, "layers": [)" + wide + "]}]")
            .find("the network would have more than 1,099,511,627,776 numbers") !=
        std::string::npos);

  std::string nested = R"({"type": "relu"})";
  for (int i = 0; i < 10; ++i) {
    nested = R"({"type": "repeat", "times": 1000, "layers": [)" + nested + "]}";
  }
  const std::string too_many = network("[" + nested + "]");
  CHECK(too_many.starts_with("a.model:1:"));
  CHECK(
      too_many.ends_with(": the network has more than 10,000 layers\n"
                         "  hint: each layer, branch and repetition counts"));

  // Doubling the width a hundred times.
  const std::string doubled = network(
      R"([{"type": "repeat", "times": 100, "layers": [{"type": "parallel", "branches": [[], []]}]}])");
  CHECK(doubled.ends_with(": gives [n, 536870912]: more than 268,435,456 numbers a row"));
}

TEST_CASE("mistakes in the spec and in what was learnt are those of the model file") {
  CHECK(refusal(with_value("aimodel.spec", "/network/0/type", "dens"))
            .ends_with(": unknown layer \"dens\"\n  hint: did you mean \"dense\"?"));
  CHECK(refusal(with_value("aimodel.spec", "/network/0/units", 0))
            .ends_with(": \"units\" must be at least 1 (0)"));
  CHECK(refusal(with_value("aimodel.preprocessing", "/outputs/0/columns/0/column", 7))
            .find("a column has no name") != std::string::npos);
  // An output without the place for a last layer.
  CHECK(refusal(with_value("aimodel.spec", "/network/0/units", 4))
            .find("tensor \"network.0.weight\"") != std::string::npos);
}

TEST_CASE("no change of the JSON inside makes the reader fall") {
  const std::vector<Json> values = {nullptr,
                                    true,
                                    -1,
                                    0,
                                    3,
                                    1e300,
                                    "",
                                    "x",
                                    Json::array(),
                                    Json::object(),
                                    {1, "a"},
                                    9223372036854775807,
                                    1e-320,
                                    {{"type", "relu"}}};
  int accepted = 0, refused = 0;
  for (const char* key : {"aimodel.spec", "aimodel.preprocessing"}) {
    const SafeTensors content = read_safetensors(example_bytes(), "a.model");
    const Json whole = Json::parse(content.texts.at(key));
    const Json flat = whole.flatten();
    std::vector<std::string> pointers;  // of every value, containers too
    for (const auto& [pointer, value] : flat.items()) {
      for (std::string part = pointer; !part.empty(); part.erase(part.rfind('/'))) {
        if (std::ranges::find(pointers, part) == pointers.end()) pointers.push_back(part);
      }
    }
    for (const std::string& pointer : pointers) {
      CAPTURE(pointer);
      for (const Json& value : values) {
        ++(refusal(with_value(key, pointer, value)) == "accepted" ? accepted : refused);
      }
      Json without = whole;
      const Json::json_pointer place(pointer);
      Json& parent = without.at(place.parent_pointer());
      if (parent.is_object()) {
        parent.erase(place.back());
      } else {
        parent.erase(std::stoul(place.back()));
      }
      ++(refusal(with_text(key, json_text(without, -1))) == "accepted" ? accepted : refused);
    }
  }
  CHECK(accepted > 100);  // names, training options and the like
  CHECK(refused > 1000);
}

TEST_CASE("a model whose numbers are not finite is not written") {
  const auto model = example_model();
  model->parameters.values()[0] = std::numeric_limits<real>::quiet_NaN();
  try {
    to_file_bytes(*model);
    FAIL("written");
  } catch (const Error& error) {
    CHECK(error.code() == Exit::numeric);
    CHECK(error.what() == std::string("the parameter \"inputs.1.embedding.colour\" holds a number "
                                      "that is not finite"));
  }
}

TEST_CASE("a record that would not be read is not written") {
  const auto model = example_model();
  model->record["note"] = std::string(8 << 20, 'x');
  const auto size = static_cast<int64_t>(json_text(model->record, -1).size());
  try {
    to_file_bytes(*model);
    FAIL("written");
  } catch (const Error& error) {
    CHECK(error.code() == Exit::limit);
    CHECK(std::string(error.what()) == "metadata \"aimodel.training\" takes " + with_commas(size) +
                                           " bytes, the most is 8,388,608");
  }
}

TEST_CASE("a history that is too long is left out") {
  const auto model = example_model();
  model->record["history"] = {std::string(8 << 20, 'x')};
  const auto again = from_file_bytes(to_file_bytes(*model), "a.model");
  CHECK_FALSE(again->record.contains("history"));
  CHECK(again->record["rows"] == 4);
}

TEST_CASE("a metric that is not finite becomes null in the record") {
  const auto model = example_model();
  model->record["metrics"]["train"]["loss"] = std::numeric_limits<double>::infinity();
  const auto again = from_file_bytes(to_file_bytes(*model), "a.model");
  CHECK(again->record["metrics"]["train"]["loss"].is_null());
  CHECK(again->record["rows"] == 4);
}

TEST_CASE("models are written all at once and not over others") {
  char pattern[] = "/tmp/aimodel_test.XXXXXX";
  const std::string directory = std::string(::mkdtemp(pattern)) + "/";
  const std::string path = directory + "a.model";
  const auto model = example_model();
  write_model(*model, output_place(path, false));
  CHECK(read_file(path, Exit::run) == example_bytes());
  CHECK(to_file_bytes(*read_model(path)) == example_bytes());
  CHECK_THROWS_WITH_AS(
      write_model(*model, output_place(path, false)),
      (path + ": the file exists already\n  hint: use --force to replace it").c_str(), Error);
  model->record["rows"] = 5;
  write_model(*model, output_place(path, true));
  CHECK(read_model(path)->record["rows"] == 5);

  model->parameters.values()[0] = std::numeric_limits<real>::infinity();
  CHECK_THROWS_AS(write_model(*model, output_place(path, true)), Error);
  CHECK(read_model(path)->record["rows"] == 5);  // what was there stays

  for (const std::string& bad : {directory + "none.model", directory}) {
    CAPTURE(bad);
    try {
      read_model(bad);
      FAIL("read");
    } catch (const Error& error) {
      CHECK(error.code() == Exit::model);
      CHECK(std::string_view(error.what()).starts_with(bad + ": "));
    }
  }
  std::filesystem::remove_all(directory);
}
