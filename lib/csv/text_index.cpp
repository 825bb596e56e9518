#include "csv/text_index.h"

#include <cstring>

namespace aimodel {

namespace {

template <typename Word>
uint64_t load(const char* from) {
  Word word;
  std::memcpy(&word, from, sizeof(word));
  return word;
}

// Words of 8 bytes, the last of which may overlap the one before, each stirred into what came so
// far by a multiplication of 64 bits to 128 that is folded together again.
uint32_t hash_of(std::string_view text) {
  const auto stir = [](uint64_t hash, uint64_t word) {
    __extension__ using Product = unsigned __int128;
    const Product product = static_cast<Product>(hash ^ word) * 0x9E3779B97F4A7C15;
    return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
  };
  const char* next = text.data();
  const char* const end = next + text.size();
  uint64_t hash = text.size() ^ 0xD6E8FEB86659FD93;
  if (text.size() >= 8) {
    for (; end - next > 8; next += 8) hash = stir(hash, load<uint64_t>(next));
    hash = stir(hash, load<uint64_t>(end - 8));
  } else if (text.size() >= 4) {
    hash = stir(hash, load<uint32_t>(next) << 32 | load<uint32_t>(end - 4));
  } else if (!text.empty()) {
    const auto byte = [&](size_t i) { return uint64_t{static_cast<unsigned char>(text[i])}; };
    hash = stir(hash, byte(0) << 16 | byte(text.size() / 2) << 8 | byte(text.size() - 1));
  }
  hash = stir(hash, 0xA0761D6478BD642F);
  return static_cast<uint32_t>(hash ^ (hash >> 32));
}

// Short texts are compared in place: a call costs more than they do.
bool same(const std::string& a, std::string_view b) {
  const size_t size = b.size();
  if (a.size() != size) return false;
  const char *x = a.data(), *y = b.data();
  if (size > 16) return std::memcmp(x, y, size) == 0;
  if (size >= 8) {
    return load<uint64_t>(x) == load<uint64_t>(y) &&
           load<uint64_t>(x + size - 8) == load<uint64_t>(y + size - 8);
  }
  if (size >= 4) {
    return load<uint32_t>(x) == load<uint32_t>(y) &&
           load<uint32_t>(x + size - 4) == load<uint32_t>(y + size - 4);
  }
  return size == 0 || (x[0] == y[0] && x[size / 2] == y[size / 2] && x[size - 1] == y[size - 1]);
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
    if (slot.hash == hash && same(texts[slot.id], text)) return slot.id;
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
