#include "model/prediction_rows.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "base/names.h"
#include "csv/column_finder.h"
#include "report/cells.h"

namespace aimodel {

PredictionRows::PredictionRows(const Model& model, const std::vector<std::string>& kept,
                               const PredictionFormat& format)
    : outputs_(model.preprocessing.outputs()), kept_(kept), format_(format) {
  for (size_t i = 0; i < outputs_.size(); ++i) {
    labels_.push_back({format.top, format.label_only});
    if (i < format.thresholds.size()) labels_[i].threshold = format.thresholds[i];
  }
  std::vector<std::string> names;
  add_names(names);
  width_ = names.size();
}

std::vector<std::string> PredictionRows::names() const {
  std::vector<std::string> names = kept_;
  add_names(names);
  std::vector<std::string> sorted = names;
  std::ranges::sort(sorted);
  const auto twice = std::ranges::adjacent_find(sorted);
  if (twice == sorted.end()) return names;
  throw Error(Exit::usage, "",
              fmt::format("--keep: the result would have two columns named {}", quote(*twice)),
              "leave that column out of --keep");
}

void PredictionRows::add_names(std::vector<std::string>& names) const {
  // Underscores in names of outputs and classes can make two of them alike.
  std::vector<std::string> own;
  for (size_t i = 0; i < outputs_.size(); ++i) {
    const std::string suffix = outputs_.size() > 1 ? "_" + outputs_[i]->name() : "";
    outputs_[i]->add_names(suffix, labels_[i], own);
    if (format_.spread) outputs_[i]->add_spread_names(suffix, own);
  }
  std::ranges::move(distinct_names(std::move(own)), std::back_inserter(names));
}

void PredictionRows::write(const Frame& frame, const std::vector<Prediction>& predictions,
                           RowWriter& writer) const {
  std::vector<const FrameColumn*> pass;
  ColumnFinder finder(frame);
  for (const std::string& name : kept_) pass.push_back(&finder.find(name, CellKind::verbatim));
  std::vector<Value> values;
  std::vector<size_t> order;
  size_t next = 0;       // of the rows that could not be read
  int64_t readable = 0;  // of the others, which have predictions
  for (int64_t row = 0; row < frame.rows(); ++row) {
    values.clear();
    const bool unread =
        next < frame.unread.size() && frame.unread[next] == static_cast<uint32_t>(row);
    if (unread) ++next;
    if (unread && format_.omit_unread) continue;
    for (const FrameColumn* column : pass) values.emplace_back(column->text(row));
    if (unread) {
      values.resize(values.size() + width_);
      writer.write(values);
      continue;
    }
    for (size_t i = 0; i < outputs_.size(); ++i) {
      const Prediction& prediction = predictions[i];
      const double* of_row = prediction.values.data() + readable * prediction.width;
      outputs_[i]->add_values(of_row, labels_[i], order, values);
      if (!format_.spread) continue;
      const double* spread = prediction.spread.data() + readable * prediction.width;
      outputs_[i]->add_spread(of_row, spread, values);
    }
    ++readable;
    writer.write(values);
  }
}

}  // namespace aimodel
