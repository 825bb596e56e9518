#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace aimodel {

// Gives each distinct text the index at which it stands in a list of texts that it makes longer.
// Open addressing over the list itself, so that no text is kept twice.
class TextIndex {
 public:
  static constexpr uint32_t kNone = 0;  // entry 0 of the list is never found

  uint32_t find(std::string_view text, const std::vector<std::string>& texts) const;
  uint32_t add(std::string_view text,
               std::vector<std::string>& texts);  // one that find() did not find
  void clear();

 private:
  struct Slot {
    uint32_t hash = 0;
    uint32_t id = kNone;
  };
  void grow();

  std::vector<Slot> slots_;
  size_t used_ = 0;
};

}  // namespace aimodel
