#include "rows.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "tensor/parallel.h"

namespace aimodel {

Rows read_rows(CsvReader& reader, const std::vector<WantedColumn>& columns, int64_t threads,
               const Verbosity& verbosity, const std::string& what_for) {
  reader.want(columns, what_for);
  Rows rows;
  bool any = false;
  with_team(static_cast<int>(threads), [&] { any = reader.read_all(rows.frame); });
  if (!any) throw reader.no_rows();
  rows.hash = reader.content_hash();
  note_reading(verbosity, reader, rows.frame.rows());
  return rows;
}

Rows read_rows(const std::string& path, const CsvFormat& format, OnBadRow policy,
               const std::vector<WantedColumn>& columns, int64_t threads,
               const Verbosity& verbosity, const std::string& what_for) {
  CsvReader reader(path, format, policy);
  return read_rows(reader, columns, threads, verbosity, what_for);
}

std::string data_path(const std::string& from_command_line, const Spec& spec) {
  if (!from_command_line.empty()) {
    if (from_command_line == "-" && spec.file() == "<stdin>") {
      throw Error(Exit::usage, "", "- stands for both the spec and the data",
                  "standard input can be read once: give one of them as a file");
    }
    return from_command_line;
  }
  const Options data = spec.root()["data"];
  if (!data.has("path")) {
    throw Error(Exit::usage, "", "no data: name a CSV file, or - for standard input",
                R"(or set "data": {"path": "rows.csv"} in the spec)");
  }
  return resolve(data.text("path"), spec.file() == "<stdin>" ? "" : spec.file());
}

void check_column(const CsvReader& reader, const std::string& name) {
  const std::vector<std::string>& header = reader.header();
  if (!name.empty() && std::ranges::find(header, name) != header.end()) return;
  throw Error(Exit::data, reader.file(), "there is no column " + quote(name),
              suggest(name, header));
}

CsvFormat csv_format(const Spec& spec) {
  return csv_format(spec.root()["data"]);
}

Json reading_json(const CsvFormat& format, const DataOptions& options) {
  return {{"delimiter", format.delimiter == 0 ? "auto" : std::string(1, format.delimiter)},
          {"header", format.header},
          {"missing", format.missing},
          {"on_bad_row", options.on_bad_row}};
}

void note_unlike_training(const Verbosity& verbosity, const Encoding& encoding,
                          const EncodingNotes& notes) {
  constexpr size_t kMost = 20;  // --json has all of them
  for (const std::string& line : notes.lines(encoding, kMost)) note(verbosity, line);
}

std::string trained_on(const Model& model, const std::string& path) {
  const size_t count = model.encoding.wanted(false).size();
  return fmt::format("the model was trained on {} {}; see aimodel inspect {}", count,
                     count == 1 ? "column" : "columns", path);
}

}  // namespace aimodel
