#include "rows/row_file_writer.h"

#include <algorithm>
#include <span>
#include <utility>

#include "base/file.h"
#include "base/random_access_file.h"

namespace aimodel {

RowFileWriter::RowFileWriter(const Preprocessing& preprocessing,
                             std::shared_ptr<RandomAccessFile> file, uint64_t offset)
    : preprocessing_(preprocessing),
      file_(std::move(file)),
      offset_(offset),
      rows_(std::make_shared<RowFile>(file_, offset, preprocessing.layout())) {}

uint64_t RowFileWriter::end() const {
  return offset_ + static_cast<uint64_t>(written_) * rows_->bytes_per_row();
}

Dataset RowFileWriter::add(const std::string& name, const RowSource& rows, int64_t count) {
  constexpr uint64_t kPieceBytes = uint64_t{1} << 19;
  file_->reserve(end() + static_cast<uint64_t>(count) * rows_->bytes_per_row());
  Dataset encoded = rows_of(rows_, written_, count);
  encoded.expanding = preprocessing_.expanding();
  const auto most =
      static_cast<size_t>(std::max<uint64_t>(1, kPieceBytes / rows_->bytes_per_row()));
  ContentHash hash;
  rows.each([&](const Frame& chunk, std::span<const uint32_t> chosen) {
    while (!chosen.empty()) {
      const auto some = chosen.first(std::min(most, chosen.size()));
      hash.add(rows_->write(written_, preprocessing_.encode(chunk, some, true)));
      written_ += static_cast<int64_t>(some.size());
      chosen = chosen.subspan(some.size());
    }
  });
  sections_.push_back({name, count, hash.hex()});
  return encoded;
}

}  // namespace aimodel
