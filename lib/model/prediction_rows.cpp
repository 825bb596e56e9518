#include "model/prediction_rows.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "base/text.h"
#include "csv/column_finder.h"

namespace aimodel {

PredictionRows::PredictionRows(const Model& model, const std::vector<std::string>& kept,
                               const PredictionFormat& format)
    : outputs_(model.encoding.outputs()), kept_(kept), format_(format) {
  std::vector<std::string> names;
  for (const OutputInfo& info : outputs_) add_names(info, names);
  width_ = names.size();
}

int64_t PredictionRows::shown_classes(const OutputInfo& info) const {
  return std::min(format_.top, static_cast<int64_t>(info.classes.size()));
}

std::vector<std::string> PredictionRows::names() const {
  std::vector<std::string> names = kept_;
  for (const OutputInfo& info : outputs_) add_names(info, names);
  std::vector<std::string> sorted = names;
  std::ranges::sort(sorted);
  const auto twice = std::ranges::adjacent_find(sorted);
  if (twice == sorted.end()) return names;
  throw Error(Exit::usage, "",
              fmt::format("--keep: the result would have two columns named {}", quote(*twice)),
              "leave that column out of --keep");
}

void PredictionRows::add_names(const OutputInfo& info, std::vector<std::string>& names) const {
  const std::string prefix = outputs_.size() > 1 ? info.name + "." : "";
  if (info.classes.empty()) {
    if (info.columns.size() == 1) names.push_back(prefix + "prediction");
    for (size_t i = 0; info.columns.size() > 1 && i < info.columns.size(); ++i) {
      names.push_back(prefix + "prediction_" + info.columns[i]);
    }
    return;
  }
  if (const int64_t top = shown_classes(info); top > 0) {
    for (int64_t i = 1; i <= top; ++i) {
      names.push_back(fmt::format("{}prediction_{}", prefix, i));
      if (!format_.label_only) names.push_back(fmt::format("{}probability_{}", prefix, i));
    }
    return;
  }
  names.push_back(prefix + "prediction");
  for (size_t i = 0; !format_.label_only && i < info.classes.size(); ++i) {
    names.push_back(prefix + "probability_" + info.classes[i]);
  }
}

void PredictionRows::add_values(size_t output, const double* p, std::vector<size_t>& order,
                                std::vector<Value>& values) const {
  const OutputInfo& info = outputs_[output];
  if (info.classes.empty()) {  // in the data's unit, which may need all digits of a double
    values.insert(values.end(), p, p + info.width);
    return;
  }
  const auto number = [](double v) { return Value(static_cast<float>(v)); };
  const auto count = static_cast<int64_t>(info.classes.size());
  const int64_t top = shown_classes(info), first = std::max<int64_t>(1, top);
  order.resize(info.classes.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::partial_sort(order.begin(), order.begin() + first, order.end(),
                    [&](size_t a, size_t b) { return p[a] != p[b] ? p[a] > p[b] : a < b; });
  if (output < format_.thresholds.size() && format_.thresholds[output]) {
    const auto positive = static_cast<size_t>(info.positive);
    order[0] = p[positive] >= *format_.thresholds[output] ? positive : 1 - positive;
  }
  for (int64_t i = 0; i < first; ++i) {
    const size_t index = order[static_cast<size_t>(i)];
    values.emplace_back(info.classes[index]);
    if (top > 0 && !format_.label_only) values.push_back(number(p[index]));
  }
  for (int64_t i = 0; top == 0 && !format_.label_only && i < count; ++i) {
    values.push_back(number(p[i]));
  }
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
      add_values(i, prediction.values.data() + readable * prediction.width, order, values);
    }
    ++readable;
    writer.write(values);
  }
}

}  // namespace aimodel
