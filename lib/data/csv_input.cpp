#include "data/csv_input.h"

#include <cstring>
#include <utility>

namespace aimodel {

CsvInput::CsvInput(const std::string& path)
    : source_(open_bytes(path, Exit::data)), size_(source_->size()) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  constexpr std::string_view kWideMarks[] = {"\xFF\xFE", "\xFE\xFF"};
  do {
    fill();
  } while (!ended_ && !at_nul() && pending().size() < kMark.size() && kMark.starts_with(pending()));
  if (pending().starts_with(kMark)) use(kMark.size());
  for (const std::string_view mark : kWideMarks) {
    if (!pending().starts_with(mark)) continue;
    throw Error(Exit::data, path == "-" ? "<stdin>" : path, "the file is UTF-16, not UTF-8",
                "convert it, as with `iconv -f UTF-16 -t UTF-8`");
  }
}

void CsvInput::fill() {
  if (ended_ || at_nul()) return;
  make_room();
  const size_t got = source_->read(buffer_.get() + end_, capacity_ - end_);
  if (got == 0) {
    ended_ = true;
    return;
  }
  hash_.add({buffer_.get() + end_, got});
  const void* nul = std::memchr(buffer_.get() + end_, 0, got);
  if (nul != nullptr) nul_ = static_cast<size_t>(static_cast<const char*>(nul) - buffer_.get());
  end_ += got;
}

// Keeps at least half of the buffer free, so that what is moved is small beside what is read.
void CsvInput::make_room() {
  constexpr size_t kFirst = 1 << 20;
  const size_t used = end_ - begin_;
  if (capacity_ - used < capacity_ / 2 || capacity_ == 0) {
    const size_t larger = capacity_ == 0 ? kFirst : 2 * capacity_;
    auto moved = std::make_unique_for_overwrite<char[]>(larger);
    if (used > 0) std::memcpy(moved.get(), buffer_.get() + begin_, used);
    buffer_ = std::move(moved);
    capacity_ = larger;
  } else if (begin_ > 0 && used > 0) {
    std::memmove(buffer_.get(), buffer_.get() + begin_, used);
  }
  begin_ = 0;
  end_ = used;
}

}  // namespace aimodel
