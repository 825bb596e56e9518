#include "base/screen.h"

#include <cstdlib>
#include <string_view>

#include <sys/ioctl.h>
#include <unistd.h>

#include "base/numbers.h"

namespace aimodel {

namespace {

std::string_view variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

size_t size_of(const char* name, int stream, unsigned short winsize::*member, size_t otherwise) {
  if (const auto number = parse_integer(variable(name)); number && *number > 0) {
    return static_cast<size_t>(*number);
  }
  winsize size{};
  if (::ioctl(stream, TIOCGWINSZ, &size) != 0 || size.*member == 0) return otherwise;
  return size.*member;
}

}  // namespace

bool is_terminal(int stream) {
  return ::isatty(stream) != 0;
}

bool can_redraw(int stream) {
  const std::string_view name = variable("TERM");
  return is_terminal(stream) && !name.empty() && name != "dumb";
}

bool wants_color(int stream) {
  if (!variable("NO_COLOR").empty()) return false;
  const std::string_view forced = variable("CLICOLOR_FORCE");
  if (!forced.empty() && forced != "0") return true;
  return can_redraw(stream) && variable("CLICOLOR") != "0";
}

size_t screen_width(int stream, size_t otherwise) {
  return size_of("COLUMNS", stream, &winsize::ws_col, otherwise);
}

size_t screen_height(int stream, size_t otherwise) {
  return size_of("LINES", stream, &winsize::ws_row, otherwise);
}

}  // namespace aimodel
