#include "base/wrap.h"

#include <algorithm>

namespace aimodel {

namespace {

bool is_command(std::string_view line, size_t indent) {
  if (indent == 0 || line.find("  ", indent) != std::string_view::npos) return false;
  return line.substr(indent).starts_with("aimodel ") ||
         line.find("| aimodel ") != std::string_view::npos;
}

// Where what goes on begins.
size_t hang_of(std::string_view line, size_t indent, size_t width, bool command) {
  if (command) return indent + 4;
  const size_t gap = line.find("  ", indent);
  if (gap == std::string_view::npos) return indent;
  const size_t text = line.find_first_not_of(' ', gap);
  return text == std::string_view::npos || text > width / 2 ? indent + 4 : text;
}

// How much of a text fits into `room`; where nothing but a piece of a word does, that.
size_t piece_of(std::string_view text, size_t room) {
  if (text.size() <= room) return text.size();
  const size_t blank = text.rfind(' ', room);
  if (blank != std::string_view::npos && text.find_first_not_of(' ') < blank) return blank;
  const size_t mark = text.substr(0, room).find_last_of("|,");
  return mark == std::string_view::npos ? room : mark + 1;
}

void wrap_line(std::string& result, std::string_view line, size_t width) {
  const size_t indent = std::min(line.find_first_not_of(' '), line.size());
  const bool command = is_command(line, indent);
  const size_t hang = hang_of(line, indent, width, command);
  for (size_t begin = 0;;) {
    const size_t used = begin == 0 ? 0 : hang;
    const size_t room = std::max<size_t>(1, width - std::min(width, used));
    const bool last = line.size() <= room;
    const size_t size = piece_of(line, last || !command || room < 3 ? room : room - 2);
    std::string_view piece = line.substr(0, size);
    piece = piece.substr(0, piece.find_last_not_of(' ') + 1);
    result.append(used, ' ');
    result += piece;
    if (size == line.size()) break;
    if (command) result += " \\";
    result += '\n';
    line.remove_prefix(size);
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    begin = 1;
  }
}

}  // namespace

std::string wrap(std::string_view text, size_t width) {
  std::string result;
  for (;;) {
    const size_t end = text.find('\n');
    wrap_line(result, text.substr(0, end), width);
    if (end == std::string_view::npos) return result;
    result += '\n';
    text.remove_prefix(end + 1);
  }
}

}  // namespace aimodel
