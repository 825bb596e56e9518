#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "model/safetensors.h"

namespace aimodel {

// The bytes of a safetensors file (see safetensors.cpp), or of a stream ("-": standard input) that begins with one: as many as its
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

}  // namespace aimodel
