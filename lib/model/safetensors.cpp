// A safetensors file (github.com/huggingface/safetensors):
//   8 bytes   N, the size of the header: unsigned, little-endian, at most 100,000,000
//   N bytes   the header: a JSON object, padded with spaces
//   the rest  the tensors' data
// The header has a member for each tensor,
//   "network.0.weight": {"dtype": "F32", "shape": [4, 16], "data_offsets": [0, 256]}
// where the offsets count from the first byte behind the header and the data is row-major and
// little-endian, and a member "__metadata__" whose values are strings. The tensors' data fill the
// rest without gap or overlap.
//   written   "__metadata__" first, its keys sorted; tensors sorted by name and laid down in that
//             order; the header padded to a multiple of 8 bytes. All tensors are F32, or in
//             tests with double F64, which the program does not read.
//   read      in any order. Refused is what the format forbids, and also what it leaves open and
//             nothing here writes: white space before the header, other types than F32, more than
//             5 sizes, other keys in a tensor's member.
#include "model/safetensors.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>
#include <limits>

#include <fmt/format.h>

#include "base/file.h"
#include "base/json.h"
#include "base/numbers.h"

namespace aimodel {

namespace {

static_assert(std::endian::native == std::endian::little,
              "the data is written as it stands in memory");
static_assert(std::numeric_limits<real>::is_iec559);

std::vector<const SafeTensors::Entry*> by_name(const SafeTensors& content) {
  std::vector<const SafeTensors::Entry*> result;
  for (const SafeTensors::Entry& entry : content.tensors) result.push_back(&entry);
  std::ranges::sort(result, {}, &SafeTensors::Entry::name);
  return result;
}

std::string quoted_json(const std::string& text) {
  return Json(text).dump();
}

Error header_too_large(const std::string& name) {
  return Error(Exit::limit, name,
               fmt::format("the model's description takes more than the {} bytes that the file "
                           "format allows",
                           with_commas(int64_t{SafeTensors::kLargestHeader})),
               "lower \"maximum_values\" of the category columns");
}

}  // namespace

void write_safetensors(const SafeTensors& content, const std::string& name,
                       const std::function<void(std::string_view)>& write) {
  uint64_t texts_size = 0;
  for (const auto& [key, value] : content.texts) texts_size += key.size() + value.size();
  if (texts_size > SafeTensors::kLargestHeader) throw header_too_large(name);
  std::string header = "{";
  const auto add = [&](const std::string& key, const std::string& value) {
    if (header.size() > 1) header += ',';
    header += quoted_json(key) + ":" + value;
  };
  if (!content.texts.empty()) {
    std::string texts;
    for (const auto& [key, value] : content.texts) {
      texts += (texts.empty() ? '{' : ',') + quoted_json(key) + ":" + quoted_json(value);
    }
    add(SafeTensors::kTexts, texts + "}");
  }
  uint64_t offset = 0;
  const std::vector<const SafeTensors::Entry*> tensors = by_name(content);
  assert(std::ranges::adjacent_find(tensors, {}, [](const auto* entry) -> const std::string& {
           return entry->name;
         }) == tensors.end());
  for (const SafeTensors::Entry* entry : tensors) {
    std::string sizes;
    for (int axis = 0; axis < entry->shape.rank(); ++axis) {
      sizes += fmt::format("{}{}", axis > 0 ? "," : "", entry->shape[axis]);
    }
    add(entry->name, fmt::format(R"({{"dtype":"{}","shape":[{}],"data_offsets":[{},{}]}})",
                                 SafeTensors::kType, sizes, offset, offset + entry->data.size()));
    offset += entry->data.size();
  }
  header += "}";
  header.append((8 - header.size() % 8) % 8, ' ');
  const uint64_t header_size = header.size();
  if (header_size > SafeTensors::kLargestHeader) throw header_too_large(name);
  write({reinterpret_cast<const char*>(&header_size), SafeTensors::kStart});
  write(header);
  for (const SafeTensors::Entry* entry : tensors) write(entry->data);
}

std::string write_safetensors(const SafeTensors& content, const std::string& name) {
  std::string bytes;
  write_safetensors(content, name, [&](std::string_view piece) { bytes += piece; });
  return bytes;
}

std::string content_hash(const SafeTensors& content) {
  ContentHash hash;
  const auto add = [&](std::string_view piece) {
    hash.add(
        fmt::format("{}:", piece.size()));  // so that no two contents give the same run of bytes
    hash.add(piece);
  };
  for (const auto& [key, value] : content.texts) {
    add(key);
    add(value);
  }
  for (const SafeTensors::Entry* entry : by_name(content)) {
    add(entry->name);
    add(to_string(entry->shape));
    add(entry->data);
  }
  return hash.hex();
}

std::string_view bytes_of(std::span<const real> values) {
  return {reinterpret_cast<const char*>(values.data()), values.size_bytes()};
}

void copy_numbers(std::string_view data, std::span<real> values) {
  if (!values.empty()) std::memcpy(values.data(), data.data(), values.size_bytes());
}

}  // namespace aimodel
