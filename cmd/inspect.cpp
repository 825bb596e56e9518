#include "inspect.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/blanks.h"
#include "base/file.h"
#include "base/json.h"
#include "base/terminal.h"
#include "base/text.h"
#include "gate.h"
#include "report/cells.h"
#include "spec/schema.h"

namespace aimodel {

namespace {

Error usage(const std::string& what, const std::string& hint) {
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
  if (!options.target.empty() && (!only_csv || kinds.size() != 1)) {
    throw usage("--target is for one CSV file", "as in aimodel inspect rows.csv --target y");
  }
  if (options.spec && !only_csv) {
    throw usage("--spec writes a spec for a CSV file",
                "as in aimodel inspect rows.csv --target y --spec");
  }
  if (options.spec && kinds.size() != 1) throw usage("--spec takes one CSV file", "");
  if (!options.overrides.empty() && !any_spec) {
    throw usage("--set and --unset are for specs", "");
  }
  const bool spec_with_data = any_spec && (kinds.size() == 1 || kinds[1] == FileKind::csv);
  const bool drift = kinds.size() == 2 && kinds[1] == FileKind::csv && !any_spec;
  if (!options.require.empty() && !drift) {
    throw usage("--require asks for drift: it is for two CSV files, or a model and a CSV file",
                "as in aimodel inspect y.model new.csv --require 'drift<0.1'");
  }
  const bool reads_csv = only_csv || spec_with_data || drift;
  const DataOptions& data = options.data;
  if (!reads_csv && data.says_format()) {
    throw usage("options that say how a CSV file is read are for CSV files", "");
  }
  if (!data.on_bad_row.empty() && !reads_csv) {
    throw usage("--on-bad-row is for CSV files", "");
  }
}

Report inspect_files(const InspectOptions& options, const std::vector<FileKind>& kinds) {
  const std::vector<std::string>& what = options.what;
  if (kinds.size() == 1) {
    switch (kinds[0]) {
      case FileKind::csv:
        return inspect_csv(options, what[0]);
      case FileKind::spec:
        return inspect_spec(options, what[0], "");
      case FileKind::model:
        return inspect_model(what[0]);
    }
  }
  if (kinds[0] == FileKind::spec && kinds[1] == FileKind::csv) {
    return inspect_spec(options, what[0], what[1]);
  }
  if (kinds[0] == FileKind::model && kinds[1] == FileKind::csv) {
    return compare_model_csv(options, what[0], what[1]);
  }
  if (kinds[0] != kinds[1]) {
    const std::string hint = kinds[0] == FileKind::csv && kinds[1] == FileKind::model
                                 ? "the model comes first: aimodel inspect MODEL DATA"
                             : kinds[0] == FileKind::csv && kinds[1] == FileKind::spec
                                 ? "the spec comes first: aimodel inspect SPEC DATA"
                                 : "give two files of one kind";
    throw usage(
        fmt::format("a {} and a {} cannot be compared", name_of(kinds[0]), name_of(kinds[1])),
        hint);
  }
  switch (kinds[0]) {
    case FileKind::csv:
      return compare_csv(options, what[0], what[1]);
    case FileKind::spec:
      return compare_specs(options, what[0], what[1]);
    case FileKind::model:
      break;
  }
  return compare_models(what[0], what[1]);
}

}  // namespace

namespace {

// Whether a text that begins with a brace is JSON Lines: its first line is a whole object, not of a
// spec, and the next one begins with a brace, too, unless the file says so by its name.
bool holds_rows(std::string_view text, std::string path) {
  if (path.ends_with(".gz")) path.resize(path.size() - 3);
  if (path.ends_with(".jsonl") || path.ends_with(".ndjson")) return true;
  const size_t end = text.find('\n');
  const Json first = Json::parse(text.substr(0, end), nullptr, false);
  if (!first.is_object() || first.contains("inputs") || first.contains("outputs")) return false;
  const std::string_view next =
      end == std::string_view::npos ? std::string_view() : trimmed_lines(text.substr(end));
  return next.empty() ? !path.ends_with(".json") : next.starts_with('{');
}

}  // namespace

FileKind file_kind(const std::string& path) {
  if (path == "-") return FileKind::csv;
  const Exit code = path.ends_with(".json")    ? Exit::spec
                    : path.ends_with(".model") ? Exit::model
                                               : Exit::data;
  std::array<char, 65536> buffer{};
  size_t size = 0;
  const std::unique_ptr<ByteSource> source = open_bytes(path, code);
  while (size < buffer.size()) {
    const size_t got = source->read(buffer.data() + size, buffer.size() - size);
    if (got == 0) break;
    size += got;
  }
  std::string_view text(buffer.data(), size);
  // safetensors: eight bytes with the length of the JSON header, little-endian, then the header.
  constexpr size_t kLength = 8;
  if (size > kLength && text[kLength] == '{' &&
      text.substr(4, 4) == std::string_view("\0\0\0\0", 4)) {
    return FileKind::model;
  }
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const size_t first = text.find_first_not_of(" \t\r\n");
  if (first != std::string_view::npos && text[first] == '{') {
    return holds_rows(text.substr(first), path) ? FileKind::csv : FileKind::spec;
  }
  // What is named like a spec or a model, and is none, is reported as a broken one.
  return code == Exit::spec    ? FileKind::spec
         : code == Exit::model ? FileKind::model
                               : FileKind::csv;
}

Report make_report(const char* kind) {
  Report report;
  report.document["schema"] = "aimodel.inspect.v1";
  report.document["kind"] = kind;
  return report;
}

void print_report(const Report& report, const OutputOptions& output) {
  const Format format = output.chosen();
  switch (format) {
    case Format::json:
      print(json_text(report.document) + "\n");
      break;
    case Format::text:
    case Format::md: {
      std::string heading;
      for (const std::string& line : split(report.heading, '\n')) {
        if (report.heading.empty()) break;
        heading += (format == Format::md ? markdown_paragraph(line) : printable(line)) + "\n";
      }
      const std::string tables = render(report.tables, format);
      print(heading + (heading.empty() || tables.empty() ? "" : "\n") + tables);
      break;
    }
    default:
      if (report.tables.empty()) break;
      print(render(report.tables[report.matter], format));
  }
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
    throw usage(fmt::format("schema {} is not unique", quote(name)), "one of " + join(found, ", "));
  }
  if (name.empty()) {
    print(join(names, "\n") + "\n");
    return 0;
  }
  std::vector<std::string> known = names;
  for (const std::string& full : names) known.push_back(full.substr(full.rfind('/') + 1));
  const auto near = nearest(name, known);
  throw usage("unknown schema " + quote(name),
              near ? "did you mean " + quote(*near) + "?" : "aimodel inspect --schema lists them");
}

