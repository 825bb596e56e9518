#pragma once

#include <string>
#include <vector>

#include "base/messages.h"
#include "csv/data_options.h"
#include "spec/spec.h"

namespace aimodel {

// A file of rows, as the spec says and, before it, the options. Throws Error (usage) where these
// speak of CSV alone and the file is JSON Lines.
CsvReader open_rows(const std::string& path, const Spec& spec, const DataOptions& options,
                    bool at_once = false);
CsvReader open_rows(const std::string& path, const CsvFormat& format, const DataOptions& options,
                    bool at_once = false);

// The rows of a file, all at once, by so many threads. `what_for` is the hint where a column is
// missing. Throws Error (data) where there are no rows.
Frame read_rows(CsvReader& reader, const std::vector<CsvColumn>& columns, int threads,
                const Messages& messages, const std::string& what_for = "");

// The file to be worked on: the one that was named, else the spec's data.path, seen from the spec's
// file. Throws Error (usage) where there is neither, or where standard input is asked for twice.
std::string data_path(const std::string& named, const Spec& spec);

// How a spec's data file is written.
CsvFormat csv_format(const Spec& spec);

// A spec whose data section says what the options say of reading, so that a model is read for by the
// rules that it was trained with. Where `base` is the spec of the model that it starts from, what
// neither says is as for that one.
Spec with_reading(const Spec& spec, const DataOptions& options, const Spec* base = nullptr);

// How data is read as JSON, for those who compare.
Json reading_json(const Spec& spec, const DataOptions& options);

}  // namespace aimodel
