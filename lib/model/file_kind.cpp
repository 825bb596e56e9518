#include "model/file_kind.h"

#include <array>
#include <memory>
#include <string_view>

#include "base/blanks.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json.h"

namespace aimodel {

namespace {

// Whether a text that begins with a brace is JSON Lines: its first line is a whole object, not of a
// spec, and the next one begins with a brace, too, unless the file says so by its name.
bool holds_rows(std::string_view text, std::string path) {
  if (path.ends_with(".gz")) path.resize(path.size() - 3);
  if (path.ends_with(".jsonl") || path.ends_with(".ndjson")) return true;
  const size_t end = text.find('\n');
  const Json first = Json::parse(text.substr(0, end), nullptr, false);
  if (!first.is_object() || first.contains("inputs") || first.contains("outputs")) return false;
  const std::string_view next =
      end == std::string_view::npos ? std::string_view() : trimmed_lines(text.substr(end));
  return next.empty() ? !path.ends_with(".json") : next.starts_with('{');
}

}  // namespace

FileKind file_kind(const std::string& path) {
  if (path == "-") return FileKind::csv;
  const Exit code = path.ends_with(".json")    ? Exit::spec
                    : path.ends_with(".model") ? Exit::model
                                               : Exit::data;
  std::array<char, 65536> buffer{};
  size_t size = 0;
  const std::unique_ptr<ByteSource> source = open_bytes(path, code);
  while (size < buffer.size()) {
    const size_t got = source->read(buffer.data() + size, buffer.size() - size);
    if (got == 0) break;
    size += got;
  }
  std::string_view text(buffer.data(), size);
  // safetensors: eight bytes with the length of the JSON header, little-endian, then the header.
  constexpr size_t kLength = 8;
  if (size > kLength && text[kLength] == '{' &&
      text.substr(4, 4) == std::string_view("\0\0\0\0", 4)) {
    return FileKind::model;
  }
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const size_t first = text.find_first_not_of(" \t\r\n");
  if (first != std::string_view::npos && text[first] == '{') {
    return holds_rows(text.substr(first), path) ? FileKind::csv : FileKind::spec;
  }
  // What is named like a spec or a model, and is none, is reported as a broken one.
  return code == Exit::spec    ? FileKind::spec
         : code == Exit::model ? FileKind::model
                               : FileKind::csv;
}

void check_is_spec(const std::string& path) {
  if (path == "-" || file_size(path) <= 0) return;
  const FileKind kind = file_kind(path);
  const bool named_so = path.ends_with(".csv") || path.ends_with(".tsv") || path.ends_with(".gz");
  if (kind == FileKind::csv && named_so) {
    throw Error(Exit::spec, path, "is not a spec",
                "it looks like a CSV file; the spec comes first, then the data");
  }
  if (kind == FileKind::model) {
    throw Error(Exit::spec, path, "is not a spec",
                "it is a model file; --init trains it further, with a spec");
  }
}

}  // namespace aimodel
