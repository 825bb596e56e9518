#pragma once

#include <functional>
#include <string>
#include <vector>

#include "explain/method.h"
#include "explain/row_report.h"
#include "stored_rows.h"

namespace aimodel {

// Which rows of a file are explained.
struct RowChoice {
  std::string split;               // "train", "validation", "test", or "" for all
  int64_t row = 0;                 // its number in the file, counted from 1; 0: any
  std::vector<std::string> where;  // "column=value": those in which it is so
};

// A condition, read. Throws Error (usage) where it is none.
struct Condition {
  std::string column, value;
};
Condition parse_condition(const std::string& text);

// The numbers of the rows, ascending. Throws Error (data) where there are none.
std::vector<uint32_t> chosen_rows(const StoredRows& rows, const RowChoice& choice,
                                  const Model& model);

// Some rows, encoded.
Dataset gather(const StoredRows& rows, const std::vector<uint32_t>& chosen, const Model& model,
               bool with_targets, EncodingNotes* notes = nullptr);

// Explains rows piece by piece and hands on each row with what is shown of it; memory does not grow
// with the rows. Returns what there is to be said of all of them, without the rows.
using ShowRow = std::function<void(const Explanation& piece, size_t index, const ShownRow& shown)>;
Explanation explain_rows(const StoredRows& rows, const std::vector<uint32_t>& chosen,
                         const Method& method, const Model& model, const Dataset& background,
                         const Target& target, const Random& random, const RowFormat& format,
                         int64_t threads, EncodingNotes& notes, const ShowRow& show);

}  // namespace aimodel
