#include "report/report.h"

#include <doctest/doctest.h>

using namespace aimodel;

namespace {

Report two_tables() {
  Report report = make_report("test");
  report.heading = "rows.csv: *2* rows\n- the second line";
  report.tables = {{"First", {"a"}, {{int64_t{1}}}}, {"Second", {"b"}, {{int64_t{2}}}}};
  report.matter = 1;
  return report;
}

}  // namespace

TEST_CASE("people read the heading and every table, programs the one that matters") {
  const Report report = two_tables();
  CHECK(render(report, Format::text) ==
        "rows.csv: *2* rows\n- the second line\n\nFirst\na\n-\n1\n\nSecond\nb\n-\n2\n");
  CHECK(render(report, Format::csv) == "b\n2\n");
  CHECK(render(report, Format::json) ==
        "{\n  \"schema\": \"aimodel.inspect.v1\",\n  \"kind\": \"test\"\n}\n");
}

TEST_CASE("in Markdown a heading is text, not markup") {
  CHECK(render(two_tables(), Format::md)
            .starts_with("rows.csv: \\*2\\* rows\n\\- the second line\n\n### First\n"));
}

TEST_CASE("a report without tables is its heading, and nothing for programs") {
  Report report;
  report.heading = "all the same";
  CHECK(render(report, Format::text) == "all the same\n");
  CHECK(render(report, Format::tsv).empty());
}
