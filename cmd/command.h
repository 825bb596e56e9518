#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "command_line.h"
#include "csv/csv.h"
#include "report/table.h"
#include "spec/spec.h"

namespace aimodel {

// One function a command: declares its options and gives what runs it.
Run declare_train(OptionSet& options);
Run declare_eval(OptionSet& options);
Run declare_predict(OptionSet& options);
Run declare_inspect(OptionSet& options);
Run declare_explain(OptionSet& options);

// --threads (AIMODEL_THREADS)
void add_threads(OptionSet& options, int64_t& threads);

// --json, --format
struct OutputOptions {
  bool json = false;
  std::string format = "text";
  Format chosen() const { return json ? Format::json : parse_format(format); }
};
void add_output(OptionSet& options, OutputOptions& output);

// How a CSV file is read where the spec or the model does not fit it: --delimiter, --no-header,
// --comment, --skip-lines, --missing, --missing-only, --missing-target, --on-bad-row.
struct DataOptions {
  std::string delimiter;
  bool no_header = false;
  std::optional<std::string> comment;
  int64_t skip_lines = -1;
  std::vector<std::string> missing;                      // beside those of the spec
  std::optional<std::vector<std::string>> missing_only;  // in place of those
  std::string missing_target;                            // fail, skip, or "" for what the spec says
  std::string on_bad_row;                                // fail, skip, mark, or "" for fail

  CsvFormat format(CsvFormat from_spec) const;
  OnBadRow policy() const {
    return on_bad_row == "skip"   ? OnBadRow::skip
           : on_bad_row == "mark" ? OnBadRow::mark
                                  : OnBadRow::fail;
  }
  bool says_csv() const {  // what holds for CSV alone
    return !delimiter.empty() || no_header || comment.has_value() || skip_lines >= 0;
  }
  bool says_format() const {
    return says_csv() || !missing.empty() || missing_only.has_value() || !missing_target.empty();
  }
};
// `marks`: whether there is --on-bad-row mark.
void add_data_options(OptionSet& options, DataOptions& data, bool marks = false);

// --set path=value, --unset path: in the order of the command line.
void add_overrides(OptionSet& options, std::vector<Override>& overrides);

// --quiet, --verbose: what goes to standard error beside errors.
struct Verbosity {
  bool quiet = false;
  bool verbose = false;
};
void add_verbosity(OptionSet& options, Verbosity& verbosity);

// Lines to standard error, as a terminal may show them. It may be closed or full: nothing can be
// said of that.
void print_error(const std::string& text);
// Text with controls of our own: a bar that is drawn anew, colours.
void print_control(const std::string& text);

// A line on standard error, unless quiet.
void note(const Verbosity& verbosity, const std::string& line);

// Text to standard output, whole; throws Error (run) where it cannot be written.
void print(const std::string& text);

// What became of a file that was read to its end, on standard error: rows that were skipped (unless
// quiet); how many rows it had and how they were read (where verbose).
void note_reading(const Verbosity& verbosity, const CsvReader& reader, int64_t rows);

// Numbers of such a file that may be a thousand times as much, where their group says nothing of
// thousands.
void note_doubtful_points(const Verbosity& verbosity, const CsvReader& reader);

}  // namespace aimodel
