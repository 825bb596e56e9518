#pragma once

#include <string>

#include "base/output_place.h"

namespace aimodel {

// The log of a training: one JSON object a line and epoch, to a file or a stream. What it held
// before stays until the first epoch has ended.
class EpochLog {
 public:
  // Opens it, so that what cannot be written is known at once; Error (run). `goes_on`: an earlier
  // training with the same log was stopped. A file that is no log is not taken for one.
  EpochLog(const OutputPlace& place, bool goes_on);
  ~EpochLog();
  EpochLog(const EpochLog&) = delete;
  EpochLog& operator=(const EpochLog&) = delete;

  // So many epochs are done: what the log says of later ones will be said again.
  void resume(int64_t epochs) { done_ = epochs; }
  // Adds a line. Never throws: a log that cannot be written is no reason to lose a training, and the
  // next line may find room. Returns why it could not be written, for the first line that was lost.
  std::string add(const std::string& line);

 private:
  void begin();
  void append(const std::string& line);

  OutputPlace place_;
  bool goes_on_, begun_ = false, warned_ = false;
  int64_t done_ = 0;
  int descriptor_ = -1;
};

}  // namespace aimodel
