// `inspect --spec`.
#include <filesystem>
#include <system_error>

#include <fmt/format.h>
#include <unistd.h>

#include "base/json.h"
#include "base/json_text.h"
#include "base/names.h"
#include "base/screen.h"
#include "base/text.h"
#include "inspect_command.h"
#include "profile/profile_csv.h"
#include "profile/profile_notes.h"
#include "profile/starter_spec.h"

namespace aimodel {

namespace {

// Where editors find the schema of specs: beside an installed program. "" where it is not there.
std::string schema_address() {
  std::error_code none;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", none);
  const auto schema = program.parent_path().parent_path() / "share/aimodel/schemas/spec.json";
  return std::filesystem::exists(schema, none) ? "file://" + schema.string() : "";
}

void suggest_training(const InspectCommand& command, const std::string& path) {
  const std::string data = path == "-" ? "rows.csv" : shell_word(path);
  const std::string train = fmt::format("aimodel train spec.json {} -o {}", data,
                                        shell_word(command.targets[0] + ".model"));
  if (!is_terminal(STDOUT_FILENO)) return suggest_next(command.verbosity, {train});
  std::string targets;
  for (const std::string& target : command.targets) targets += " --target " + shell_word(target);
  const std::string again = fmt::format("aimodel inspect {}{} --spec > spec.json", data, targets);
  suggest_next(command.verbosity, {again, train});
}

}  // namespace

int print_starter_spec(const InspectCommand& command, const std::string& path) {
  const CsvFormat format = command.data.format(CsvFormat{});
  const std::string& wanted = command.output.format;
  const bool is_json = wanted == "json" || wanted == "text";
  if (!is_json && option_source("--format", "AIMODEL_FORMAT", wanted) == "--format") {
    throw Error(Exit::usage, "", "--spec prints JSON as it is", "leave out --format");
  }
  if (command.targets.empty()) {
    const CsvReader reader(path, format);
    throw Error(Exit::usage, "", "--spec needs --target COLUMN: what is to be predicted",
                "columns: " + join(reader.header(), ", "));
  }
  if (command.targets.size() > 1 && path == "-") {
    throw wrong_use("with several targets the rows are read several times, and standard input once",
                    "give the rows as a file");
  }
  std::vector<Profile> profiles;
  for (const std::string& target : command.targets) {
    profiles.push_back(
        profile_csv(path, format, {.target = target, .on_bad_row = command.on_bad_row()}));
  }
  const Profile& profile = profiles[0];
  for (const std::string& remark : profile.remarks) note(command.verbosity, path + ": " + remark);
  if (profile.bad.count > 0) note(command.verbosity, path + ": " + bad_rows_note(profile));
  const StarterSpec starter = starter_spec(profiles, command.targets, format);
  for (const Profile& one : profiles) {
    if (one.missing_targets.empty()) continue;
    note(command.verbosity, path + ": " + missing_targets_note(one));
  }
  for (const std::string& line : starter.notes) note(command.verbosity, path + ": " + line);
  Json spec = Json::object();
  if (const std::string schema = schema_address(); !schema.empty()) spec["$schema"] = schema;
  spec.update(starter.spec);
  print(json_text(spec) + "\n");
  suggest_training(command, path);
  return 0;
}

}  // namespace aimodel
