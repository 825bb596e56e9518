#include "model/safetensors.h"

#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/error.h"
#include "base/json.h"
#include "base/random.h"
#include "model/safetensors_reader.h"

using namespace aimodel;

namespace {

const std::vector<float> kFour = {1, -2.5F, 0, std::numeric_limits<float>::denorm_min()};
const std::vector<float> kTwo = {3, 4};

SafeTensors example() {
  SafeTensors content;
  content.texts = {{"b", "second"}, {"a", "first \"quoted\" \xC3\xA9\n"}};
  content.tensors = {
      {"w", {2, 2}, bytes_of(kFour)}, {"empty", {0, 3}, {}}, {"b", {2}, bytes_of(kTwo)}};
  return content;
}

std::string with_size(uint64_t size, const std::string& rest) {
  std::string bytes(8, '\0');
  std::memcpy(bytes.data(), &size, 8);
  return bytes + rest;
}

std::string file_of(const std::string& header, size_t data_bytes = 0) {
  return with_size(header.size(), header + std::string(data_bytes, '\0'));
}

std::string reading_error(const std::string& bytes) {
  try {
    read_safetensors(bytes, "a.model");
  } catch (const Error& error) {
    CHECK(error.code() == Exit::model);
    return error.what();
  }
  return "accepted";
}

// The message for a header before some bytes of data, without the hint that all of these have.
std::string header_refusal(const std::string& header, size_t data_bytes = 0) {
  const std::string text = reading_error(file_of(header, data_bytes));
  const std::string hint = "\n  hint: the file is damaged or was not written by this program";
  return text.ends_with(hint) ? text.substr(0, text.size() - hint.size()) : text;
}

std::string tensor_header(const std::string& type, const std::string& shape,
                          const std::string& offsets) {
  return R"({"w":{"dtype":)" + type + R"(,"shape":)" + shape + R"(,"data_offsets":)" + offsets +
         "}}";
}

}  // namespace

TEST_CASE("a file is laid out as the format says, metadata first, everything sorted") {
  const std::string bytes = write_safetensors(example());
  const std::string header = R"({"__metadata__":{"a":"first \"quoted\" é\n","b":"second"},)"
                             R"("b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
                             R"("empty":{"dtype":"F32","shape":[0,3],"data_offsets":[8,8]},)"
                             R"("w":{"dtype":"F32","shape":[2,2],"data_offsets":[8,24]}})";
  const std::string padded = header + std::string((8 - header.size() % 8) % 8, ' ');
  CHECK(bytes == with_size(padded.size(), padded) + std::string(bytes_of(kTwo)) +
                     std::string(bytes_of(kFour)));
}

TEST_CASE("what is written is read, and written again gives the same bytes") {
  const std::string bytes = write_safetensors(example());
  const SafeTensors content = read_safetensors(bytes, "a.model");
  CHECK(content.texts == example().texts);
  REQUIRE(content.tensors.size() == 3);
  CHECK(content.tensors[0].name == "b");
  CHECK(content.tensors[1].name == "empty");
  CHECK(content.tensors[1].shape == Shape{0, 3});
  CHECK(content.tensors[2].shape == Shape{2, 2});
  std::vector<float> values(4);
  copy_numbers(content.tensors[2].data, values);
  CHECK(values == kFour);
  CHECK(write_safetensors(content) == bytes);

  SafeTensors other_order = example();
  std::swap(other_order.tensors[0], other_order.tensors[2]);
  CHECK(write_safetensors(other_order) == bytes);
}

TEST_CASE("a file without metadata, and one without tensors") {
  SafeTensors content;
  CHECK(read_safetensors(write_safetensors(content), "a.model").texts.empty());
  content.tensors = {{"scalar", {}, bytes_of(std::span(kTwo).first(1))}};
  const std::string bytes = write_safetensors(content);
  const SafeTensors read = read_safetensors(bytes, "a.model");
  REQUIRE(read.tensors.size() == 1);
  CHECK(read.tensors[0].shape == Shape{});
  CHECK(write_safetensors(read) == bytes);
}

TEST_CASE("other orders than ours are read: tensors, keys, padding") {
  const std::string header =
      R"({"b":{"shape":[1],"data_offsets":[4,8],"dtype":"F32"},)"
      R"("a":{"dtype":"F32","data_offsets":[0,4],"shape":[1]},"__metadata__":{}}  )";
  const std::string bytes = file_of(header, 8);
  const SafeTensors content = read_safetensors(bytes, "a.model");
  REQUIRE(content.tensors.size() == 2);
  CHECK(content.tensors[0].name == "a");
  CHECK(content.tensors[0].data.data() + 4 == content.tensors[1].data.data());
}

