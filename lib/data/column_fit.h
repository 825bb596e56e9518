#pragma once

#include <memory>
#include <string>

#include "data/column.h"

namespace aimodel {

// What fitting a column sees.
struct Sample {
  const Options& options;  // of the input group or output
  const Frame& frame;
  const FrameColumn& cells;
  std::span<const uint32_t> rows;

  // A mistake in the rows as a whole: `column "age": ...`, at the file.
  Error error(const std::string& what, const std::string& hint = "") const;
};

// A mistake in one row's value, with file and line: `column "age": ...`.
Error value_error(const Frame& frame, uint32_t row, const std::string& column,
                  const std::string& what, const std::string& hint = "");

// What was stored of a column.
struct Stored {
  const Options& options;
  const std::string& name;
  const Json& state;
};

// Inputs, one file each.
std::unique_ptr<Column> fit_number(const Sample& sample);
std::unique_ptr<Column> restore_number(const Stored& stored);
std::unique_ptr<Column> fit_category(const Sample& sample);
std::unique_ptr<Column> restore_category(const Stored& stored);
std::unique_ptr<Column> fit_binary(const Sample& sample);
std::unique_ptr<Column> restore_binary(const Stored& stored);
std::unique_ptr<Column> fit_ordinal(const Sample& sample);
std::unique_ptr<Column> restore_ordinal(const Stored& stored);

// Outputs: classes are written as their index, labels() are the classes; numbers scaled.
std::unique_ptr<Column> fit_class_target(const Sample& sample);
std::unique_ptr<Column> restore_class_target(const Stored& stored);
std::unique_ptr<Column> fit_number_target(const Sample& sample);
std::unique_ptr<Column> restore_number_target(const Stored& stored);

}  // namespace aimodel
