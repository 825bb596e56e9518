#include "columns/reading_options.h"

#include <string>
#include <string_view>

#include "base/names.h"
#include "csv/number_blanks.h"

namespace aimodel {

CsvFormat csv_format(const Options& data_options) {
  CsvFormat format;
  set_delimiter(format, data_options.text("delimiter"));
  format.header = data_options.flag("header");
  if (data_options.has("comment")) format.comment = data_options.text("comment");
  format.skip_lines = data_options.integer("skip_lines");
  format.missing = data_options.texts("missing");
  format.skip_missing_targets = data_options.text("missing_target") == "skip";
  return format;
}

NumberStyle number_style(const Options& options) {
  NumberStyle style;
  style.decimal = options.text("decimal")[0];
  if (options.has("thousands")) style.thousands = options.text("thousands")[0];
  if (options.has("unit")) {
    std::string_view unit = style.unit = options.text("unit");
    strip_blanks(unit);
    style.unit = std::string(unit);
    if (style.unit.empty() || style.unit.find_first_of("0123456789,+-()") != std::string::npos) {
      throw options.error_at("unit", "a unit has no digits and signs of numbers (" +
                                         quote(options.text("unit")) + ")");
    }
  }
  style.minus_behind = options.text("minus") == "behind";
  style.magnitudes = options.flag("magnitudes");
  if (style.decimal == style.thousands) {
    throw options.error_at("thousands",
                           "the same mark stands before decimals and between thousands",
                           style.decimal == '.' ? "set \"decimal\": \",\" too" : "");
  }
  return style;
}

DateReadingFit date_reading_fit(const Options& options) {
  return {find_order(options.text("order")), find_unit(options.text("unit"))};
}

}  // namespace aimodel
