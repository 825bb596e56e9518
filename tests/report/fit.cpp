#include "report/fit.h"

#include <doctest/doctest.h>

#include "base/text.h"

using namespace aimodel;

namespace {

Table names(size_t count) {
  Table table{"Numbers", {"column", "mean"}, {}};
  for (size_t i = 0; i < count; ++i) table.add({"name_" + std::to_string(i), 1.5});
  return table;
}

}  // namespace

TEST_CASE("the most telling rows stay in their places, and the others are counted") {
  Table table = names(5);
  table.telling = {3, 1, 4, 0, 2};
  keep_telling(table, 2);
  CHECK(render(table, Format::text) ==
        "Numbers\ncolumn  mean\n------  ----\nname_1   1.5\nname_3   1.5\n"
        "... and 3 more; --top 5 shows all\n");
  CHECK(render(table, Format::md).ends_with("|\n\n... and 3 more; --top 5 shows all\n"));
  CHECK(render(table, Format::csv) == "column,mean\nname_1,1.5\nname_3,1.5\n");
}

TEST_CASE("a table that has no more rows than that stays as it is") {
  Table table = names(5);
  keep_telling(table, 5);
  CHECK(table.rows.size() == 5);
  CHECK(table.rest.empty());
  keep_telling(table, 4);
  CHECK(to_text(table.rows[3][0]) == "name_3");
}

TEST_CASE("names are cut in the middle where a table is too wide, and no further than needed") {
  Table table{"",
              {"column", "mean"},
              {{std::string("the_first_of_many_measurements"), 1.5},
               {std::string("größe_größe_größe_größe_größe"), 2.5},
               {std::string("short"), 3.5}}};
  Table wide = table;
  shorten_names(wide, 36);
  CHECK(to_text(wide.rows[0][0]) == "the_first_of_many_measurements");
  Table narrow = table;
  shorten_names(narrow, 30);
  CHECK(to_text(narrow.rows[0][0]) == "the_first_o...asurements");
  CHECK(to_text(narrow.rows[1][0]) == "größe_größe...röße_größe");
  CHECK(to_text(narrow.rows[2][0]) == "short");
  CHECK(render(narrow, Format::text).find("mean") ==
        std::string("the_first_o...asurements  ").size());
}

TEST_CASE("names that are alike are cut where they stay apart") {
  Table table{"", {"column", "mean"}, {}};
  for (int i = 8; i < 12; ++i) {
    table.add({"a_long_name_of_measurement_" + std::to_string(i) + "_of_very_many", 1.5});
  }
  shorten_names(table, 24);
  CHECK(to_text(table.rows[0][0]) == "a...8_of_very_many");
  CHECK(to_text(table.rows[3][0]) == "a...1_of_very_many");
}

TEST_CASE("a report fits a screen: of each table as many rows as there is room for") {
  Report report;
  report.heading = "rows.csv: 100 rows";
  report.tables = {names(200), names(2)};
  for (const size_t height : {20, 30, 60}) {
    Report cut = report;
    fit_screen(cut, 80, height);
    CHECK(split(render(cut, Format::text), '\n').size() == height);
    CHECK(cut.tables[1].rows.size() == 2);
  }
  Report all = report;
  fit_screen(all, 80, 300);
  CHECK(all.tables[0].rows.size() == 200);
  CHECK(all.tables[0].rest.empty());
  Report small = report;
  fit_screen(small, 80, 5);
  CHECK(small.tables[0].rows.size() == 3);
}
