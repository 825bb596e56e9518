#include "model/safetensors_reader.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <memory>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/names.h"
#include "base/units.h"
#include "base/utf8.h"
#include "model/foreign_file.h"
#include "spec/document.h"

namespace aimodel {

namespace {

constexpr size_t kStart = SafeTensors::kStart;

// Bytes of a tensor of this shape, where it has a number of bytes that there can be.
std::optional<uint64_t> data_size(const Shape& shape) {
  uint64_t size = sizeof(real);
  for (int axis = 0; axis < shape.rank(); ++axis) {
    const auto factor = static_cast<uint64_t>(shape[axis]);
    if (factor != 0 && size > std::numeric_limits<uint64_t>::max() / factor) return std::nullopt;
    size *= factor;
  }
  return size;
}

// The header of a file, and the data behind it.
class Reader {
 public:
  // As the first bytes say.
  static uint64_t header_size(std::string_view bytes, const std::string& name) {
    uint64_t size = 0;
    if (bytes.size() >= kStart) std::memcpy(&size, bytes.data(), kStart);
    const bool plausible = size >= 2 && size <= SafeTensors::kLargestHeader;
    if (plausible && (bytes.size() == kStart || bytes[kStart] == '{')) return size;
    throw Error(Exit::model, name, "is not a model file", foreign_file_hint(bytes));
  }

  Reader(std::string_view bytes, const std::string& name) : name_(name) {
    const uint64_t header_size = Reader::header_size(bytes, name);
    if (header_size > bytes.size() - kStart) {
      refuse_short("at least ", kStart + header_size, bytes.size());
    }
    const std::string_view header = bytes.substr(kStart, header_size);
    const size_t invalid = find_invalid_utf8(header);
    if (invalid != std::string_view::npos) {
      throw error(fmt::format("byte {} of the header is not UTF-8", invalid));
    }
    header_ = parse_json(header, name + ": header", Exit::model);
    data_ = bytes.substr(kStart + header_size);
    data_start_ = kStart + header_size;
  }

  SafeTensors::Texts texts() const {
    SafeTensors::Texts result;
    const auto found = header_.root.find(SafeTensors::kTexts);
    if (found == header_.root.end()) return result;
    if (!found->is_object()) throw error("\"__metadata__\" is not an object");
    for (const auto& [key, value] : found->items()) {
      if (!value.is_string()) throw error(fmt::format("metadata {} is not a string", quote(key)));
      result.emplace(key, value.get_ref<const std::string&>());
    }
    return result;
  }

  // Of the whole file, as the header says.
  uint64_t size() const {
    std::vector<Located> tensors = located();
    return data_start_ + check_offsets(tensors);
  }

  std::vector<SafeTensors::Entry> tensors() const {
    std::vector<Located> located = this->located();
    const uint64_t covered = check_offsets(located);
    if (covered > data_.size()) refuse_short("", data_start_ + covered, data_start_ + data_.size());
    if (covered < data_.size()) {
      throw error(fmt::format("{} bytes follow behind the last tensor", data_.size() - covered));
    }
    std::vector<SafeTensors::Entry> result;
    for (Located& each : located) {
      each.entry.data = data_.substr(each.begin, each.end - each.begin);
      result.push_back(std::move(each.entry));
    }
    std::ranges::sort(result, {}, &SafeTensors::Entry::name);
    return result;
  }

 private:
  struct Located {
    SafeTensors::Entry entry;
    uint64_t begin, end;
  };

  Error error(const std::string& what) const {
    return Error(Exit::model, name_, what,
                 "the file is damaged or was not written by this program");
  }
  Error error(const std::string& tensor, const std::string& what) const {
    return error(fmt::format("tensor {}: {}", quote(tensor), what));
  }

  [[noreturn]] void refuse_short(const char* bound, uint64_t expected, uint64_t actual) const {
    throw Error(Exit::model, name_,
                fmt::format("is cut off: {}{} bytes expected, {} found", bound, expected, actual),
                "copy the file again, or train the model again");
  }

  std::vector<Located> located() const {
    std::vector<Located> result;
    for (const auto& [name, value] : header_.root.items()) {
      if (name != SafeTensors::kTexts) result.push_back(tensor(name, value));
    }
    return result;
  }

