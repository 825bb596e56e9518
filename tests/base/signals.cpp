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
          catch_stops();
          if (stop_signal() != 0) return 1;
          ::raise(SIGINT);
          return stop_signal() == SIGINT ? 0 : 2;
        }) == 0);
  CHECK(end_of([] {
          catch_stops();
          ::raise(SIGTERM);
          return stop_signal() == SIGTERM ? 0 : 2;
        }) == 0);
}

TEST_CASE("the second signal ends the process at once, whichever it is") {
  for (const int first : {SIGINT, SIGTERM}) {
    for (const int second : {SIGINT, SIGTERM}) {
      CHECK(end_of([=] {
              catch_stops();
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
          catch_stops();
          ::raise(SIGTERM);
          ::raise(SIGTERM);
          return stop_signal() == SIGTERM ? 0 : 1;
        }) == 0);
}

TEST_CASE("requests end nothing, and are taken once") {
  CHECK(end_of([] {
          catch_requests();
          ::raise(SIGUSR1);
          ::raise(SIGHUP);
          if (!take_status_request() || !take_checkpoint_request()) return 1;
          return take_status_request() || take_checkpoint_request() ? 2 : 0;
        }) == 0);
  CHECK(end_of([] {
          ::signal(SIGHUP, SIG_IGN);  // as nohup does
          catch_requests();
          ::raise(SIGHUP);
          return take_checkpoint_request() ? 1 : 0;
        }) == 0);
}
