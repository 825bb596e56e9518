#include "data/text_index.h"

#include <functional>

namespace aimodel {

namespace {

uint32_t hash_of(std::string_view text) {
  const uint64_t hash = std::hash<std::string_view>{}(text);
  return static_cast<uint32_t>(hash ^ (hash >> 32));
}

constexpr size_t kFirstSlots = 64;  // a power of two, as all later sizes

}  // namespace

uint32_t TextIndex::find(std::string_view text, const std::vector<std::string>& texts) const {
  if (slots_.empty()) return kNone;
  const uint32_t hash = hash_of(text);
  const size_t mask = slots_.size() - 1;
  for (size_t i = hash & mask;; i = (i + 1) & mask) {
    const Slot& slot = slots_[i];
    if (slot.id == kNone) return kNone;
    if (slot.hash == hash && texts[slot.id] == text) return slot.id;
  }
}

uint32_t TextIndex::add(std::string_view text, std::vector<std::string>& texts) {
  if (2 * (used_ + 1) > slots_.size()) grow();
  const uint32_t hash = hash_of(text);
  const size_t mask = slots_.size() - 1;
  size_t i = hash & mask;
  while (slots_[i].id != kNone) i = (i + 1) & mask;
  slots_[i] = {hash, static_cast<uint32_t>(texts.size())};
  ++used_;
  texts.emplace_back(text);
  return slots_[i].id;
}

void TextIndex::clear() {
  if (used_ == 0) return;
  slots_.assign(slots_.size() > 16 * used_ ? kFirstSlots : slots_.size(), Slot{});
  used_ = 0;
}

void TextIndex::grow() {
  std::vector<Slot> old(slots_.empty() ? kFirstSlots : 2 * slots_.size());
  old.swap(slots_);
  const size_t mask = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.id == kNone) continue;
    size_t i = slot.hash & mask;
    while (slots_[i].id != kNone) i = (i + 1) & mask;
    slots_[i] = slot;
  }
}

}  // namespace aimodel
