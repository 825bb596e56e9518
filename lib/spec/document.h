#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/json.h"

namespace aimodel {

// A JSON text that knows the location of each of its values.
struct Document {
  // Where a value stands in the text. Nodes stand in the text's order, so a container's first child
  // is the node after it, and `end` is the next node that is not below it.
  struct Node {
    uint32_t offset;  // of a list's element or the whole its first byte; of a member its key's
    uint32_t value;
    uint32_t end;
  };

  struct Location {
    std::string words;  // "spec.json:4:7", "--set a=1"
    size_t position;    // by which messages are sorted
  };
  static constexpr size_t kMostErrors = 100;  // that are told of one text
  static constexpr size_t kOutsideText = SIZE_MAX;

  Json root;
  std::string name;        // of the file, for messages
  Exit code = Exit::spec;  // that mistakes in it end with
  std::map<std::string, Location>
      locations;  // of values set or moved by something else, by JSON pointer
  std::string text;
  std::vector<Node> nodes;

  // Where the value at a pointer stands: "spec.json:4:7", or what else set it. A value that the
  // text does not hold is located at its nearest parent.
  std::string where(const std::string& pointer) const;

  // Whether the text holds a value at a pointer, or something else set one there.
  bool states(const std::string& pointer) const;

  // Byte of the text where it stands, by which messages are sorted.
  size_t position(const std::string& pointer) const;
};

// Parses a whole text. Refuses broken JSON, duplicate keys, nesting beyond 64 levels; the error
// carries `code` and the location (line and column counted from 1, the column in characters).
Document parse_json(std::string_view text, const std::string& name, Exit code);

// pointer + "/" + key, with ~ and / in the key escaped (RFC 6901).
std::string child(const std::string& pointer, std::string_view key);
std::string child(const std::string& pointer, size_t index);

// "FILE:LINE:COLUMN" of a byte of a text.
std::string text_location(std::string_view text, size_t byte, const std::string& name);

}  // namespace aimodel
