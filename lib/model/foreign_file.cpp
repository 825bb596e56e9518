#include "model/foreign_file.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/utf8.h"

namespace aimodel {

namespace {

struct Magic {
  std::string_view start;
  std::string_view what;
};

// First bytes of the formats in which other programs keep models.
constexpr Magic kMagics[] = {
    {"PK\x03\x04", "a zip archive, as PyTorch, Keras and NumPy write"},
    {"\x89HDF\r\n\x1a\n", "an HDF5 file, as Keras writes"},
    {"\x93NUMPY", "a NumPy array"},
    {"\x80\x02", "a Python pickle"},
    {"\x80\x03", "a Python pickle"},
    {"\x80\x04", "a Python pickle"},
    {"\x80\x05", "a Python pickle"},
    {"GGUF", "a GGUF file"},
    {"\x7f"
     "ELF",
     "a program"},
};

// Protobuf: field 1 (ir_version) a small number, then field 2, 3 or 7 (producer, its version,
// graph) with a length.
bool is_onnx(std::string_view bytes) {
  return bytes.size() > 3 && bytes[0] == 0x08 && bytes[1] > 0 && bytes[1] < 32 &&
         (bytes[2] == 0x12 || bytes[2] == 0x1a || bytes[2] == 0x3a);
}

bool is_text(std::string_view start) {
  constexpr size_t kLongestCharacter = 4;
  if (find_invalid_utf8(start.substr(0, kLongestCharacter)) == 0) return false;
  return std::none_of(start.begin(), start.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 && c != '\t' && c != '\n' && c != '\r';
  });
}

}  // namespace

std::string foreign_file_hint(std::string_view bytes) {
  constexpr size_t kLooked = 4096;
  if (bytes.empty()) return "the file is empty";
  for (const Magic& magic : kMagics) {
    if (bytes.starts_with(magic.start)) return fmt::format("it looks like {}", magic.what);
  }
  if (is_onnx(bytes)) return "it looks like an ONNX file";
  std::string_view start = bytes.substr(0, kLooked);
  if (start.starts_with("\xEF\xBB\xBF")) start.remove_prefix(3);
  if (is_text(start)) {
    const size_t first = start.find_first_not_of(" \t\r\n");
    if (first != std::string_view::npos && (start[first] == '{' || start[first] == '[')) {
      return "it looks like a JSON file; `aimodel train` makes a model of a spec and rows";
    }
    if (start.substr(0, start.find('\n')).find_first_of(",;\t|") != std::string_view::npos) {
      return "it looks like a CSV file; the model comes first, then the data";
    }
  }
  return "a model file is what `aimodel train` writes";
}

}  // namespace aimodel
