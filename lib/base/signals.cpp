#include "base/signals.h"

#include <csignal>

namespace aimodel {

namespace {

volatile std::sig_atomic_t received = 0;
volatile std::sig_atomic_t checkpoint_wanted = 0;
volatile std::sig_atomic_t status_wanted = 0;

extern "C" void remember(int signal) {
  received = signal;
  // The second one, whichever it is, does what it does by default.
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

extern "C" void request(int signal) {
  (signal == SIGHUP ? checkpoint_wanted : status_wanted) = 1;
}

bool take(volatile std::sig_atomic_t& flag) {
  if (flag == 0) return false;
  flag = 0;
  return true;
}

void handle(int signal, void (*handler)(int), int flags) {
  struct sigaction action = {};
  action.sa_handler = handler;
  action.sa_flags = flags;
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, nullptr);
}

}  // namespace

void catch_signals() {
  handle(SIGINT, remember, 0);
  handle(SIGTERM, remember, 0);
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
  return take(checkpoint_wanted);
}
bool take_status_request() {
  return take(status_wanted);
}

}  // namespace aimodel
