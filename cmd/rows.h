#pragma once

#include <memory>
#include <string>
#include <vector>

#include "command.h"
#include "data/encoding.h"
#include "model/model.h"

namespace aimodel {

// The rows of a CSV file, all at once, and the hash of its content.
struct Rows {
  Frame frame;
  std::string hash;
};

// Throws Error (data) where there are no rows.
Rows read_rows(const std::string& path, const CsvFormat& format, OnBadRow policy,
               const std::vector<WantedColumn>& columns, int64_t threads,
               const Verbosity& verbosity, const std::string& what_for = "");
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

// The same as JSON, for those who compare.
Json reading_json(const CsvFormat& format, const DataOptions& options);

// Says on standard error which columns held what training did not see, and in how many rows.
void note_unlike_training(const Verbosity& verbosity, const Encoding& encoding,
                          const EncodingNotes& notes);

// "the model was trained on 4 columns; see aimodel inspect iris.model"
std::string trained_on(const Model& model, const std::string& path);

}  // namespace aimodel
