#include "base/screen.h"

#include <cstdlib>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

using namespace aimodel;

namespace {

// Sets variables for a test, and the tests behind it find them as they were.
class Variables {
 public:
  void set(const char* name, const char* value) { ::setenv(name, value, 1); }
  ~Variables() {
    for (const char* name :
         {"NO_COLOR", "CLICOLOR_FORCE", "CLICOLOR", "TERM", "COLUMNS", "LINES"}) {
      ::unsetenv(name);
    }
  }
};

}  // namespace

TEST_CASE("a stream that is no terminal has the size that is asked for, unless it is set") {
  const int nothing = ::open("/dev/null", O_RDWR);
  Variables variables;
  CHECK_FALSE(is_terminal(nothing));
  ::unsetenv("COLUMNS");
  CHECK(screen_width(nothing, 100) == 100);
  variables.set("COLUMNS", "wide");
  CHECK(screen_width(nothing, 100) == 100);
  variables.set("COLUMNS", "0");
  CHECK(screen_width(nothing, 100) == 100);
  variables.set("COLUMNS", "52");
  variables.set("LINES", "31");
  CHECK(screen_width(nothing, 100) == 52);
  CHECK(screen_height(nothing, 24) == 31);
  ::close(nothing);
}

TEST_CASE("colours: NO_COLOR before CLICOLOR_FORCE before what the stream is") {
  const int nothing = ::open("/dev/null", O_RDWR), terminal = ::posix_openpt(O_RDWR | O_NOCTTY);
  REQUIRE(terminal >= 0);
  Variables variables;
  ::unsetenv("NO_COLOR");
  variables.set("TERM", "xterm");
  CHECK(wants_color(terminal));
  CHECK_FALSE(wants_color(nothing));
  variables.set("CLICOLOR", "0");
  CHECK_FALSE(wants_color(terminal));
  variables.set("CLICOLOR_FORCE", "0");
  CHECK_FALSE(wants_color(nothing));
  variables.set("CLICOLOR_FORCE", "1");
  CHECK(wants_color(nothing));
  variables.set("NO_COLOR", "1");
  CHECK_FALSE(wants_color(nothing));
  ::close(nothing);
  ::close(terminal);
}

TEST_CASE("a dumb terminal, or one without a name, has no colours and no cursor to move") {
  const int terminal = ::posix_openpt(O_RDWR | O_NOCTTY);
  REQUIRE(terminal >= 0);
  Variables variables;
  ::unsetenv("NO_COLOR");
  variables.set("TERM", "xterm");
  CHECK(can_redraw(terminal));
  variables.set("TERM", "dumb");
  CHECK_FALSE(can_redraw(terminal));
  CHECK_FALSE(wants_color(terminal));
  ::unsetenv("TERM");
  CHECK_FALSE(can_redraw(terminal));
  CHECK(is_terminal(terminal));
  ::close(terminal);
}