TEST_CASE("the hash covers names, shapes, values and texts, and not the order") {
  const std::string hash = content_hash(example());
  CHECK(hash.size() == 32);
  SafeTensors changed = example();
  std::swap(changed.tensors[0], changed.tensors[2]);
  CHECK(content_hash(changed) == hash);
  changed.tensors[0].name = "c";
  CHECK(content_hash(changed) != hash);
  changed = example();
  changed.tensors[0].shape = {4, 1};
  CHECK(content_hash(changed) != hash);
  changed = example();
  changed.texts = {{"a", example().texts.at("a") + "b"}, {"b", "second"}};
  CHECK(content_hash(changed) != hash);
  std::vector<float> values = kFour;
  values[3] = 0;
  changed = example();
  changed.tensors[0].data = bytes_of(values);
  CHECK(content_hash(changed) != hash);
}

TEST_CASE("a file that is too short, or whose header is too large, is no model") {
  const std::string no_model = "a.model: is not a model file\n  hint: ";
  CHECK(reading_error("") == no_model + "the file is empty");
  CHECK(reading_error(std::string(7, '\x01')) ==
        no_model + "a model file is what `aimodel train` writes");
  CHECK(reading_error(with_size(0, "")) ==
        no_model + "a model file is what `aimodel train` writes");
  CHECK(reading_error(with_size(100'000'001, "{}")) ==
        no_model + "a model file is what `aimodel train` writes");
  CHECK(reading_error(with_size(std::numeric_limits<uint64_t>::max(), "{}")) ==
        no_model + "a model file is what `aimodel train` writes");
  CHECK(reading_error(with_size(3, "\n{}")) ==
        no_model + "a model file is what `aimodel train` writes");
}

TEST_CASE("files of other kinds are told by their first bytes") {
  const auto hint = [](const std::string& bytes) {
    const std::string text = reading_error(bytes);
    return text.substr(text.find("hint: ") + 6);
  };
  const std::string csv = "it looks like a CSV file; the model comes first, then the data";
  const std::string json =
      "it looks like a JSON file; `aimodel train` makes a model of a spec and rows";
  CHECK(hint("sepal_length,sepal_width\n5.1,3.5\n") == csv);
  CHECK(hint("\xEF\xBB\xBFname;age\nx;1\n") == csv);
  CHECK(hint("{\"inputs\": []}\n") == json);
  CHECK(hint("\n  [1, 2]") == json);
  CHECK(hint("hello, is this one line of text") == csv);
  CHECK(hint("hello world") == "a model file is what `aimodel train` writes");
  CHECK(hint(std::string("PK\x03\x04\x14\x00\x08\x08\x08\x00\x08", 11)) ==
        "it looks like a zip archive, as PyTorch, Keras and NumPy write");
  CHECK(hint("\x80\x04\x95\x10\x01\x01\x01\x01\x01\x01") == "it looks like a Python pickle");
  CHECK(hint("\x08\x08\x12\x07pytorch\x1a\x05") == "it looks like an ONNX file");
  CHECK(hint("GGUF\x03\x01\x01\x01\x01\x01\x01") == "it looks like a GGUF file");
  CHECK(hint("\x89HDF\r\n\x1a\n\x01\x01") == "it looks like an HDF5 file, as Keras writes");
}

TEST_CASE("a file that was cut off says what was expected and what is there") {
  const std::string bytes = write_safetensors(example());
  const std::string hint = "\n  hint: copy the file again, or train the model again";
  CHECK(reading_error(bytes.substr(0, bytes.size() - 1)) ==
        "a.model: is cut off: " + std::to_string(bytes.size()) + " bytes expected, " +
            std::to_string(bytes.size() - 1) + " found" + hint);
  CHECK(reading_error(bytes.substr(0, 100)) == "a.model: is cut off: at least " +
                                                   std::to_string(bytes.size() - 24) +
                                                   " bytes expected, 100 found" + hint);
  for (size_t size = 0; size < bytes.size(); ++size)
    CHECK(reading_error(bytes.substr(0, size)) != "accepted");
  CHECK(reading_error(bytes + "x") ==
        "a.model: 1 bytes follow behind the last tensor\n  hint: the file is "
        "damaged or was not written by this program");
}

