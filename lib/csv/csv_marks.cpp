#include "csv/csv_marks.h"

#include <algorithm>
#include <bit>
#include <cstring>

// Compiled for each set of instructions that the build allows for; the best of the machine is run.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "csv/csv_marks.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace aimodel {
namespace HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using Bytes = hn::ScalableTag<uint8_t>;

// A bit for each of up to 64 bytes.
struct Bits {
  uint64_t delimiters;
  uint64_t breaks;
};

HWY_INLINE Bits look_at(const uint8_t* bytes, uint8_t delimiter) {
  const Bytes tag;
  const auto text = hn::LoadU(tag, bytes);
  const auto is = [&](char c)
                      HWY_ATTR { return hn::Eq(text, hn::Set(tag, static_cast<uint8_t>(c))); };
  alignas(8) uint8_t bits[2][8] = {};
  hn::StoreMaskBits(tag, is(static_cast<char>(delimiter)), bits[0]);
  hn::StoreMaskBits(tag, hn::Or(hn::Or(is('\n'), is('\r')), is('"')), bits[1]);
  Bits result;
  std::memcpy(&result.delimiters, bits[0], 8);
  std::memcpy(&result.breaks, bits[1], 8);
  return result;
}

HWY_ATTR void find_marks(CsvMarks& marks, std::string_view text, char delimiter) {
  std::vector<uint32_t>& offsets = marks.offsets;
  size_t &count = marks.count, &breaks = marks.breaks;
  const auto width = std::min<size_t>(hn::Lanes(Bytes()), 64);
  count = breaks = 0;
  const auto add = [&](Bits bits, size_t start) HWY_ATTR {
    constexpr size_t kMost = 64;  // marks of one vector
    if (offsets.size() < count + kMost) offsets.resize(2 * offsets.size() + kMost);
    breaks += static_cast<size_t>(std::popcount(bits.breaks));
    const auto base = static_cast<uint32_t>(start);
    uint32_t* out = offsets.data() + count;
    for (uint64_t all = bits.delimiters | bits.breaks; all != 0; all &= all - 1) {
      const int bit = std::countr_zero(all);
      const auto is_break = static_cast<uint32_t>(bits.breaks >> bit & 1);
      *out++ = (base + static_cast<uint32_t>(bit)) | is_break << 31;
    }
    count = static_cast<size_t>(out - offsets.data());
  };
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  size_t i = 0;
  for (; i + width <= text.size(); i += width) {
    add(look_at(bytes + i, static_cast<uint8_t>(delimiter)), i);
  }
  if (i < text.size()) {
    uint8_t rest[HWY_MAX_BYTES] = {};
    std::memcpy(rest, bytes + i, text.size() - i);
    add(look_at(rest, static_cast<uint8_t>(delimiter)), i);
  }
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace aimodel
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace aimodel {

HWY_EXPORT(find_marks);

void CsvMarks::find(std::string_view text, char delimiter) {
  HWY_DYNAMIC_DISPATCH(find_marks)(*this, text, delimiter);
}

uint64_t count_line_breaks(std::string_view text) {
  auto count = static_cast<uint64_t>(std::ranges::count(text, '\n'));
  for (size_t at = text.find('\r'); at != std::string_view::npos; at = text.find('\r', at + 1)) {
    if (at + 1 == text.size() || text[at + 1] != '\n') ++count;
  }
  return count;
}

}  // namespace aimodel
#endif
