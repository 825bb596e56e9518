#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "command.h"
#include "profile/profile.h"
#include "report/table.h"
#include "spec/spec.h"

namespace aimodel {

struct InspectOptions {
  std::vector<std::string> what;
  std::string target;
  bool spec = false;
  bool schema_given = false;
  std::string schema;
  bool system = false;
  OutputOptions output;
  DataOptions data;
  std::vector<Override> overrides;
  std::vector<std::string> require;
  Verbosity verbosity;
};

int run_inspect(const InspectOptions& options);

// What a file turns out to be when it is opened.
enum class FileKind { csv, spec, model };
FileKind file_kind(const std::string& path);

// What one call prints: a document for machines, or a line and tables for people. csv, tsv and
// jsonl print the table that is the matter itself.
struct Report {
  Json document = Json::object();
  std::string heading;
  std::vector<Table> tables;
  size_t matter = 0;
  std::vector<std::string> failures;  // of --require
};
Report make_report(const char* kind);
void print_report(const Report& report, const OutputOptions& output);

Report inspect_csv(const InspectOptions& options, const std::string& path);
Report compare_csv(const InspectOptions& options, const std::string& before,
                   const std::string& after);
Report compare_model_csv(const InspectOptions& options, const std::string& model,
                         const std::string& data);
std::string csv_heading(const Profile& profile);
int print_starter_spec(const InspectOptions& options, const std::string& path);
Report inspect_spec(const InspectOptions& options, const std::string& path,
                    const std::string& data);
Report compare_specs(const InspectOptions& options, const std::string& before,
                     const std::string& after);
Report inspect_model(const std::string& path);
Report compare_models(const std::string& before, const std::string& after);
Report inspect_system();
int print_schema(const std::string& name);

// Differences of two JSON values as a table, and for machines.
Table difference_table(const std::string& title, const Json& before, const Json& after);
Json differences_json(const Json& before, const Json& after);

}  // namespace aimodel