  Located tensor(const std::string& name, const Json& value) const {
    constexpr std::array<std::string_view, 3> kKeys = {"dtype", "shape", "data_offsets"};
    if (!value.is_object()) throw error(name, "is not an object");
    for (const auto& [key, each] : value.items()) {
      if (std::ranges::find(kKeys, key) == kKeys.end()) {
        throw error(name, fmt::format("unknown key {}", quote(key)));
      }
    }
    for (const std::string_view key : kKeys) {
      if (!value.contains(key)) throw error(name, fmt::format("{} is missing", quote(key)));
    }
    const Json& type = value["dtype"];
    if (!type.is_string()) throw error(name, "\"dtype\" is not a string");
    if (type != SafeTensors::kType) {
      throw error(name, fmt::format("the type is {}, not \"{}\"", quote(type.get<std::string>()),
                                    SafeTensors::kType));
    }
    Located result{{name, shape(name, value["shape"]), {}}, 0, 0};
    const Json& offsets = value["data_offsets"];
    if (!offsets.is_array() || offsets.size() != 2) {
      throw error(name, "\"data_offsets\" is not a list of two numbers");
    }
    result.begin = static_cast<uint64_t>(whole_number(name, "data_offsets", offsets[0]));
    result.end = static_cast<uint64_t>(whole_number(name, "data_offsets", offsets[1]));
    check_size(result);
    return result;
  }

  Shape shape(const std::string& name, const Json& sizes) const {
    if (!sizes.is_array()) throw error(name, "\"shape\" is not a list");
    if (sizes.size() > Shape::kMaxRank) {
      throw error(name, fmt::format("the shape has {} sizes, the most is {}", sizes.size(),
                                    Shape::kMaxRank));
    }
    Shape result;
    for (const Json& size : sizes) result.push_back(whole_number(name, "shape", size));
    return result;
  }

  int64_t whole_number(const std::string& name, const char* key, const Json& number) const {
    // The parser leaves unsigned what int64_t cannot hold.
    if (!number.is_number_integer() || number.is_number_unsigned() || number.get<int64_t>() < 0) {
      throw error(name, fmt::format("{} holds {}, which is no size", quote(key), number.dump()));
    }
    return number.get<int64_t>();
  }

  void check_size(const Located& tensor) const {
    const std::string& name = tensor.entry.name;
    const auto size = data_size(tensor.entry.shape);
    if (!size) {
      throw error(name, fmt::format("the shape {} is too large", to_string(tensor.entry.shape)));
    }
    if (tensor.end < tensor.begin) {
      throw error(name, fmt::format("ends at byte {}, before it begins at byte {}", tensor.end,
                                    tensor.begin));
    }
    if (tensor.end - tensor.begin != *size) {
      throw error(name,
                  fmt::format("{} bytes where the shape {} takes {}", tensor.end - tensor.begin,
                              to_string(tensor.entry.shape), *size));
    }
  }

  // Sorts by offset. The data must be covered without gap or overlap; returns how many bytes are.
  uint64_t check_offsets(std::vector<Located>& tensors) const {
    std::ranges::sort(tensors, {},
                      [](const Located& each) { return std::pair(each.begin, each.end); });
    uint64_t covered = 0;
    for (const Located& each : tensors) {
      if (each.begin != covered) {
        throw error(
            each.entry.name,
            fmt::format("begins at byte {} of the data where the one before ends at byte {}",
                        each.begin, covered));
      }
      covered = each.end;
    }
    return covered;
  }

  const std::string& name_;
  Document header_;
  std::string_view data_;
  uint64_t data_start_ = 0;
};

}  // namespace

std::string read_safetensors_bytes(const std::string& path) {
  const std::string name = path == "-" ? "<stdin>" : path;
  const std::unique_ptr<ByteSource> source = open_bytes(path, Exit::model);
  std::string bytes;
  // Reads on until there are so many bytes, in pieces of at most `piece`; fewer where it ends.
  const auto read_until = [&](uint64_t size, uint64_t piece) {
    while (bytes.size() < size) {
      const size_t used = bytes.size();
      bytes.resize(used + piece);
      const size_t got = source->read(bytes.data() + used, piece);
      bytes.resize(used + got);
      if (got == 0) return;
    }
  };
  constexpr uint64_t kFirst = 4096, kPiece = 1 << 20;
  read_until(kStart + 1, kFirst);
  const uint64_t header = Reader::header_size(bytes, name);
  read_until(kStart + header, kPiece);
  const uint64_t size = Reader(std::string_view(bytes).substr(0, kStart + header), name).size();
  if (const uint64_t available = available_memory(); size > bytes.size() + available) {
    throw Error(
        Exit::model, name,
        fmt::format("takes {}, and there is memory for {}", human_bytes(static_cast<double>(size)),
                    human_bytes(static_cast<double>(available))));
  }
  bytes.reserve(size + 1);
  while (bytes.size() <= size) {
    const size_t before = bytes.size();
    read_until(before + 1, std::min<uint64_t>(kPiece, size + 1 - before));
    if (bytes.size() == before) break;
  }
  return bytes;
}

SafeTensors read_safetensors(std::string_view bytes, const std::string& name,
                             const std::function<void(const SafeTensors::Texts&)>& check_texts) {
  const Reader reader(bytes, name);
  SafeTensors content;
  content.texts = reader.texts();
  if (check_texts) check_texts(content.texts);
  content.tensors = reader.tensors();
  return content;
}

}  // namespace aimodel