int run_inspect(const InspectOptions& options) {
  const int questions =
      (options.what.empty() ? 0 : 1) + (options.schema_given ? 1 : 0) + (options.system ? 1 : 0);
  if (questions == 0) {
    throw usage("nothing to inspect",
                "name a spec, a CSV file or a model, or give --schema or --system");
  }
  if (questions > 1) throw usage("--schema, --system and files go one at a time", "");
  if (options.schema_given) return print_schema(options.schema);
  if (options.system) {
    print_report(inspect_system(), options.output);
    return 0;
  }
  if (options.what.size() > 2) {
    throw usage(fmt::format("{} files were given", options.what.size()),
                "inspect takes one, or two to compare");
  }
  if (options.what.size() == 2 && options.what[0] == "-" && options.what[1] == "-") {
    throw usage("- is given more than once",
                "standard input can be read once: give the other as a file");
  }
  std::vector<FileKind> kinds;
  for (const std::string& path : options.what) kinds.push_back(file_kind(path));
  check_options(options, kinds);
  if (options.spec) return print_starter_spec(options, options.what[0]);
  for (const std::string& text : options.require) parse_gate(text);  // before any work is done
  const Report report = inspect_files(options, kinds);
  print_report(report, options.output);
  for (const std::string& failure : report.failures) print_error(failure + "\n");
  return static_cast<int>(report.failures.empty() ? Exit::done : Exit::gate);
}

Run declare_inspect(OptionSet& options) {
  const auto command = std::make_shared<InspectOptions>();
  options.texts("what", command->what,
                "A spec (and its data), a CSV file (or - for standard input), a model, or two of "
                "a kind to compare; a model and a CSV file, or two CSV files: drift, how far the "
                "values have moved",
                {.type = "WHAT"});
  options.text("--target", command->target,
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
  add_output(options, command->output);
  add_data_options(options, command->data);
  add_overrides(options, command->overrides);
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
