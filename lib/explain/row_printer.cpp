#include "explain/row_printer.h"

#include <utility>

#include <fmt/format.h>

#include "base/json.h"
#include "base/names.h"
#include "base/terminal.h"

namespace aimodel {

RowPrinter::RowPrinter(Format format, RowFormat shown_as,
                       std::function<void(const std::string&)> write)
    : format_(format), shown_as_(std::move(shown_as)), write_(std::move(write)) {}

void RowPrinter::show(const Explanation& piece, size_t index, const ShownRow& shown) {
  if (format_ == Format::json) {
    documents.push_back(row_json(piece, index, shown, shown_as_));
    return;
  }
  if (format_ == Format::text || format_ == Format::md) {
    if (!writer_) {
      write_(printable(
                 fmt::format("{} of {}: {}", piece.method, quote(piece.output), piece.importance)) +
             "\n\n");
      writer_ = make_row_writer({}, format_);  // which notes that there was a row
    }
    write_(render(row_table(piece, index, shown, shown_as_), format_) + "\n");
    return;
  }
  if (!writer_) writer_ = make_row_writer(row_columns(piece, shown_as_), format_);
  write_row(piece, index, shown, shown_as_, *writer_);
  write_(std::exchange(writer_->text, ""));
}

}  // namespace aimodel
