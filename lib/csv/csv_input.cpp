#include "csv/csv_input.h"

#include <cstring>
#include <utility>

#include "csv/foreign_data.h"

namespace aimodel {

CsvInput::CsvInput(const std::string& path)
    : source_(open_bytes(path, Exit::data)), size_(source_->size()) {
  const auto start = [&] { return std::string_view(buffer_.get() + begin_, end_ - begin_); };
  do {
    read();
  } while (!ended_ && may_be_foreign_data(start()));
  refuse_foreign_data(start(), path);
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  if (pending().starts_with(kMark)) use(kMark.size());
}

void CsvInput::fill() {
  if (!ended_ && !at_nul()) read();
}

void CsvInput::read() {
  make_room();
  const size_t got = source_->read(buffer_.get() + end_, capacity_ - end_);
  if (got == 0) {
    ended_ = true;
    return;
  }
  hash_.add({buffer_.get() + end_, got});
  const void* nul = at_nul() ? nullptr : std::memchr(buffer_.get() + end_, 0, got);
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
