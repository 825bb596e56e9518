#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace aimodel {

// Which epochs a log shows, one line each: all where there are no more than `most`, else the first
// and the last one, and of each of `most` equal parts its last new best epoch, or else its last one.
// So the best epoch of all is there, in its place. `most` 0: all.
class EpochLines {
 public:
  EpochLines(int64_t epochs, int64_t most);

  // An epoch has ended: what can be shown now.
  std::vector<std::string> add(int64_t epoch, bool best, const std::string& line);
  // No epoch follows: what is still to be shown.
  std::vector<std::string> end();

 private:
  int64_t epochs_, part_;  // epochs of a part
  bool begun_ = false, best_ = false;
  std::string held_, last_;  // of the part: what will be shown, and its last line; "" where shown
};

}  // namespace aimodel
