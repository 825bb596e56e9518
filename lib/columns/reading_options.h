#pragma once

#include "csv/csv_format.h"
#include "csv/date_reading_fit.h"
#include "csv/number_style.h"
#include "spec/options.h"

namespace aimodel {

// What a spec says of how a file and its cells are read.

// Of its "data".
CsvFormat csv_format(const Options& data_options);
// Of an input group or an output of numbers.
NumberStyle number_style(const Options& options);
// Of an input group of dates: its "order" and "unit", where they are no "auto".
DateReadingFit date_reading_fit(const Options& options);

}  // namespace aimodel
