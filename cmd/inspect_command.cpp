#include "inspect_command.h"

namespace aimodel {

void declare_options(OptionSet& options, InspectCommand& command) {
  options.texts("WHAT", command.what,
                "A spec (and its data), a CSV file (or - for standard input), a model, or two of "
                "a kind to compare; a model and a CSV file, or two CSV files: drift, how far the "
                "values have moved",
                {.type = "WHAT"});
  options.group("What is asked");
  options.texts("--target", command.targets,
                "Column to be predicted: its balance, and what leaks it", {.type = "COLUMN"});
  options.flag("--spec", command.spec, "Print a spec to begin with, for the CSV file and --target");
  options.on_text("--schema",
                  [&command](const std::string& name) {
                    command.schema_given = true;
                    command.schema = name;
                  },
                  "Print a schema, as in spec, layers/dense or dense; without a name list them",
                  {.type = "NAME", .bare = true, .at_once = true});
  options.texts("--require", command.require,
                "Exit with 7 unless this holds of the drift, as in 'drift<0.1' (the largest "
                "stability index of a column that has changed), 'drift.COLUMN<0.1' or "
                "'changed_columns<=2'; may be repeated",
                {.type = "CONDITION"});
  options.flag("--system", command.system, "Print version, build, libraries, processor and memory");
  add_overrides(options, command.overrides);
  add_data_options(options, command.data);
  options.group("Output");
  options.whole_number("--top", command.top, 1, 1000000,
                       "Show the N most telling lines of each table and count the others "
                       "(default: all; on a terminal, of rows and of what differs, as many as it "
                       "has room for)");
  add_output(options, command.output);
  add_verbosity(options, command.verbosity);
  options.footer(
      "Examples:\n"
      "  aimodel inspect rows.csv --target y\n"
      "  aimodel inspect rows.csv --target y --spec > spec.json\n"
      "  aimodel inspect spec.json rows.csv\n"
      "  aimodel inspect y.model new.csv --require 'drift<0.1'\n"
      "  aimodel inspect old.model new.model");
}

Error wrong_use(const std::string& what, const std::string& hint) {
  return Error(Exit::usage, "", what, hint);
}

}  // namespace aimodel
