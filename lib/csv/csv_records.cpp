#include "csv/csv_records.h"

#include <utility>

#include "csv/csv_cell.h"
#include "csv/csv_scanner.h"

namespace aimodel {

CsvRecords first_records(std::string_view text, bool at_end, const CsvDialect& dialect,
                         size_t most) {
  constexpr size_t kMostCells = size_t{1} << 20;
  CsvRecords records;
  CsvScanner scanner(dialect, kMostCells);
  while (records.list.size() < most) {
    const CsvScanner::Found found = scanner.scan(text.data(), text.size(), at_end);
    if (found == CsvScanner::Found::end) break;
    if (found == CsvScanner::Found::more) {
      records.complete = at_end;
      break;
    }
    if (found == CsvScanner::Found::record) {
      CsvRecord record;
      for (const CsvCell& cell : scanner.cells()) {
        // In quotes or not is told by what stands before.
        const std::string_view body = text.substr(cell.begin, cell.size);
        record.emplace_back(cell.quoted ? '"' + std::string(body) : std::string(trimmed(body)));
      }
      records.list.push_back(std::move(record));
    }
    text.remove_prefix(scanner.size());
    scanner.next();
  }
  return records;
}

}  // namespace aimodel
