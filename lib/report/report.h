#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "report/table.h"

namespace aimodel {

// What a command prints: a document for machines, or a heading and tables for people. csv, tsv and
// jsonl print one of the tables, which is the matter itself.
struct Report {
  Json document = Json::object();
  std::string heading{};  // lines
  std::vector<Table> tables{};
  size_t matter = 0;                    // of the tables
  std::vector<std::string> failures{};  // gates that were not met
};

// A report of `inspect`, whose document says which kind it is of.
Report make_report(const char* kind);

std::string render(const Report& report, Format format);

}  // namespace aimodel
