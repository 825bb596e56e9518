// What an output of classes tells of measured rows beside the metrics.
#include <utility>

#include "base/json.h"
#include "outputs/class_output.h"

namespace aimodel {

std::vector<Table> ClassOutput::evaluation_tables(const Scored& scored) const {
  constexpr size_t kMostInMatrix = 30;
  const auto cell = [](const MetricValue& m) { return m.defined() ? Value(m.value) : Value(); };
  Table classes{"Classes of " + name(), {"class", "rows", "precision", "recall", "f1"}, {}};
  for (const ClassMetrics& row : per_class(scored)) {
    classes.add({row.name, row.support, cell(row.precision), cell(row.recall), cell(row.f1)});
  }
  std::vector<Table> tables{std::move(classes)};
  const size_t size = scored.classes.size();
  if (size > kMostInMatrix) return tables;
  Table matrix{"Confusion matrix of " + name() + " (rows: true, columns: predicted)", {"true"}, {}};
  for (const std::string& each : scored.classes) matrix.columns.push_back(each);
  const std::vector<double> counts = confusion_matrix(scored);
  for (size_t t = 0; t < size; ++t) {
    std::vector<Value> row{scored.classes[t]};
    for (size_t p = 0; p < size; ++p) row.push_back(counts[t * size + p]);
    matrix.add(row);
  }
  tables.push_back(std::move(matrix));
  return tables;
}

Json ClassOutput::evaluation_json(const Scored& scored) const {
  constexpr size_t kMostInMatrix = 1000;
  const auto value = [](const MetricValue& m) { return m.defined() ? Json(m.value) : Json(); };
  Json classes = Json::array();
  for (const ClassMetrics& row : per_class(scored)) {
    classes.push_back({{"class", row.name},
                       {"rows", row.support},
                       {"precision", value(row.precision)},
                       {"recall", value(row.recall)},
                       {"f1", value(row.f1)}});
  }
  Json matrix;
  const size_t size = scored.classes.size();
  if (size <= kMostInMatrix) {
    matrix = Json::array();
    const std::vector<double> counts = confusion_matrix(scored);
    for (size_t t = 0; t < size; ++t) {
      const auto begin = counts.begin() + static_cast<std::ptrdiff_t>(t * size);
      matrix.push_back(std::vector<double>(begin, begin + static_cast<std::ptrdiff_t>(size)));
    }
  }
  return {{"classes", classes}, {"confusion_matrix", matrix}};
}

}  // namespace aimodel
