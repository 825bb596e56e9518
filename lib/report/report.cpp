#include "report/report.h"

#include "base/json_text.h"
#include "base/terminal.h"
#include "base/text.h"
#include "report/cells.h"

namespace aimodel {

Report make_report(const char* kind) {
  Report report;
  report.document["schema"] = "aimodel.inspect.v1";
  report.document["kind"] = kind;
  return report;
}

std::string render(const Report& report, Format format) {
  if (format == Format::json) return json_text(report.document) + "\n";
  if (format != Format::text && format != Format::md) {
    return report.tables.empty() ? "" : render(report.tables[report.matter], format);
  }
  std::string heading;
  for (const std::string& line : split(report.heading, '\n')) {
    if (report.heading.empty()) break;
    heading += (format == Format::md ? markdown_paragraph(line) : printable(line)) + "\n";
  }
  const std::string tables = render(report.tables, format);
  return heading + (heading.empty() || tables.empty() ? "" : "\n") + tables;
}

}  // namespace aimodel
