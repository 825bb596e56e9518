#pragma once

#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/json.h"
#include "columns/column.h"
#include "csv/support.h"
#include "spec/options.h"

namespace aimodel {

inline std::vector<uint32_t> all_rows(const Frame& frame) {
  std::vector<uint32_t> rows(static_cast<size_t>(frame.rows()));
  std::iota(rows.begin(), rows.end(), 0u);
  return rows;
}

// A column x of an input group, fitted to the rows of a text whose header is x.
struct Fitted {
  Options options;
  Frame frame;
  std::unique_ptr<Column> column;

  Fitted(const std::string& type, const std::string& settings, const std::string& text)
      : options(options_from("inputs/" + type, "{\"type\": \"" + type + "\", \"column\": \"x\"" +
                                                   (settings.empty() ? "" : ", " + settings) +
                                                   "}")),
        frame(read_text("x\n" + text, {{"x", cell_kind(options)}})),
        column(fit_column(options, frame, frame.columns[0], all_rows(frame))) {}

  // What other rows become, and what the column that went through the model file makes of them: the
  // same.
  std::vector<real> encode(const std::string& text) const {
    const Frame other = read_text("x\n" + text, {{"x", cell_kind(options)}});
    const std::vector<real> values = encode_with(*column, other);
    const std::vector<real> again = encode_with(*restored(), other);
    if (values != again) return {};
    return values;
  }

  // What is unlike training in other rows: "2 unseen (pink), 1 missing, 1 outside (7 to 7)".
  std::string notes(const std::string& text) const {
    const Frame other = read_text("x\n" + text, {{"x", cell_kind(options)}});
    std::string said;
    const std::unique_ptr<Column> again = restored();
    for (const Column* made : {column.get(), again.get()}) {
      const std::vector<uint32_t> rows = all_rows(other);
      std::vector<real> values(rows.size() * static_cast<size_t>(made->width()));
      CellNotes notes;
      made->encode(other, other.columns[0], rows, values.data(), made->width(), notes);
      std::string now = fmt::format("{} unseen ({}), {} missing, {} outside", notes.unseen,
                                    notes.example, notes.missing, notes.outside);
      if (notes.outside > 0) now += fmt::format(" ({} to {})", notes.lowest, notes.highest);
      if (!said.empty() && said != now) return "restored it notes something else: " + now;
      said = now;
    }
    return said;
  }

 private:
  std::unique_ptr<Column> restored() const {
    return restore_column(options, "x", Json::parse(column->state().dump()));
  }

  static std::vector<real> encode_with(const Column& made, const Frame& other) {
    const std::vector<uint32_t> rows = all_rows(other);
    std::vector<real> values(rows.size() * static_cast<size_t>(made.width()));
    CellNotes notes;
    made.encode(other, other.columns[0], rows, values.data(), made.width(), notes);
    return values;
  }
};

}  // namespace aimodel
