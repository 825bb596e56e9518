#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/json.h"

namespace aimodel {

// A JSON text that knows the place of each of its values.
struct Document {
  Json root;
  std::string name;                          // of the file, for messages
  std::map<std::string, std::string> places; // JSON pointer -> "spec.json:4:7", or what else set it

  // Where the value at a pointer stands; a value that the text does not hold is placed at its nearest
  // parent.
  std::string where(const std::string& pointer) const;
};

// Parses a whole text. Refuses broken JSON, duplicate keys, nesting beyond 64 levels; the error carries
// `code` and the place.
Document parse_json(std::string_view text, const std::string& name, Exit code);

// pointer + "/" + key, with ~ and / in the key escaped (RFC 6901).
std::string child(const std::string& pointer, std::string_view key);
std::string child(const std::string& pointer, size_t index);

}  // namespace aimodel
