#include "tensor/parallel.h"

#include <atomic>
#include <exception>
#include <thread>

#include <omp.h>

namespace aimodel {

namespace {

// The threads of one with_team region. The first runs the body and posts jobs; the others wait for
// the job number to change, take pieces by a shared counter, and report when no piece is left.
struct Team {
  std::atomic<uint32_t> job{0};
  std::atomic<bool> ended{false};
  detail::Call call = nullptr;
  const void* context = nullptr;
  int64_t count = 0;
  std::atomic<int64_t> next{0};
  std::atomic<int> working{0};
  int helpers = 0;
};

thread_local Team* current = nullptr;

void take_pieces(Team& team) {
  for (;;) {
    const int64_t i = team.next.fetch_add(1, std::memory_order_relaxed);
    if (i >= team.count) return;
    team.call(team.context, i);
  }
}

// Jobs follow each other within microseconds, so a thread that waits first spins, then lets others
// have its core.
constexpr int kSpins = 2000;
constexpr int kYields = 200;

// True when `ready`, false when it has waited long enough to sleep.
template <typename Ready>
bool wait_awake(const Ready& ready) {
  for (int spin = 0; spin < kSpins; ++spin) {
    if (ready()) return true;
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
  }
  for (int yield = 0; yield < kYields; ++yield) {
    if (ready()) return true;
    std::this_thread::yield();
  }
  return ready();
}

void help(Team& team) {
  uint32_t seen = 0;
  for (;;) {
    const auto posted = [&] { return team.job.load(std::memory_order_acquire) != seen; };
    // Between jobs that are far apart (a reader waits for a pipe) the thread sleeps and takes no
    // core.
    while (!wait_awake(posted)) team.job.wait(seen, std::memory_order_acquire);
    ++seen;
    if (team.ended.load(std::memory_order_acquire)) return;
    take_pieces(team);
    team.working.fetch_sub(1, std::memory_order_release);
  }
}

}  // namespace

int team_size() {
  return omp_get_num_threads();
}
int team_index() {
  return omp_get_thread_num();
}

int default_threads() {
  return omp_get_max_threads();
}

namespace detail {

void run_team(int threads, void (*body)(const void*), const void* context) {
  if (threads <= 1 || current != nullptr) {
    body(context);
    return;
  }
  Team team;
  team.helpers = threads - 1;
  std::exception_ptr error;
#pragma omp parallel num_threads(threads)
  {
    if (omp_get_thread_num() == 0) {
      team.helpers = omp_get_num_threads() - 1;
      current = &team;
      try {
        body(context);
      } catch (...) {
        error = std::current_exception();  // an exception must not leave the region
      }
      current = nullptr;
      team.ended.store(true, std::memory_order_release);
      team.job.fetch_add(1, std::memory_order_release);
      team.job.notify_all();
    } else {
      help(team);
    }
  }
  if (error) std::rethrow_exception(error);
}

void run_pieces(int64_t count, Call call, const void* context) {
  Team* team = current;
  if (team == nullptr || team->helpers == 0) {
    for (int64_t i = 0; i < count; ++i) call(context, i);
    return;
  }
  team->call = call;
  team->context = context;
  team->count = count;
  team->next.store(0, std::memory_order_relaxed);
  team->working.store(team->helpers, std::memory_order_relaxed);
  current = nullptr;  // a piece that has pieces of its own runs them itself
  team->job.fetch_add(1, std::memory_order_release);
  team->job.notify_all();
  take_pieces(*team);
  while (!wait_awake([&] { return team->working.load(std::memory_order_acquire) == 0; })) {
  }
  current = team;
}

}  // namespace detail

}  // namespace aimodel
