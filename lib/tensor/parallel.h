#pragma once

#include <cstdint>
#include <exception>
#include <type_traits>
#include <vector>

namespace aimodel {

// Work is cut into pieces by its shape, never by the number of threads, so the result does not
// depend on that number. Inside with_team, pieces of work that is large enough are shared by its
// threads; elsewhere, and below the threshold, they run one after the other on the calling thread.

// Runs `body` on the calling thread while threads - 1 others stand ready for its pieces.
template <typename Body>
void with_team(int threads, const Body& body);

// Calls piece(i) for i = 0 .. count - 1, in any order, on any thread; returns when all are done.
// `work` is the cost of the whole in multiply-adds of a product, roughly. Pieces must not throw.
template <typename Piece>
void for_pieces(int64_t count, double work, const Piece& piece);

// Calls pieces that may throw: what the first of them threw is thrown when all are done.
template <typename Piece>
void for_throwing_pieces(int64_t count, double work, const Piece& piece);

// Ranges [first, last) of at most `size` elements each; the last one may be shorter.
template <typename Range>
void for_ranges(int64_t elements, int64_t size, double work, const Range& range);

// Below this much work handing it to other threads costs more than it brings: six microseconds, as
// `make bench` shows where a step with two threads begins to be faster.
inline constexpr double kWorthSharing = 300000;

// What a simple operation on an element costs, in multiply-adds of a product: numbers come and go
// for a single operation.
inline constexpr double kElementCost = 8;

// How many elements a piece of such an operation has: 64 KiB, what stays in a core's cache.
inline constexpr int64_t kElementPiece = 16384;

// Something that is done beside the team's pieces, where a thread of the team has nothing else to
// do. It must touch nothing that they touch, and must not throw.
class Background {
 public:
  template <typename Task>
  explicit Background(const Task& task)
      : call_([](const void* context) { (*static_cast<const Task*>(context))(); }),
        context_(&task) {}
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;
  ~Background() { finish(); }

  void begin();  // may be done from now on
  void
  finish();  // has been done; by the caller, where nobody has begun it. Nothing without begin()

 private:
  using Call = void (*)(const void* context);
  Call call_;
  const void* context_;
  bool begun_ = false;
};

// Threads of the region that the caller runs in (1 outside), and which of them it is.
int team_size();
int team_index();

int default_threads();  // the cores that this process may use

namespace detail {
using Call = void (*)(const void* context, int64_t index);
void run_team(int threads, void (*body)(const void*), const void* context);
void run_pieces(int64_t count, Call call, const void* context);
}  // namespace detail

template <typename Body>
void with_team(int threads, const Body& body) {
  detail::run_team(
      threads, [](const void* context) { (*static_cast<const Body*>(context))(); }, &body);
}

template <typename Piece>
void for_pieces(int64_t count, double work, const Piece& piece) {
  if (count <= 1 || work < kWorthSharing) {
    for (int64_t i = 0; i < count; ++i) piece(i);
    return;
  }
  detail::run_pieces(
      count, [](const void* context, int64_t i) { (*static_cast<const Piece*>(context))(i); },
      &piece);
}

template <typename Piece>
void for_throwing_pieces(int64_t count, double work, const Piece& piece) {
  std::vector<std::exception_ptr> failures(static_cast<size_t>(count));
  for_pieces(count, work, [&](int64_t i) {
    try {
      piece(i);
    } catch (...) {
      failures[static_cast<size_t>(i)] = std::current_exception();
    }
  });
  for (const std::exception_ptr& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
}

template <typename Range>
void for_ranges(int64_t elements, int64_t size, double work, const Range& range) {
  for_pieces((elements + size - 1) / size, work, [&](int64_t i) {
    const int64_t first = i * size;
    range(first, first + size < elements ? first + size : elements);
  });
}

}  // namespace aimodel
