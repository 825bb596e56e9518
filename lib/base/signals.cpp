#include "base/signals.h"

#include <atomic>
#include <csignal>
#include <cstdint>
#include <ctime>

namespace aimodel {

namespace {

// timeout(1), and a shell whose job is stopped, send one request twice: to the process and to its
// group. What comes within this many milliseconds of the first is the same request.
constexpr int64_t kOneRequest = 250;

// Of these a signal handler may be the writer, on any thread.
static_assert(std::atomic<int64_t>::is_always_lock_free);
std::atomic<int> received = 0;
std::atomic<int64_t> received_at = 0;
std::atomic<bool> checkpoint_wanted = false;
std::atomic<bool> status_wanted = false;

// In milliseconds; one of the clocks that a signal handler may read.
int64_t now() {
  timespec time = {};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return int64_t{time.tv_sec} * 1000 + time.tv_nsec / 1'000'000;
}

extern "C" void remember(int signal) {
  if (received == 0) {
    received_at = now();
    received = signal;
  } else if (now() - received_at >= kOneRequest) {
    std::signal(signal, SIG_DFL);
    std::raise(signal);  // blocked until this handler has returned
  }
}

extern "C" void request(int signal) {
  (signal == SIGHUP ? checkpoint_wanted : status_wanted) = true;
}

void handle(int signal, void (*handler)(int), int flags) {
  struct sigaction action = {};
  action.sa_handler = handler;
  action.sa_flags = flags;
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, nullptr);
}

}  // namespace

void catch_stops() {
  handle(SIGINT, remember, 0);
  handle(SIGTERM, remember, 0);
}

void catch_requests() {
  handle(SIGUSR1, request, SA_RESTART);
  struct sigaction before = {};
  if (sigaction(SIGHUP, nullptr, &before) == 0 && before.sa_handler != SIG_IGN) {
    handle(SIGHUP, request, SA_RESTART);
  }
}

int stop_signal() {
  return received;
}
bool take_checkpoint_request() {
  return checkpoint_wanted.exchange(false);
}
bool take_status_request() {
  return status_wanted.exchange(false);
}

}  // namespace aimodel
