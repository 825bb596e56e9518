#include "tensor/parallel.h"

#include <algorithm>
#include <atomic>
#include <system_error>
#include <thread>
#include <vector>

namespace aimodel {

namespace {

// What a team does beside its pieces: posted, taken by one of its threads, done.
struct Posted {
  void (*call)(const void* context) = nullptr;
  const void* context = nullptr;
  enum State : int { none, waiting, taken };
  std::atomic<int> state{none};

  bool take() {
    int expected = waiting;
    return state.load(std::memory_order_relaxed) == waiting &&
           state.compare_exchange_strong(expected, taken, std::memory_order_acquire);
  }
  void run() {
    call(context);
    state.store(none, std::memory_order_release);
  }
};

// A thread's share of a job's pieces: `left` of them from `first` on. Who counts it down from above
// 0 has a piece; so a thread that comes late finds nothing left, and nobody waits for one that
// sleeps.
struct alignas(64) Share {
  std::atomic<int64_t> left{0};
  int64_t first = 0;  // written before there are pieces to take

  int64_t take() {  // a piece, or -1
    if (left.load(std::memory_order_relaxed) <= 0) return -1;
    const int64_t piece = left.fetch_sub(1, std::memory_order_acquire) - 1;
    return piece < 0 ? -1 : first + piece;
  }
};

// The threads of one with_team region. The first runs the body and posts jobs. Each thread takes
// the pieces of its own share first, which in one job after the other are about the same part of
// the numbers and so in its cache, then what others have not begun.
struct Team {
  explicit Team(int size) : shares(static_cast<size_t>(size)) {}

  std::vector<Share> shares;
  alignas(64) std::atomic<int64_t> undone{0};  // pieces that are not finished
  alignas(64) std::atomic<uint32_t> news{0};   // counts jobs
  std::atomic<bool> ended{false};
  detail::Call call = nullptr;
  const void* context = nullptr;
  int threads = 1;
  int spins = 0;  // of a thread that waits
  Posted background;
};

thread_local Team* current = nullptr;
thread_local int size_here = 1, index_here = 0;  // of the region that the thread runs in

void take_pieces(Team& team, int thread) {
  for (int i = 0; i < team.threads; ++i) {
    Share& share = team.shares[static_cast<size_t>((thread + i) % team.threads)];
    for (int64_t piece = share.take(); piece >= 0; piece = share.take()) {
      // The job's call and context were written before its pieces could be taken.
      team.call(team.context, piece);
      team.undone.fetch_sub(1, std::memory_order_release);
    }
  }
}

// Jobs follow each other within microseconds, so a thread that waits first spins, for about a fifth
// of a millisecond, then lets others have its core. It does not spin where there are more threads
// than cores: it would keep the one that it waits for from running.
constexpr int kSpins = 20000;
constexpr int kYields = 200;

// True when `ready`, false when it has waited long enough to sleep.
template <typename Ready>
bool wait_awake(const Team& team, const Ready& ready) {
  for (int spin = 0; spin < team.spins; ++spin) {
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

void help(Team& team, int thread) {
  uint32_t seen = 0;
  for (;;) {
    const auto ready = [&] {
      return team.news.load(std::memory_order_acquire) != seen ||
             team.background.state.load(std::memory_order_relaxed) == Posted::waiting;
    };
    if (!wait_awake(team, ready)) {
      // Between jobs that are far apart (a reader waits for a pipe) the thread takes no core.
      team.news.wait(seen, std::memory_order_acquire);
      continue;
    }
    seen = team.news.load(std::memory_order_acquire);
    if (team.ended.load(std::memory_order_acquire)) return;
    take_pieces(team, thread);
    if (team.background.take()) team.background.run();
  }
}

void tell(Team& team) {
  team.news.fetch_add(1, std::memory_order_release);
  team.news.notify_all();
}

// The calling thread's share of a region: it ends the team's threads however the body is left.
class Region {
 public:
  explicit Region(int threads) : team_(threads) {
    team_.spins = threads <= default_threads() ? kSpins : 0;
    team_.threads = threads;
    try {
      for (int i = 1; i < threads; ++i) {
        others_.emplace_back([this, i, threads] {
          index_here = i;
          size_here = threads;
          help(team_, i);
        });
      }
    } catch (const std::system_error&) {
      // The system gives no more threads: those that there are take all pieces.
    }
    current = &team_;
    size_here = threads;
  }
  ~Region() {
    current = nullptr;
    size_here = 1;
    team_.ended.store(true, std::memory_order_release);
    tell(team_);
    for (std::thread& other : others_) other.join();
  }
  Region(const Region&) = delete;
  Region& operator=(const Region&) = delete;

 private:
  Team team_;
  std::vector<std::thread> others_;
};

}  // namespace

int team_size() {
  return size_here;
}
int team_index() {
  return index_here;
}

int default_threads() {
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

void Background::begin() {
  begun_ = true;
  if (current == nullptr || current->threads == 1) return;
  Posted& posted = current->background;
  posted.call = call_;
  posted.context = context_;
  posted.state.store(Posted::waiting, std::memory_order_release);
}

void Background::finish() {
  if (!begun_) return;
  begun_ = false;
  if (current == nullptr || current->threads == 1) return call_(context_);
  Posted& posted = current->background;
  if (posted.take()) return posted.run();
  while (!wait_awake(
      *current, [&] { return posted.state.load(std::memory_order_acquire) == Posted::none; })) {
  }
}

namespace detail {

void run_team(int threads, void (*body)(const void*), const void* context) {
  if (threads <= 1 || current != nullptr) return body(context);
  const Region region(threads);
  body(context);
}

void run_pieces(int64_t count, Call call, const void* context) {
  Team* team = current;
  if (team == nullptr || team->threads == 1) {
    for (int64_t i = 0; i < count; ++i) call(context, i);
    return;
  }
  team->call = call;
  team->context = context;
  team->undone.store(count, std::memory_order_relaxed);
  for (int i = 0; i < team->threads; ++i) {
    Share& share = team->shares[static_cast<size_t>(i)];
    share.first = count * i / team->threads;
    share.left.store(count * (i + 1) / team->threads - share.first, std::memory_order_release);
  }
  current = nullptr;  // a piece that has pieces of its own runs them itself
  tell(*team);
  take_pieces(*team, 0);
  while (!wait_awake(*team, [&] { return team->undone.load(std::memory_order_acquire) == 0; })) {
  }
  current = team;
}

}  // namespace detail

}  // namespace aimodel
