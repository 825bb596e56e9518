#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace aimodel {

// Looks on while plain numbers are read whether the points among them may stand between thousands:
// 1.234 beside 944, and no other number. Most columns show in their first cells that they do not; of
// those without any point only the first cells are looked at, and the first of each later piece (a
// column may be sorted), so that reading keeps its speed.
class ThousandsWatch {
 public:
  bool goes_on() const { return goes_on_; }
  void add(std::string_view number);
  void join(const ThousandsWatch& other);
  // One for a later piece, which looks at less where this one has seen enough.
  ThousandsWatch next() const;

  // A number that may be a thousand times as much, or "".
  std::string doubtful() const;

 private:
  bool goes_on_ = true;
  bool refuted_ = false;             // by a number
  int64_t without_ = 0;              // below 1,000 without a point
  int64_t enough_ = 100;             // of them: there will hardly be a point
  std::vector<std::string> points_;  // the first different numbers with one
};

}  // namespace aimodel
