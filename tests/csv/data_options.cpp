#include "csv/data_options.h"

#include <doctest/doctest.h>

using namespace aimodel;

using Texts = std::vector<std::string>;

TEST_CASE("options that say nothing leave the format as it is") {
  CsvFormat format;
  format.delimiter = ';';
  format.missing = {"-"};
  format.skip_missing_targets = true;
  const CsvFormat same = DataOptions().format(format);
  CHECK(same.delimiter == ';');
  CHECK(same.missing == Texts{"-"});
  CHECK(same.skip_missing_targets);
  CHECK_FALSE(DataOptions().says_format());
}

TEST_CASE("texts for missing values are added to those of the format, or take their place") {
  CsvFormat format;
  format.missing = {"", "NA"};
  DataOptions options;
  options.missing = {"NA", "none"};
  CHECK(options.format(format).missing == Texts{"", "NA", "none"});
  options.missing = {"", "none"};  // who adds the empty cell means it and no word
  CHECK(options.format(format).missing == Texts{"", "none"});
  options.missing_only = Texts{"?"};
  CHECK(options.format(format).missing == Texts{"?", "", "none"});
  CHECK(options.says_format());
  CHECK_FALSE(options.says_csv());
}

TEST_CASE("what holds for CSV alone is known, and so is what becomes of bad rows") {
  DataOptions options;
  CHECK(options.policy() == OnBadRow::fail);
  options.on_bad_row = "mark";
  options.skip_lines = 0;
  CHECK(options.policy() == OnBadRow::mark);
  CHECK(options.says_csv());
  CHECK(options.format(CsvFormat{}).skip_lines == 0);
}
