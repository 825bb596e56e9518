// CSV and JSON Lines files. Record by record and in pieces of any size must come to the same rows, skips and message.
#define DOCTEST_CONFIG_DISABLE  // support.h checks more than is wanted here
#include <doctest/doctest.h>

#include "csv/support.h"
#include "fuzz/fuzz.h"

using namespace aimodel;

namespace {

constexpr CellKind kKinds[] = {CellKind::text, CellKind::number, CellKind::date,
                               CellKind::verbatim};

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  seed("plain",
       std::string("\x01\x05", 2) + "id,age,when\n1,41,2024-02-29\n2,,29.2.2024\n3,1e3,x\n");
  seed("quoted",
       std::string("\x00\x09", 2) + "\"a \"\"b\"\"\",b\r\n\"1\n2\",NA\r\n\r\n' 3 ',\"4\"x\r\n");
  seed("semicolons", std::string("\x02\x40", 2) + "sep=;\na;b\n1,5;2\n1.234,5;\"3;4\"\n");
  seed("json", std::string("\x01\x20", 2) +
                   "{\"a\": 1, \"b\": \"x\"}\n{\"b\": null, \"a\": [1, {\"c\": 2.5}]}\n");
  seed("index", std::string("\x01\x07", 2) + ",x,y\n0,1,2\n1,3,4\n");
  seed("blanks", std::string("\x03\x03", 2) + "# made by hand\na b c\n1  2 3\n 4 5\t6 \n");
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const Scratch scratch;
  if (size < 2) return 0;
  const OnBadRow on_bad_row = data[0] % 2 == 0 ? OnBadRow::fail : OnBadRow::skip;
  const size_t piece_bytes = 1 + data[1] % 100;
  const std::string path = scratch / "rows.csv";
  put(path, {reinterpret_cast<const char*>(data + 2), size - 2});
  std::vector<CsvColumn> wanted;
  const std::string refused = answer([&] {
    const CsvReader reader(path, {}, on_bad_row);
    for (const std::string& name : reader.header()) {
      wanted.push_back({name, kKinds[(data[0] / 2 + wanted.size()) % 4]});
    }
  });
  if (!refused.empty() || wanted.empty()) return 0;
  const Reading whole = reading(path, wanted, {}, on_bad_row,
                                [](CsvReader& reader, Frame& frame) { reader.read(frame, kAll); });
  const Reading pieces =
      reading(path, wanted, {}, on_bad_row,
              [&](CsvReader& reader, Frame& frame) { reader.read_all(frame, piece_bytes); });
  must(whole.message == pieces.message,
       "messages differ:\n" + whole.message + "\n" + pieces.message);
  if (!whole.message.empty()) return 0;
  must(whole.skipped == pieces.skipped, "other rows are skipped in pieces");
  must(same_rows(whole.frame, pieces.frame), "other rows in pieces");
  return 0;
}
