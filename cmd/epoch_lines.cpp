#include "epoch_lines.h"

#include <utility>

namespace aimodel {

EpochLines::EpochLines(int64_t epochs, int64_t most)
    : epochs_(epochs), part_(most == 0 || epochs <= most ? 1 : (epochs + most - 1) / most) {}

std::vector<std::string> EpochLines::add(int64_t epoch, bool best, const std::string& line) {
  if (part_ == 1 || !std::exchange(begun_, true)) return {line};
  last_ = line;
  if (best || !best_) {
    held_ = line;
    best_ = best;
  }
  if (epoch == epochs_) return end();
  if (epoch % part_ != 0) return {};
  best_ = false;
  last_.clear();
  return {std::exchange(held_, "")};
}

std::vector<std::string> EpochLines::end() {
  std::vector<std::string> lines;
  if (!held_.empty()) lines.push_back(held_);
  if (!last_.empty() && last_ != held_) lines.push_back(last_);
  held_.clear();
  last_.clear();
  return lines;
}

}  // namespace aimodel
