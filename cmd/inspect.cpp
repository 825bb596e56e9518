#include <algorithm>

#include <fmt/format.h>
#include <unistd.h>

#include "base/error.h"
#include "base/json_text.h"
#include "base/names.h"
#include "base/screen.h"
#include "base/text.h"
#include "command.h"
#include "model/drift_report.h"
#include "model/file_kind.h"
#include "model/model_report.h"
#include "model/system_report.h"
#include "profile/profile_csv.h"
#include "profile/profile_notes.h"
#include "profile/profile_report.h"
#include "profile/starter_spec.h"
#include "report/fit.h"
#include "spec/schema.h"
#include "train/spec_report.h"

namespace aimodel {

namespace {

struct InspectOptions {
  std::vector<std::string> what;
  std::vector<std::string> targets;
  bool spec = false;
  bool schema_given = false;
  std::string schema;
  bool system = false;
  OutputOptions output;
  DataOptions data;
  std::vector<Override> overrides;
  std::vector<std::string> require;
  int64_t top = 0;
  Verbosity verbosity;
};

Error wrong_use(const std::string& what, const std::string& hint) {
  return Error(Exit::usage, "", what, hint);
}

const char* name_of(FileKind kind) {
  return kind == FileKind::csv ? "CSV file" : kind == FileKind::spec ? "spec" : "model";
}

// An option that would be ignored is refused.
void check_options(const InspectOptions& options, const std::vector<FileKind>& kinds) {
  const bool only_csv =
      std::ranges::all_of(kinds, [](FileKind kind) { return kind == FileKind::csv; });
  const bool any_spec = std::ranges::find(kinds, FileKind::spec) != kinds.end();
  if (options.targets.size() > 1 && !options.spec) {
    throw wrong_use("one --target at a time, but for --spec", "");
  }
  if (!options.targets.empty() && (!only_csv || kinds.size() != 1)) {
    throw wrong_use("--target is for one CSV file", "as in aimodel inspect rows.csv --target y");
  }
  if (options.spec && !only_csv) {
    throw wrong_use("--spec writes a spec for a CSV file",
                    "as in aimodel inspect rows.csv --target y --spec");
  }
  if (options.spec && kinds.size() != 1) throw wrong_use("--spec takes one CSV file", "");
  if (!options.overrides.empty() && !any_spec) {
    throw wrong_use("--set and --unset are for specs", "");
  }
  const bool spec_with_data = any_spec && (kinds.size() == 1 || kinds[1] == FileKind::csv);
  const bool drift = kinds.size() == 2 && kinds[1] == FileKind::csv && !any_spec;
  if (!options.require.empty() && !drift) {
    throw wrong_use("--require asks for drift: it is for two CSV files, or a model and a CSV file",
                    "as in aimodel inspect y.model new.csv --require 'drift<0.1'");
  }
  const bool reads_csv = only_csv || spec_with_data || drift;
  const DataOptions& data = options.data;
  if (!reads_csv && data.says_format()) {
    throw wrong_use("options that say how a CSV file is read are for CSV files", "");
  }
  if (!data.on_bad_row.empty() && !reads_csv) {
    throw wrong_use("--on-bad-row is for CSV files", "");
  }
}

Profile profile_of(const InspectOptions& options, const std::string& path,
                   const std::string& target) {
  const bool fail = options.data.on_bad_row == "fail";
  return profile_csv(path, options.data.format(CsvFormat{}),
                     {.target = target, .on_bad_row = fail ? OnBadRow::fail : OnBadRow::skip});
}

bool for_people(const InspectOptions& options) {
  const Format format = options.output.chosen();
  return format == Format::text || format == Format::md;
}

Report inspect_one(const InspectOptions& options, FileKind kind, const std::string& path) {
  if (kind == FileKind::model) return model_report(*read_model(path), path);
  if (kind == FileKind::spec) {
    return spec_report(Spec::read(path, options.overrides), path, "", options.data,
                       messages(options.verbosity));
  }
  const std::string name = options.targets.empty() ? "" : options.targets[0];
  const Profile profile = profile_of(options, path, name);
  const ColumnProfile* target = name.empty() ? nullptr : profile.find(name);
  return profile_report(profile, target, for_people(options));
}

Report inspect_two(const InspectOptions& options, FileKind first, FileKind second,
                   const std::vector<Gate>& gates) {
  const std::string &before = options.what[0], &after = options.what[1];
  if (first == FileKind::spec && second == FileKind::csv) {
    return spec_report(Spec::read(before, options.overrides), before, after, options.data,
                       messages(options.verbosity));
  }
  if (first == FileKind::model && second == FileKind::csv) {
    return drift_report(*read_model(before), before, after, options.data, gates);
  }
  if (first != second) {
    const std::string hint = first == FileKind::csv && second == FileKind::model
                                 ? "the model comes first: aimodel inspect MODEL DATA"
                             : first == FileKind::csv && second == FileKind::spec
                                 ? "the spec comes first: aimodel inspect SPEC DATA"
                                 : "give two files of one kind";
    throw wrong_use(
        fmt::format("a {} and a {} cannot be compared", name_of(first), name_of(second)), hint);
  }
  if (first == FileKind::csv) {
    const CsvFormat format = options.data.format(CsvFormat{});
    const Profile earlier = profile_csv(before, format), later = profile_csv(after, format);
    return drift_report(earlier, later, gates);
  }
  if (first == FileKind::spec) {
    const Spec earlier = Spec::read(before, options.overrides),
               later = Spec::read(after, options.overrides);
    return spec_difference_report(earlier, later, before, after, for_people(options));
  }
  const std::unique_ptr<Model> earlier = read_model(before), later = read_model(after);
  return model_difference_report(*earlier, *later, before, after);
}

void suggest_training(const InspectOptions& options, const std::string& path) {
  const std::string data = path == "-" ? "rows.csv" : shell_word(path);
  const std::string train = fmt::format("aimodel train spec.json {} -o {}", data,
                                        shell_word(options.targets[0] + ".model"));
  if (!is_terminal(STDOUT_FILENO)) return suggest_next(options.verbosity, {train});
  std::string targets;
  for (const std::string& target : options.targets) targets += " --target " + shell_word(target);
  const std::string again = fmt::format("aimodel inspect {}{} --spec > spec.json", data, targets);
  suggest_next(options.verbosity, {again, train});
}

int print_starter_spec(const InspectOptions& options, const std::string& path) {
  const CsvFormat format = options.data.format(CsvFormat{});
  const std::string& wanted = options.output.format;
  const bool is_json = wanted == "json" || wanted == "text";
  if (!is_json && option_source("--format", "AIMODEL_FORMAT", wanted) == "--format") {
    throw Error(Exit::usage, "", "--spec prints JSON as it is", "leave out --format");
  }
  if (options.targets.empty()) {
    const CsvReader reader(path, format);
    throw Error(Exit::usage, "", "--spec needs --target COLUMN: what is to be predicted",
                "columns: " + join(reader.header(), ", "));
  }
  if (options.targets.size() > 1 && path == "-") {
    throw wrong_use("with several targets the rows are read several times, and standard input once",
                    "give the rows as a file");
  }
  std::vector<Profile> profiles;
  for (const std::string& target : options.targets) {
    profiles.push_back(profile_of(options, path, target));
  }
  const Profile& profile = profiles[0];
  for (const std::string& remark : profile.remarks) note(options.verbosity, path + ": " + remark);
  if (profile.bad.count > 0) note(options.verbosity, path + ": " + bad_rows_note(profile));
  const StarterSpec starter = starter_spec(profiles, options.targets, format);
  for (const Profile& one : profiles) {
    if (one.missing_targets.empty()) continue;
    note(options.verbosity, path + ": " + missing_targets_note(one));
  }
  for (const std::string& line : starter.notes) note(options.verbosity, path + ": " + line);
  print(json_text(starter.spec) + "\n");
  suggest_training(options, path);
  return 0;
}

int print_schema(const std::string& name) {
  const std::vector<std::string> names = schema_names();
  if (std::ranges::find(names, name) != names.end()) {
    print(std::string(schema_text(name)));
    return 0;
  }
  std::vector<std::string> found;
  for (const std::string& full : names) {
    if (!name.empty() && full.ends_with("/" + name)) found.push_back(full);
  }
  if (found.size() == 1) {
    print(std::string(schema_text(found[0])));
    return 0;
  }
  if (found.size() > 1) {
    throw wrong_use(fmt::format("schema {} is not unique", quote(name)),
                    "one of " + join(found, ", "));
  }
  if (name.empty()) {
    print(join(names, "\n") + "\n");
    return 0;
  }
  std::vector<std::string> known = names;
  for (const std::string& full : names) known.push_back(full.substr(full.rfind('/') + 1));
  const auto near = nearest(name, known);
  throw wrong_use("unknown schema " + quote(name), near ? "did you mean " + quote(*near) + "?"
                                                        : "aimodel inspect --schema lists them");
}

// Prints a report: of its tables what --top leaves, else on a terminal what it has room for where
// there is a line for each column of a file, or for each difference.
void show(const InspectOptions& options, const std::vector<FileKind>& kinds, Report report) {
  if (options.top > 0) {
    for (Table& table : report.tables) keep_telling(table, static_cast<size_t>(options.top));
  }
  const Format format = options.output.chosen();
  if (format == Format::text && is_terminal(STDOUT_FILENO)) {
    constexpr size_t kWidth = 80, kHeight = 24;
    const size_t width = screen_width(STDOUT_FILENO, kWidth);
    const bool many = kinds.size() == 2 || kinds[0] == FileKind::csv;
    if (many && options.top == 0) {
      fit_screen(report, width, screen_height(STDOUT_FILENO, kHeight));
    } else {
      for (Table& table : report.tables) shorten_names(table, width);
    }
  }
  print(render(report, format));
}

int run_inspect(const InspectOptions& options) {
  const int questions =
      (options.what.empty() ? 0 : 1) + (options.schema_given ? 1 : 0) + (options.system ? 1 : 0);
  if (questions == 0) {
    throw wrong_use("nothing to inspect",
                    "name a spec, a CSV file or a model, or give --schema or --system");
  }
  if (questions > 1) throw wrong_use("--schema, --system and files go one at a time", "");
  if (options.schema_given) return print_schema(options.schema);
  if (options.system) {
    print(render(system_report(), options.output.chosen()));
    return 0;
  }
  if (options.what.size() > 2) {
    throw wrong_use(fmt::format("{} files were given", options.what.size()),
                    "inspect takes one, or two to compare");
  }
  if (options.what.size() == 2 && options.what[0] == "-" && options.what[1] == "-") {
    throw wrong_use("- is given more than once",
                    "standard input can be read once: give the other as a file");
  }
  if (options.top > 0 && (!for_people(options) || options.spec)) {
    throw wrong_use("--top is for tables that people read", "--format text or md");
  }
  note_waiting(options.verbosity, options.what);
  std::vector<FileKind> kinds;
  for (const std::string& path : options.what) kinds.push_back(file_kind(path));
  check_options(options, kinds);
  if (options.spec) return print_starter_spec(options, options.what[0]);
  const std::vector<Gate> gates = parse_gates(options.require);  // before any work is done
  const Report report = kinds.size() == 1 ? inspect_one(options, kinds[0], options.what[0])
                                          : inspect_two(options, kinds[0], kinds[1], gates);
  show(options, kinds, report);
  for (const std::string& failure : report.failures) print_error(from_program(failure) + "\n");
  return static_cast<int>(report.failures.empty() ? Exit::done : Exit::gate);
}

}  // namespace

Run declare_inspect(OptionSet& options) {
  const auto command = std::make_shared<InspectOptions>();
  options.texts("WHAT", command->what,
                "A spec (and its data), a CSV file (or - for standard input), a model, or two of "
                "a kind to compare; a model and a CSV file, or two CSV files: drift, how far the "
                "values have moved",
                {.type = "WHAT"});
  options.group("What is asked");
  options.texts("--target", command->targets,
                "Column to be predicted: its balance, and what leaks it", {.type = "COLUMN"});
  options.flag("--spec", command->spec,
               "Print a spec to begin with, for the CSV file and --target");
  options.on_text("--schema",
                  [command](const std::string& name) {
                    command->schema_given = true;
                    command->schema = name;
                  },
                  "Print a schema, as in spec, layers/dense or dense; without a name list them",
                  {.type = "NAME", .bare = true, .at_once = true});
  options.texts("--require", command->require,
                "Exit with 7 unless this holds of the drift, as in 'drift<0.1' (the largest "
                "stability index of a column that has changed), 'drift.COLUMN<0.1' or "
                "'changed_columns<=2'; may be repeated",
                {.type = "CONDITION"});
  options.flag("--system", command->system,
               "Print version, build, libraries, processor and memory");
  add_overrides(options, command->overrides);
  add_data_options(options, command->data);
  options.group("Output");
  options.whole_number("--top", command->top, 1, 1000000,
                       "Show the N most telling lines of each table and count the others "
                       "(default: all; on a terminal, of rows and of what differs, as many as it "
                       "has room for)");
  add_output(options, command->output);
  add_verbosity(options, command->verbosity);
  options.footer(
      "Examples:\n"
      "  aimodel inspect rows.csv --target y\n"
      "  aimodel inspect rows.csv --target y --spec > spec.json\n"
      "  aimodel inspect spec.json rows.csv\n"
      "  aimodel inspect y.model new.csv --require 'drift<0.1'\n"
      "  aimodel inspect old.model new.model");
  return [command] { return run_inspect(*command); };
}

}  // namespace aimodel
