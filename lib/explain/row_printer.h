#pragma once

#include <functional>
#include <memory>
#include <string>

#include "explain/row_report.h"
#include "report/row_writer.h"

namespace aimodel {

// Writes explained rows, each as soon as it is there, but for JSON, which is one document: there
// they are collected.
class RowPrinter {
 public:
  RowPrinter(Format format, RowFormat shown_as, std::function<void(const std::string&)> write);

  void show(const Explanation& piece, size_t index, const ShownRow& shown);
  Json documents = Json::array();

 private:
  Format format_;
  RowFormat shown_as_;
  std::function<void(const std::string&)> write_;
  std::unique_ptr<RowWriter> writer_;  // from the first row on
};

}  // namespace aimodel
