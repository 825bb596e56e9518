#include "metrics/averages.h"

#include "base/names.h"

namespace aimodel {

namespace {

MetricValue macro(const Scored& scored, const std::vector<ClassCount>& counts, Rate rate) {
  double sum = 0;
  double present = 0;
  for (size_t k = 0; k < counts.size(); ++k) {
    if (counts[k].support == 0 && counts[k].predicted == 0) continue;
    sum += rate_of(counts[k], rate, scored.classes[k]).value;
    ++present;
  }
  return {sum / present, ""};
}

MetricValue micro(const std::vector<ClassCount>& counts) {
  double hits = 0;
  double rows = 0;
  for (const ClassCount& count : counts) {
    hits += count.hits;
    rows += count.support;
  }
  return {hits / rows, ""};
}

MetricValue weighted(const Scored& scored, const std::vector<ClassCount>& counts, Rate rate) {
  double sum = 0;
  double rows = 0;
  for (size_t k = 0; k < counts.size(); ++k) {
    sum += counts[k].support * rate_of(counts[k], rate, scored.classes[k]).value;
    rows += counts[k].support;
  }
  return {sum / rows, ""};
}

}  // namespace

MetricValue rate_of(const ClassCount& count, Rate rate, const std::string& class_name) {
  switch (rate) {
    case Rate::precision:
      if (count.predicted == 0) return {0, "no rows predicted as " + quote(class_name)};
      return {count.hits / count.predicted, ""};
    case Rate::recall:
      if (count.support == 0) return {0, "no rows of class " + quote(class_name)};
      return {count.hits / count.support, ""};
    case Rate::f1:
      break;
  }
  if (count.predicted + count.support == 0) {
    return {0, "no rows of class " + quote(class_name) + ", nor predicted as it"};
  }
  return {2 * count.hits / (count.predicted + count.support), ""};
}

MetricValue average_rate(const Scored& scored, Rate rate, Average average) {
  const std::vector<ClassCount> counts = count_classes(scored);
  if (average == Average::micro) return micro(counts);
  if (average == Average::weighted) return weighted(scored, counts, rate);
  if (average == Average::plain && counts.size() == 2) {
    const auto positive = static_cast<size_t>(scored.positive);
    return rate_of(counts[positive], rate, scored.classes[positive]);
  }
  return macro(scored, counts, rate);
}

std::vector<ClassMetrics> per_class(const Scored& scored) {
  const std::vector<ClassCount> counts = count_classes(scored);
  std::vector<ClassMetrics> result;
  for (size_t k = 0; k < counts.size(); ++k) {
    const std::string& name = scored.classes[k];
    result.push_back({name, rate_of(counts[k], Rate::precision, name),
                      rate_of(counts[k], Rate::recall, name), rate_of(counts[k], Rate::f1, name),
                      counts[k].support});
  }
  return result;
}

}  // namespace aimodel
