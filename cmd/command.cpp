#include "command.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include <fmt/format.h>
#include <unistd.h>

#include "base/error.h"
#include "base/json.h"
#include "base/screen.h"
#include "base/terminal.h"
#include "tensor/parallel.h"

namespace aimodel {

namespace {

Error usage(const std::string& option, const std::string& what, const std::string& hint = "") {
  return Error(Exit::usage, "", option + ": " + what, hint);
}

}  // namespace

void add_threads(OptionSet& options, int64_t& threads) {
  threads = default_threads();
  options.whole_number("--threads", threads, 1, 256,
                       "Threads to use; the result does not depend on it (default: all cores)",
                       "AIMODEL_THREADS");
}

void add_output(OptionSet& options, OutputOptions& output) {
  options.flag("--json", output.json, "Print one JSON document");
  options.choice("--format", output.format, {"text", "md", "csv", "tsv", "json", "jsonl"},
                 "How results are printed (default: text)", {.environment = "AIMODEL_FORMAT"});
}

void add_data_options(OptionSet& options, DataOptions& data, bool marks) {
  options.group("Reading the data");
  options.on_text(
      "--delimiter",
      [&data](const std::string& text) {
        CsvFormat format;
        if (!set_delimiter(format, text)) {
          throw usage("--delimiter",
                      "expected one of , ; | : ^ ~ ! # & * / = @ $ % _, a space, tab or blanks (" +
                          text + ")");
        }
        data.delimiter = text;
      },
      "Character between cells, tab, or blanks for runs of spaces and tabs (default: found out)",
      {.type = "CHAR"});
  options.flag("--no-header", data.no_header,
               "The first line holds values; columns are column_1, column_2, ...");
  options.on_text(
      "--comment", [&data](const std::string& text) { data.comment = text; },
      "Pass over lines that begin with this, as in --comment '#'");
  options.whole_number("--skip-lines", data.skip_lines, 0, 1000000,
                       "Pass over so many lines in front of the header");
  options.texts(
      "--missing", data.missing,
      "A further cell that stands for a missing value, beside the spec's (without one: empty "
      "NA N/A NaN nan null NULL ?); \"\" leaves of those the empty cell alone; may be repeated");
  options.on_texts(
      "--missing-only",
      [&data](const std::vector<std::string>& texts) { data.missing_only = texts; },
      "A cell that stands for a missing value, in place of the spec's: \"\" for the empty "
      "cell alone; may be repeated");
  options.choice("--missing-target", data.missing_target, {"fail", "skip"},
                 "What to do with a row without a target (default: fail, or what the spec says)");
  if (marks) {
    options.choice(
        "--on-bad-row", data.on_bad_row, {"fail", "skip", "mark"},
        "What to do with a row that cannot be read; mark answers it with an empty prediction "
        "(default: fail)");
  } else {
    options.choice("--on-bad-row", data.on_bad_row, {"fail", "skip"},
                   "What to do with a row that cannot be read (default: fail)");
  }
}

void add_thresholds(OptionSet& options, std::vector<std::string>& texts) {
  options.texts("--threshold", texts,
                "Predict the positive one of two classes from this probability on: a number, or "
                "best:METRIC, as chosen on the validation rows of training; OUTPUT=... for one "
                "output of several; may be repeated",
                {.type = "THRESHOLD"});
}

void add_overrides(OptionSet& options, std::vector<Override>& overrides) {
  options.on_texts("--set",
                   [&overrides](const std::vector<std::string>& texts) {
                     for (const std::string& text : texts) {
                       const size_t equals = text.find('=');
                       if (equals == std::string::npos || equals == 0) {
                         throw usage("--set", "expected path=value (" + text + ")",
                                     "as in --set training.epochs=5");
                       }
                       overrides.push_back({text.substr(0, equals), text.substr(equals + 1), false,
                                            "--set " + text});
                     }
                   },
                   "Override a part of the spec, as in --set network.0.units=64; may be repeated",
                   {.type = "PATH=VALUE", .at_once = true});
  options.on_texts("--unset",
                   [&overrides](const std::vector<std::string>& texts) {
                     for (const std::string& text : texts) {
                       overrides.push_back({text, "", true, "--unset " + text});
                     }
                   },
                   "Take a part out of the spec; may be repeated",
                   {.type = "PATH", .at_once = true});
}

void add_verbosity(OptionSet& options, Verbosity& verbosity) {
  options.flag("-q,--quiet", verbosity.quiet,
               "Nothing on standard error but errors; goes before --verbose",
               {.environment = "AIMODEL_QUIET"});
  options.flag("-v,--verbose", verbosity.verbose,
               "Also say on standard error how files were read and what is being done",
               {.environment = "AIMODEL_VERBOSE"});
}

void note(const Verbosity& verbosity, const std::string& line) {
  if (!verbosity.quiet) print_error(printable(line) + "\n");
}

void note_waiting(const Verbosity& verbosity, const std::vector<std::string>& paths) {
  if (std::ranges::find(paths, "-") == paths.end() || !is_terminal(STDIN_FILENO)) return;
  note(verbosity, from_program("waiting for input from the terminal; Ctrl-D ends it"));
}

void suggest_next(const Verbosity& verbosity, const std::vector<std::string>& commands) {
  if (!is_terminal(STDERR_FILENO)) return;
  for (const std::string& command : commands) note(verbosity, from_program("next: " + command));
}

Messages messages(const Verbosity& verbosity) {
  Messages::Receiver debug;
  if (verbosity.verbose && !verbosity.quiet) {
    debug = [](const std::string& line) { print_error(printable(line) + "\n"); };
  }
  return {[verbosity](const std::string& line) { note(verbosity, line); }, debug};
}

void print_error(const std::string& text) {
  print_control(printable_lines(text));
}

void print_control(const std::string& text) {
  std::fputs(text.c_str(), stderr);
  std::fflush(stderr);
}

void check_one_stream(const std::string& model, const std::string& data) {
  if (model != "-" || data != "-") return;
  throw Error(Exit::usage, "", "- stands for both the model and the data",
              "standard input can be read once: give one of them as a file");
}

void print_document(const Json& document) {
  print(document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

void print(const std::string& text) {
  const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  if (!written || std::fflush(stdout) != 0) {
    throw Error(Exit::run, "<stdout>", std::string("cannot write: ") + std::strerror(errno));
  }
}

}  // namespace aimodel