TEST_CASE("a header that is no JSON object of tensors is refused") {
  CHECK(header_refusal("{\"\xFF\":1}") == "a.model: byte 2 of the header is not UTF-8");
  CHECK(header_refusal("{\"w\":}").starts_with("a.model: header:1:6: "));
  CHECK(header_refusal("{} {}").starts_with("a.model: header:1:4: "));
  CHECK(header_refusal("{\"w\":" + std::string(100'000, '[')) ==
        "a.model: header:1:69: nested more than 64 levels deep");
  CHECK(header_refusal(R"({"w":7})") == "a.model: tensor \"w\": is not an object");
  CHECK(header_refusal(R"({"w":{},"w":{}})") == "a.model: header:1:9: duplicate key \"w\"");
  CHECK(header_refusal(R"({"__metadata__":[]})") == "a.model: \"__metadata__\" is not an object");
  CHECK(header_refusal(R"({"__metadata__":{"a":{}}})") ==
        "a.model: metadata \"a\" is not a string");
  CHECK(header_refusal(R"({"__metadata__":{"a":1}})") == "a.model: metadata \"a\" is not a string");
  CHECK(header_refusal(R"({"__metadata__":{"a":"","a":""}})") ==
        "a.model: header:1:25: duplicate key \"a\"");
  CHECK(header_refusal(std::string("{}\0\0", 4)) != "accepted");
}

TEST_CASE("a tensor is described by its type, shape and place, and nothing else") {
  CHECK(header_refusal(R"({"w":{"dtype":"F32","shape":[]}})") ==
        "a.model: tensor \"w\": \"data_offsets\" is missing");
  CHECK(header_refusal(R"({"w":{"dtype":"F32","shape":[],"data_offsets":[0,4],"x":1}})", 4) ==
        "a.model: tensor \"w\": unknown key \"x\"");
  CHECK(header_refusal(R"({"w":{"dtype":"F32","shape":[],"shape":[],"data_offsets":[0,4]}})", 4) ==
        "a.model: header:1:32: duplicate key \"shape\"");
  CHECK(header_refusal(tensor_header("\"F16\"", "[2]", "[0,4]"), 4) ==
        "a.model: tensor \"w\": the type is \"F16\", not \"F32\"");
  CHECK(header_refusal(tensor_header("\"terrible\"", "[2]", "[0,4]"), 4) ==
        "a.model: tensor \"w\": the type is \"terrible\", not \"F32\"");
  CHECK(header_refusal(tensor_header("32", "[2]", "[0,4]"), 4) ==
        "a.model: tensor \"w\": \"dtype\" is not a string");
}

TEST_CASE("shapes hold up to five sizes whose product is a size") {
  CHECK(header_refusal(tensor_header("\"F32\"", "[1,1,1,1,1]", "[0,4]"), 4) == "accepted");
  CHECK(header_refusal(tensor_header("\"F32\"", "[1,1,1,1,1,1]", "[0,4]"), 4) ==
        "a.model: tensor \"w\": the shape has 6 sizes, the most is 5");
  CHECK(header_refusal(tensor_header("\"F32\"", "{}", "[0,4]"), 4) ==
        "a.model: tensor \"w\": \"shape\" is not a list");
  for (const char* size : {"-1", "1.0", "1.5", "\"1\"", "null", "[1]", "9223372036854775808",
                           "18446744073709551615", "1e3", "18446744073709551616"}) {
    CAPTURE(size);
    CHECK(header_refusal(tensor_header("\"F32\"", "[" + std::string(size) + "]", "[0,4]"), 4)
              .find("\"shape\" holds ") != std::string::npos);
  }
  CHECK(header_refusal(tensor_header("\"F32\"", "[2,-1]", "[0,4]"), 4) ==
        "a.model: tensor \"w\": \"shape\" holds -1, which is no size");
  // The products are 4 times 2^62 = 2^64 = 0, and 4 times 2^64 + 1 = 4.
  for (const char* shape :
       {"[4611686018427387904]", "[2147483648,2147483648]", "[4611686018427387904,4,0]",
        "[274177,67280421310721]", "[9223372036854775807,9223372036854775807]"}) {
    CAPTURE(shape);
    CHECK(header_refusal(tensor_header("\"F32\"", shape, "[0,4]"), 4).ends_with(" is too large"));
  }
  CHECK(header_refusal(tensor_header("\"F32\"", "[274177,67280421310721]", "[0,4]"), 4) ==
        "a.model: tensor \"w\": the shape [274177, 67280421310721] is too large");
  CHECK(header_refusal(tensor_header("\"F32\"", "[0,4611686018427387904]", "[0,0]")) == "accepted");
}

TEST_CASE("places must be what the shape takes, and cover the data once") {
  CHECK(header_refusal(tensor_header("\"F32\"", "[2]", "[0,4]"), 4) ==
        "a.model: tensor \"w\": 4 bytes where the shape [2] takes 8");
  CHECK(header_refusal(tensor_header("\"F32\"", "[2]", "[8,0]"), 8) ==
        "a.model: tensor \"w\": ends at byte 0, before it begins at byte 8");
  CHECK(header_refusal(tensor_header("\"F32\"", "[1]", "[0,4,8]"), 8) ==
        "a.model: tensor \"w\": \"data_offsets\" is not a list of two numbers");
  CHECK(header_refusal(tensor_header("\"F32\"", "[1]", "[-4,0]"), 8) ==
        "a.model: tensor \"w\": \"data_offsets\" holds -4, which is no size");
  CHECK(header_refusal(tensor_header("\"F32\"", "[1]", "[18446744073709551612,0]"), 8) ==
        "a.model: tensor \"w\": \"data_offsets\" holds 18446744073709551612, which is no size");
  CHECK(header_refusal(tensor_header("\"F32\"", "[1]", "[4,8]"), 8) ==
        "a.model: tensor \"w\": begins at byte 4 of the data where the one before ends at byte 0");

  const auto two = [](const std::string& a, const std::string& b) {
    return R"({"a":{"dtype":"F32","shape":[2],"data_offsets":)" + a +
           R"(},"b":{"dtype":"F32","shape":[2],"data_offsets":)" + b + "}}";
  };
  CHECK(header_refusal(two("[8,16]", "[0,8]"), 16) == "accepted");
  CHECK(header_refusal(two("[0,8]", "[4,12]"), 16) ==
        "a.model: tensor \"b\": begins at byte 4 of the data where the one before ends at byte 8");
  CHECK(header_refusal(two("[0,8]", "[0,8]"), 16) ==
        "a.model: tensor \"b\": begins at byte 0 of the data where the one before ends at byte 8");
  CHECK(header_refusal(two("[0,8]", "[12,20]"), 20) ==
        "a.model: tensor \"b\": begins at byte 12 of the data where the one before ends at byte 8");
  CHECK(header_refusal(two("[0,8]", "[8,16]"), 20) ==
        "a.model: 4 bytes follow behind the last tensor");
  CHECK(header_refusal(two("[0,8]", "[8,16]"), 12).find(" bytes expected, ") != std::string::npos);
  CHECK(header_refusal(tensor_header("\"F32\"", "[1152921504606846976]", "[0,4611686018427387904]"),
                       8)
            .find(": is cut off: 46116860184273") != std::string::npos);
}

TEST_CASE("texts are looked at before tensors") {
  const std::string header =
      R"({"__metadata__":{"version":"2"},"w":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}})";
  CHECK_THROWS_WITH_AS(read_safetensors(file_of(header, 4), "a.model",
                                        [](const SafeTensors::Texts& texts) {
                                          throw Error(Exit::model, "", texts.at("version"));
                                        }),
                       "2", Error);
}

TEST_CASE("a description beyond the format's limit is not written") {
  SafeTensors content;
  const char* refused =
      "a.model: the model's description takes more than the 100,000,000 bytes that the file format "
      "allows\n  hint: lower \"maximum_values\" of the category columns";
  content.texts = {{"a", std::string(100'000'000, 'x')}};
  CHECK_THROWS_WITH_AS(write_safetensors(content, "a.model"), refused, Error);
  content.texts = {{"a", std::string(17'000'000, '\x01')}};  // 6 bytes each in JSON
  CHECK_THROWS_WITH_AS(write_safetensors(content, "a.model"), refused, Error);
}

TEST_CASE("no change of some bytes makes the reader fall") {
  const std::string bytes = write_safetensors(example());
  const Random random(1);
  int accepted = 0;
  for (uint64_t round = 0; round < 3000; ++round) {
    const Random draws = random.branch(round);
    std::string changed = bytes;
    const uint64_t changes = 1 + draws.below(4, 0);
    for (uint64_t i = 1; i <= changes; ++i) {
      changed[draws.below(changed.size(), 3 * i)] = static_cast<char>(draws.below(256, 3 * i + 1));
    }
    accepted += reading_error(changed) == "accepted";
  }
  CHECK(accepted > 0);  // of those in the data and the texts
  CHECK(accepted < 3000);
}
