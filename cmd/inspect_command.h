#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "command.h"

namespace aimodel {

// What the command line of `inspect` says.
struct InspectCommand {
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

  // Rows that cannot be read are left out and counted, unless they are not to be.
  OnBadRow on_bad_row() const {
    return data.on_bad_row == "fail" ? OnBadRow::fail : OnBadRow::skip;
  }
};

// Declares its options, group by group as --help shows them.
void declare_options(OptionSet& options, InspectCommand& command);

// An error of usage.
Error wrong_use(const std::string& what, const std::string& hint);

// `inspect --spec`: prints a starter spec for the rows of a file, and says what its reader should know.
int print_starter_spec(const InspectCommand& command, const std::string& path);

}  // namespace aimodel
