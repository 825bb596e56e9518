#include "csv/record_end.h"

#include <algorithm>
#include <cstring>

namespace aimodel {

namespace {

// The end of the last line that ends within [begin, end) of a text, or 0. A carriage return ends
// one where it is known that no line feed follows.
size_t last_line_end(std::string_view text, size_t begin, size_t end) {
  // The offset behind the last such byte of text[begin, until), or 0.
  const auto behind_last = [&](char byte, size_t until) {
    const void* found = ::memrchr(text.data() + begin, byte, until - begin);
    return found == nullptr
               ? 0
               : static_cast<size_t>(static_cast<const char*>(found) - text.data()) + 1;
  };
  size_t last = behind_last('\n', end);
  for (size_t next = behind_last('\r', end); next > last; next = behind_last('\r', next - 1)) {
    if (next < text.size() && text[next] != '\n') return next;
  }
  return last;
}

}  // namespace

// A quote opens a cell where the cell begins with it, and only then; inside quotes the next one
// closes it, unless it is doubled.
// What a line that begins with the comment holds opens nothing.
size_t last_record_end(std::string_view text, size_t limit, const CsvDialect& dialect) {
  limit = std::min(limit, text.size());
  const auto begins_cell = [&](size_t quote) {
    if (quote == 0) return true;
    const char before = text[quote - 1];
    return dialect.separates(before) || before == '\n' || before == '\r';
  };
  const auto in_comment = [&](size_t quote, size_t from) {
    if (dialect.comment.empty()) return false;
    const size_t line = text.substr(from, quote - from).find_last_of("\r\n");
    if (line == std::string_view::npos) return from == 0 && dialect.begins_comment(text);
    return dialect.begins_comment(text.substr(from + line + 1));
  };
  size_t end = 0, outside = 0;  // where the present run outside quotes begins
  for (;;) {
    const std::string_view within = text.substr(0, limit);
    size_t open = within.find('"', outside);
    while (open != std::string_view::npos && (!begins_cell(open) || in_comment(open, outside))) {
      open = within.find('"', open + 1);
    }
    if (const size_t last = last_line_end(text, outside, std::min(open, limit))) end = last;
    if (open == std::string_view::npos) return end;
    size_t close = text.find('"', open + 1);
    while (close != std::string_view::npos && close + 1 < text.size() && text[close + 1] == '"') {
      close = text.find('"', close + 2);
    }
    if (close == std::string_view::npos || close >= limit) return end;
    outside = close + 1;
  }
}

}  // namespace aimodel
