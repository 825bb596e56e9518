#include "tensor/parallel.h"

#include <atomic>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

using namespace aimodel;

namespace {

constexpr double kLarge = 1e6;  // work that is shared

}  // namespace

TEST_CASE("every piece is done once, by any number of threads, job after job") {
  for (const int threads : {1, 2, 3, 5}) {
    CAPTURE(threads);
    with_team(threads, [&] {
      for (int job = 0; job < 200; ++job) {
        std::vector<int> done(static_cast<size_t>(job % 70), 0);
        for_pieces(job % 70, kLarge, [&](int64_t i) { ++done[static_cast<size_t>(i)]; });
        for (const int count : done) REQUIRE(count == 1);
      }
    });
  }
}

TEST_CASE("ranges cover the elements without gap or overlap") {
  for (const int64_t elements : {0, 1, 99, 100, 101, 1000}) {
    std::vector<std::atomic<int>> done(static_cast<size_t>(elements));
    with_team(3, [&] {
      for_ranges(elements, 100, kLarge, [&](int64_t first, int64_t last) {
        CHECK(last - first <= 100);
        CHECK(first % 100 == 0);
        for (int64_t i = first; i < last; ++i) ++done[static_cast<size_t>(i)];
      });
    });
    for (const auto& count : done) CHECK(count == 1);
  }
}

TEST_CASE("pieces may have pieces, and teams teams") {
  std::atomic<int> total{0};
  with_team(3, [&] {
    for_pieces(10, kLarge, [&](int64_t) { for_pieces(10, kLarge, [&](int64_t) { ++total; }); });
    with_team(2, [&] { for_pieces(10, kLarge, [&](int64_t) { ++total; }); });
    for_pieces(10, kLarge, [&](int64_t) { ++total; });  // the outer team is still there
  });
  CHECK(total == 120);
}

TEST_CASE("an exception leaves the team, and the next one works") {
  for (int i = 0; i < 3; ++i) {
    CHECK_THROWS_AS(with_team(3, [] { throw std::runtime_error("lost"); }), std::runtime_error);
  }
  std::atomic<int> total{0};
  with_team(3, [&] { for_pieces(10, kLarge, [&](int64_t) { ++total; }); });
  CHECK(total == 10);
}

TEST_CASE("small work stays on the calling thread, outside a team all does") {
  CHECK(team_size() == 1);
  CHECK(team_index() == 0);
  with_team(2, [] { for_pieces(50, 10, [](int64_t) { CHECK(team_index() == 0); }); });
}

TEST_CASE(
    "work in the background is done once, by the end at the latest, with any number of threads") {
  for (const int threads : {1, 2, 4}) {
    CAPTURE(threads);
    with_team(threads, [&] {
      int done = 0;
      std::atomic<int> pieces{0};
      const auto task = [&] { ++done; };
      Background background(task);
      background.finish();
      CHECK(done == 0);  // nothing was begun
      for (int i = 1; i <= 500; ++i) {
        background.begin();
        for_pieces(i % 7, kLarge, [&](int64_t) { ++pieces; });
        background.finish();
        REQUIRE(done == i);
        background.finish();
        REQUIRE(done == i);
      }
      CHECK(pieces == 500 / 7 * 21 + 6);
    });
  }
}

TEST_CASE("work that was begun is done when its place is left") {
  with_team(2, [] {
    int done = 0;
    const auto task = [&] { ++done; };
    {
      Background background(task);
      background.begin();
    }
    CHECK(done == 1);
  });
  int done = 0;
  const auto task = [&] { ++done; };
  Background alone(task);
  alone.begin();
  alone.finish();
  CHECK(done == 1);
}
