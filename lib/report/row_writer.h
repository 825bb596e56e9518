#pragma once

#include <memory>
#include <string>
#include <vector>

#include "report/format.h"
#include "report/value.h"

namespace aimodel {

// Rows one at a time, for results of unknown length: the header comes with the first, json is
// closed by end().
class RowWriter {
 public:
  virtual ~RowWriter() = default;
  virtual void write(const std::vector<Value>& row) = 0;  // appends to the text
  virtual void end() = 0;
  // Whether a row's text depends on that row alone. Then rows may be written by several writers,
  // and their texts put one behind the other: after begin() of one and go_on() of all others.
  virtual bool rows_stand_alone() const { return false; }
  virtual void begin() {}  // what comes before the first row, where it was not written yet
  virtual void go_on() {}  // another one wrote that
  std::string text;        // what is written and not yet taken; the caller prints and clears it
};
std::unique_ptr<RowWriter> make_row_writer(std::vector<std::string> columns, Format format);

}  // namespace aimodel
