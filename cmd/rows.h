#pragma once

#include <memory>
#include <string>
#include <vector>

#include "command.h"
#include "model/model.h"
#include "rows/encoding.h"

namespace aimodel {

// The rows of a CSV file, all at once, and the hash of its content.
struct Rows {
  Frame frame;
  std::string hash;
};

// A file of rows, as the spec says and, before it, the command line. Throws Error (usage) where that
// speaks of CSV alone and the file is JSON Lines.
CsvReader open_rows(const std::string& path, const Spec& spec, const DataOptions& options,
                    bool at_once = false);
CsvReader open_rows(const std::string& path, const CsvFormat& format, const DataOptions& options,
                    bool at_once = false);

// Throws Error (data) where there are no rows.
Rows read_rows(CsvReader& reader, const std::vector<WantedColumn>& columns, int64_t threads,
               const Verbosity& verbosity, const std::string& what_for = "");

// The file that a command works on: the one on the command line, else the spec's data.path, seen
// from the spec's file. Throws Error (usage) where there is neither, or where standard input is
// asked for twice.
std::string data_path(const std::string& from_command_line, const Spec& spec);

// Throws Error (data) where a column that the command line names is not in the file.
void check_column(const CsvReader& reader, const std::string& name);

// How a model's data file is written: as its spec says.
CsvFormat csv_format(const Spec& spec);

// A spec whose data section says what the command line says of reading, so that a model is read for
// by the rules that it was trained with. Where `base` is the model that it starts from, what
// neither says is as for that one.
Spec with_reading(const Spec& spec, const DataOptions& options, const Spec* base = nullptr);

// How data is read as JSON, for those who compare.
Json reading_json(const Spec& spec, const DataOptions& options);

// Says on standard error which columns held what training did not see, and in how many rows.
void note_unlike_training(const Verbosity& verbosity, const Encoding& encoding,
                          const EncodingNotes& notes);

// "the model was trained on 4 columns; see aimodel inspect iris.model"
std::string trained_on(const Model& model, const std::string& path);

}  // namespace aimodel
