#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tensor/real.h"
#include "tensor/shape.h"

namespace aimodel {

// What a safetensors file holds: named texts, and named tensors of `real`.
struct SafeTensors {
  using Texts = std::map<std::string, std::string>;
  struct Entry {
    std::string name;
    Shape shape;
    std::string_view data;  // little-endian, not aligned; not owned
  };
  Texts texts;
  std::vector<Entry> tensors;

  // Of the file.
  static constexpr size_t kStart = 8;  // of the header, in bytes
  static constexpr uint32_t kLargestHeader = 100'000'000;
  static constexpr const char* kTexts = "__metadata__";
  static constexpr const char* kType = sizeof(real) == 4 ? "F32" : "F64";
};

// The file, see safetensors.cpp, handed to `write` piece by piece. The same content gives the same
// bytes, in whatever order the tensors are; no name may stand twice. Throws Error (limit) where the
// header would become larger than the format allows. `name` is the file's, for messages.
void write_safetensors(const SafeTensors& content, const std::string& name,
                       const std::function<void(std::string_view)>& write);
std::string write_safetensors(const SafeTensors& content, const std::string& name = "");

// Hash of everything in it: 32 hex digits. The order of the tensors does not count.
std::string content_hash(const SafeTensors& content);

// Numbers as an entry holds them, and back. Sizes must agree.
std::string_view bytes_of(std::span<const real> values);
void copy_numbers(std::string_view data, std::span<real> values);

}  // namespace aimodel
