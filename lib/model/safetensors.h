#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tensor/shape.h"

namespace aimodel {

// What a safetensors file holds: named texts, and named tensors of 32-bit floats.
struct SafeTensors {
  using Texts = std::map<std::string, std::string>;
  struct Entry {
    std::string name;
    Shape shape;
    std::string_view data;  // 4 bytes an element, little-endian, not aligned; not owned
  };
  Texts texts;
  std::vector<Entry> tensors;
};

// The file, see safetensors.cpp, handed to `write` part by part. The same content gives the same
// bytes, in whatever order the tensors are; no name may stand twice. Throws Error (limit) where the
// header would become larger than the format allows. `name` is the file's, for messages.
void write_safetensors(const SafeTensors& content, const std::string& name,
                       const std::function<void(std::string_view)>& write);
std::string write_safetensors(const SafeTensors& content, const std::string& name = "");

// The bytes of such a file, or of a stream ("-": standard input) that begins with one: as many as its
// header says, and one more where there are more. What is none is refused at its first bytes, what
// does not fit in memory at its header. Throws Error (model).
std::string read_safetensors_bytes(const std::string& path);

// Reads it as a hostile file: everything is checked, and nothing is allocated that is not in the
// file. The tensors are in order of name and refer to `bytes`. `check_texts` is called before the
// tensors are looked at, so that a file of another kind or version is refused for that reason.
// Throws Error (model).
SafeTensors read_safetensors(
    std::string_view bytes, const std::string& name,
    const std::function<void(const SafeTensors::Texts&)>& check_texts = {});

// Hash of everything in it: 32 hex digits. The order of the tensors does not count.
std::string content_hash(const SafeTensors& content);

// Floats as an entry holds them, and back. Sizes must agree.
std::string_view bytes_of(std::span<const float> values);
void copy_floats(std::string_view data, std::span<float> values);

}  // namespace aimodel
