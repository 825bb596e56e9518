#include <algorithm>

#include <fmt/format.h>
#include <unistd.h>

#include "base/error.h"
#include "base/names.h"
#include "base/screen.h"
#include "base/text.h"
#include "inspect_command.h"
#include "model/drift_report.h"
#include "model/file_kind.h"
#include "model/model_report.h"
#include "model/system_report.h"
#include "profile/profile_csv.h"
#include "profile/profile_report.h"
#include "profile/starter_spec.h"
#include "report/fit.h"
#include "spec/schema.h"
#include "train/spec_report.h"

namespace aimodel {

namespace {

const char* name_of(FileKind kind) {
  return kind == FileKind::csv ? "CSV file" : kind == FileKind::spec ? "spec" : "model";
}

// An option that would be ignored is refused.
void check_options(const InspectCommand& options, const std::vector<FileKind>& kinds) {
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

bool for_people(const InspectCommand& options) {
  const Format format = options.output.chosen();
  return format == Format::text || format == Format::md;
}

Report inspect_one(const InspectCommand& options, FileKind kind, const std::string& path) {
  if (kind == FileKind::model) return model_report(*read_model(path), path);
  if (kind == FileKind::spec) {
    return spec_report(Spec::read(path, options.overrides), path, "", options.data,
                       messages(options.verbosity));
  }
  const std::string name = options.targets.empty() ? "" : options.targets[0];
  const Profile profile = profile_csv(path, options.data.format(CsvFormat{}),
                                      {.target = name, .on_bad_row = options.on_bad_row()});
  const ColumnProfile* target = name.empty() ? nullptr : profile.find(name);
  return profile_report(profile, target, for_people(options));
}

Report inspect_two(const InspectCommand& options, FileKind first, FileKind second,
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
void show(const InspectCommand& options, const std::vector<FileKind>& kinds, Report report) {
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

int run_inspect(const InspectCommand& options) {
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
  const auto command = std::make_shared<InspectCommand>();
  declare_options(options, *command);
  return [command] { return run_inspect(*command); };
}

}  // namespace aimodel
