#include "columns/open_rows.h"

#include <fmt/format.h>

#include "base/file.h"
#include "base/json.h"
#include "base/json_text.h"
#include "columns/reading_options.h"
#include "csv/reading_notes.h"
#include "tensor/parallel.h"

namespace aimodel {

Frame read_rows(CsvReader& reader, const std::vector<CsvColumn>& columns, int threads,
                const Messages& messages, const std::string& what_for) {
  reader.select(columns, what_for);
  Frame frame;
  bool any = false;
  with_team(threads, [&] { any = reader.read_all(frame); });
  if (!any) throw reader.no_rows();
  note_reading(messages, reader, frame.rows());
  return frame;
}

CsvReader open_rows(const std::string& path, const CsvFormat& format, const DataOptions& options,
                    bool at_once) {
  CsvReader reader(path, format, options.policy(), at_once);
  if (reader.json_lines() && options.says_csv()) {
    throw Error(Exit::usage, "",
                fmt::format("{} holds JSON Lines: --delimiter, --no-header, --comment and "
                            "--skip-lines are for CSV files",
                            reader.file()));
  }
  return reader;
}

CsvReader open_rows(const std::string& path, const Spec& spec, const DataOptions& options,
                    bool at_once) {
  return open_rows(path, options.format(csv_format(spec)), options, at_once);
}

std::string data_path(const std::string& named, const Spec& spec) {
  if (!named.empty()) {
    if (named == "-" && spec.file() == "<stdin>") {
      throw Error(Exit::usage, "", "- stands for both the spec and the data",
                  "standard input can be read once: give one of them as a file");
    }
    return named;
  }
  const Options data = spec.root()["data"];
  if (!data.has("path")) {
    throw Error(Exit::usage, "", "no data: name a CSV file, or - for standard input",
                R"(or set "data": {"path": "rows.csv"} in the spec)");
  }
  return resolve(data.text("path"), spec.file() == "<stdin>" ? "" : spec.file());
}

CsvFormat csv_format(const Spec& spec) {
  return csv_format(spec.root()["data"]);
}

Spec with_reading(const Spec& spec, const DataOptions& options, const Spec* base) {
  CsvFormat format = csv_format(spec);
  std::vector<Override> overrides;
  if (base != nullptr) {
    const Json as_base = data_json(csv_format(*base));
    for (const auto& [key, value] : as_base.items()) {
      if (spec.states("/data/" + key)) continue;
      overrides.push_back({"data." + key, json_text(value, -1), false, "--init"});
    }
    format = csv_format(spec.with(overrides));
  }
  const Json as_told = data_json(options.format(format));
  for (const auto& [key, value] : as_told.items()) {
    if (value == spec.root()["data"].json()[key]) continue;
    overrides.push_back({"data." + key, json_text(value, -1), false, "the command line"});
  }
  return overrides.empty() ? spec : spec.with(overrides);
}

Json reading_json(const Spec& spec, const DataOptions& options) {
  Json json = data_json(csv_format(spec));
  json["on_bad_row"] = options.policy() == OnBadRow::skip ? "skip" : "fail";
  return json;
}

}  // namespace aimodel
