#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include <doctest/doctest.h>

#include "base/json.h"
#include "explain/method.h"

// Models small enough to be worked out by hand: a spec, some rows, and parameters set by name.
namespace aimodel {

struct Cells {
  std::string name;
  std::variant<std::vector<double>, std::vector<std::string>> values;
};

inline Frame make_frame(const std::vector<Cells>& columns) {
  Frame frame;
  frame.file = "rows.csv";
  for (const Cells& cells : columns) {
    FrameColumn column;
    column.name = cells.name;
    size_t rows = 0;
    if (const auto* numbers = std::get_if<std::vector<double>>(&cells.values)) {
      column.kind = CellKind::number;
      column.numbers = *numbers;
      rows = numbers->size();
    } else {
      const auto& texts = std::get<std::vector<std::string>>(cells.values);
      for (const std::string& text : texts) {
        auto found = std::find(column.texts.begin(), column.texts.end(), text);
        if (found == column.texts.end()) found = column.texts.insert(found, text);
        column.ids.push_back(static_cast<uint32_t>(found - column.texts.begin()));
      }
      rows = texts.size();
    }
    frame.columns.push_back(std::move(column));
    frame.lines.resize(rows);
  }
  for (size_t i = 0; i < frame.lines.size(); ++i) frame.lines[i] = i + 2;
  return frame;
}

struct TinyModel {
  TinyModel(const std::string& spec_text, const std::vector<Cells>& columns)
      : frame(make_frame(columns)) {
    const Spec spec = Spec::parse(spec_text, "spec.json");
    std::vector<uint32_t> rows(frame.lines.size());
    for (size_t i = 0; i < rows.size(); ++i) rows[i] = static_cast<uint32_t>(i);
    model = std::make_unique<Model>(spec, Preprocessing::fit(spec, frame, rows));
    model->initialize(Random(7));
    data = model->preprocessing.encode(frame, true);
  }

  void set(const std::string& name, const std::vector<double>& values) {
    for (const Param* param : model->network.layout().params()) {
      if (param->name != name) continue;
      const Tensor to = model->parameters[*param];
      REQUIRE(to.size() == static_cast<int64_t>(values.size()));
      for (int64_t i = 0; i < to.size(); ++i) {
        to[i] = static_cast<real>(values[static_cast<size_t>(i)]);
      }
      return;
    }
    FAIL("no parameter " << name);
  }

  Explanation explain(const std::string& method, const std::vector<std::string>& settings = {},
                      const std::string& target = "", uint64_t seed = 1) const {
    return explain_rows(data, method, settings, target, seed);
  }

  Explanation explain_rows(const Dataset& rows, const std::string& method,
                           const std::vector<std::string>& settings = {},
                           const std::string& target = "", uint64_t seed = 1) const {
    std::vector<Override> overrides;
    for (const std::string& text : settings) {
      const size_t equals = text.find('=');
      overrides.push_back(
          {text.substr(0, equals), text.substr(equals + 1), false, "--set " + text});
    }
    return make_method(method, overrides)
        ->explain({*model, rows, data, find_target(*model, "", target), Random(seed)});
  }

  // Some rows of the data, as a dataset of its own.
  Dataset rows(const std::vector<uint32_t>& chosen) const {
    return model->preprocessing.encode(frame, chosen, true);
  }

  Frame frame;
  std::unique_ptr<Model> model;
  Dataset data;
};

inline const ColumnImportance& column(const Explanation& explanation, const std::string& name) {
  for (const ColumnImportance& each : explanation.columns) {
    if (each.name == name) return each;
  }
  FAIL("no column " << name);
  return explanation.columns[0];
}

// What a row's explanation gives to a column.
inline double attribution(const Explanation& explanation, size_t row, const std::string& name) {
  for (size_t c = 0; c < explanation.columns.size(); ++c) {
    if (explanation.columns[c].name == name) return explanation.per_row[row].attributions[c];
  }
  FAIL("no column " << name);
  return 0;
}

template <typename Call>
std::string error_text(const Call& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace aimodel
