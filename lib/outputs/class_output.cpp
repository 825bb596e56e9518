#include "outputs/class_output.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "base/json.h"
#include "base/names.h"
#include "base/text.h"

namespace aimodel {

void ClassOutput::settle() {
  classes_ = targets()[0]->labels();
  counts_.assign(classes_.size(), 0.0);
  if (classes_.size() == 2) positive_ = positive_class();
}

void ClassOutput::count(const Frame& chunk, std::span<const uint32_t> rows,
                        std::span<const real> weights) {
  const Column& target = *targets()[0];
  std::vector<real> indexes(rows.size());
  CellNotes unused;
  target.encode(chunk, chunk.column(target.name, cells()), rows, indexes.data(), 1, unused);
  for (size_t i = 0; i < rows.size(); ++i) {
    counts_[static_cast<size_t>(indexes[i])] += weights.empty() ? 1.0 : double{weights[i]};
  }
}

void ClassOutput::end_count(const std::string& file) {
  if (std::ranges::count_if(counts_, [](double count) { return count > 0; }) >= 2) return;
  throw Error(Exit::data, file,
              fmt::format("column {}: no rows but those of one class have a weight above 0",
                          quote(targets()[0]->name)),
              "a class is learnt from rows that have it and rows that do not");
}

void ClassOutput::store(Json& state) const {
  state["class_counts"] = counts_;
}

void ClassOutput::restore(const StoredState& state) {
  counts_ = state.numbers("class_counts", classes_.size());
  for (const double count : counts_) {
    if (count < 0) throw state.error("\"class_counts\" has a negative count");
  }
}

OutputInfo ClassOutput::head() const {
  return {options(), name(), columns(), width(), "linear", classes_, counts_};
}

std::vector<double> ClassOutput::trivial_prediction() const {
  std::vector<double> shares = counts_;
  const double all = std::accumulate(shares.begin(), shares.end(), 0.0);
  for (double& share : shares) share /= all;
  return shares;
}

std::vector<std::string> ClassOutput::usual_metrics() const {
  if (classes_.size() == 2) return {"accuracy", "f1", "auc"};
  return {"accuracy", "f1_macro", "auc"};
}

Scored ClassOutput::no_rows() const {
  Scored scored;
  scored.classes = classes_;
  if (positive_ >= 0) scored.positive = positive_;
  scored.width = prediction_width();
  return scored;
}

int64_t ClassOutput::shown(const LabelFormat& format) const {
  return std::min(format.top, class_count());
}

void ClassOutput::add_names(const std::string& suffix, const LabelFormat& format,
                            std::vector<std::string>& names) const {
  if (const int64_t top = shown(format); top > 0) {
    for (int64_t i = 1; i <= top; ++i) {
      names.push_back(fmt::format("prediction{}_{}", suffix, i));
      if (!format.label_only) names.push_back(fmt::format("probability{}_{}", suffix, i));
    }
    return;
  }
  names.push_back("prediction" + suffix);
  for (size_t i = 0; !format.label_only && i < classes_.size(); ++i) {
    names.push_back(fmt::format("probability{}_{}", suffix, classes_[i]));
  }
}

void ClassOutput::add_values(const double* p, const LabelFormat& format, std::vector<size_t>& order,
                             std::vector<Value>& values) const {
  const auto number = [](double v) { return Value(static_cast<float>(v)); };
  const int64_t top = shown(format), first = std::max<int64_t>(1, top);
  order.resize(classes_.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::partial_sort(order.begin(), order.begin() + first, order.end(),
                    [&](size_t a, size_t b) { return p[a] != p[b] ? p[a] > p[b] : a < b; });
  if (format.threshold) {
    const auto positive = static_cast<size_t>(positive_);
    order[0] = p[positive] >= *format.threshold ? positive : 1 - positive;
  }
  for (int64_t i = 0; i < first; ++i) {
    const size_t index = order[static_cast<size_t>(i)];
    values.emplace_back(classes_[index]);
    if (top > 0 && !format.label_only) values.push_back(number(p[index]));
  }
  for (int64_t i = 0; top == 0 && !format.label_only && i < class_count(); ++i) {
    values.push_back(number(p[i]));
  }
}

void ClassOutput::add_spread_names(const std::string& suffix,
                                   std::vector<std::string>& names) const {
  names.push_back("probability_spread" + suffix);
}

void ClassOutput::add_spread(const double* p, const double* spread,
                             std::vector<Value>& values) const {
  values.emplace_back(spread[predicted_target(p)]);
}

std::string ClassOutput::labels_text() const {
  constexpr size_t kShown = 20;
  const auto most = static_cast<std::ptrdiff_t>(std::min(kShown, classes_.size()));
  const std::vector<std::string> shown(classes_.begin(), classes_.begin() + most);
  return join(shown, ", ") +
         (shown.size() < classes_.size() ? fmt::format(", ... ({})", classes_.size()) : "");
}

Json ClassOutput::labels_json() const {
  return {{"classes", classes_}, {"class_counts", counts_}};
}

int64_t ClassOutput::predicted_target(const double* p) const {
  return std::max_element(p, p + prediction_width()) - p;
}

std::string ClassOutput::class_name(std::optional<int64_t> index) const {
  return index ? classes_[static_cast<size_t>(*index)] : "each row's predicted class";
}

}  // namespace aimodel
