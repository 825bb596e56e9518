#include "base/signals.h"

#include <csignal>
#include <initializer_list>

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace aimodel;

namespace {

// What a process of its own ends with: 1000 + signal, or its exit code.
template <typename Body>
int end_of(const Body& body) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(body());
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFSIGNALED(status) ? 1000 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

TEST_CASE("the first signal asks to stop") {
  CHECK(end_of([] {
          catch_signals();
          if (stop_signal() != 0) return 1;
          ::raise(SIGINT);
          return stop_signal() == SIGINT ? 0 : 2;
        }) == 0);
  CHECK(end_of([] {
          catch_signals();
          ::raise(SIGTERM);
          return stop_signal() == SIGTERM ? 0 : 2;
        }) == 0);
}

TEST_CASE("the second signal ends the process at once, whichever it is") {
  for (const int first : {SIGINT, SIGTERM}) {
    for (const int second : {SIGINT, SIGTERM}) {
      CHECK(end_of([=] {
              catch_signals();
              ::raise(first);
              ::usleep(300'000);
              ::raise(second);
              return 0;
            }) == 1000 + second);
    }
  }
}

TEST_CASE("a request that comes twice at once, as from timeout(1), is one") {
  CHECK(end_of([] {
          catch_signals();
          ::raise(SIGTERM);
          ::raise(SIGTERM);
          return stop_signal() == SIGTERM ? 0 : 1;
        }) == 0);
}
