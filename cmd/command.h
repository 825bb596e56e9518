#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/messages.h"
#include "command_line.h"
#include "csv/data_options.h"
#include "report/table.h"
#include "spec/spec.h"

namespace aimodel {

// One function a command: declares its options and gives what runs it.
Run declare_train(OptionSet& options);
Run declare_eval(OptionSet& options);
Run declare_predict(OptionSet& options);
Run declare_inspect(OptionSet& options);
Run declare_explain(OptionSet& options);
Run declare_completion(OptionSet& options);

// All of them, in the order of --help.
std::span<const Command> all_commands();

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
// `marks`: whether there is --on-bad-row mark.
void add_data_options(OptionSet& options, DataOptions& data, bool marks = false);

// --threshold: from which probability on the positive one of two classes is predicted.
void add_thresholds(OptionSet& options, std::vector<std::string>& texts);

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

// A line on standard error, unless quiet. It begins with the file that it is about, or is
// from_program().
void note(const Verbosity& verbosity, const std::string& line);

// Says that input is waited for, where one of the paths is standard input and that is a terminal.
void note_waiting(const Verbosity& verbosity, const std::vector<std::string>& paths);

// Says on a terminal which commands naturally follow, unless quiet.
void suggest_next(const Verbosity& verbosity, const std::vector<std::string>& commands);

// What rooms say, on standard error: info unless quiet, debug where verbose.
Messages messages(const Verbosity& verbosity);

// Text to standard output, whole; throws Error (run) where it cannot be written.
void print(const std::string& text);
void print_document(const Json& document);

// Throws Error (usage) where standard input is to be both the model and the data.
void check_one_stream(const std::string& model, const std::string& data);

}  // namespace aimodel
