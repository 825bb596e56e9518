#include "train/spec_report.h"

#include <fmt/format.h>

#include "base/file.h"
#include "base/json.h"
#include "base/terminal.h"
#include "model/cost.h"
#include "model/describe.h"
#include "model/difference_table.h"
#include "optimizers/optimizer.h"
#include "rows/shape_preprocessing.h"
#include "train/batches.h"

namespace aimodel {

Report spec_report(const Spec& spec, const std::string& path, const std::string& data,
                   const DataOptions& reading, const Messages& messages) {
  std::string file = data;
  if (file.empty() && spec.root()["data"].has("path")) {
    file = resolve(spec.root()["data"].text("path"), spec.file());
  }
  const Preprocessing preprocessing = file.empty()
                                          ? preprocessing_without_data(spec)
                                          : preprocessing_of_file(spec, file, reading, messages);
  const Network network(spec, preprocessing.inputs(), preprocessing.heads());
  const OptimizerPtr optimizer = make_optimizer(spec.training()["optimizer"]);
  // As many rows as a full batch, and what training would refuse is refused here.
  const Batches batches(spec, network, spec.training().integer("batch_size"));
  const Cost cost = cost_of(network, batches.most_in_pass(), *optimizer);
  Report report = make_report("spec");
  report.document["file"] = path;
  report.document["name"] = spec.root().text("name");
  report.document["data"] = file.empty() ? Json() : Json(file);
  report.document["layers"] = layers_json(network);
  report.document["cost"] = to_json(cost);
  report.heading = printable(path);
  if (const std::string name = spec.root().text("name"); !name.empty()) {
    report.heading += ": " + printable(name);
  }
  if (!file.empty()) report.heading += "\nShapes as in " + printable(file);
  report.tables = {layer_table(network), input_table(preprocessing), output_table(preprocessing),
                   cost_table(cost)};
  return report;
}

Report spec_difference_report(const Spec& first, const Spec& second, const std::string& before,
                              const std::string& after, bool for_people) {
  Report report = make_report("spec_difference");
  report.document["first"] = before;
  report.document["second"] = after;
  report.document["differences"] = differences_json(first.root().json(), second.root().json());
  report.tables = {
      difference_table("Spec, defaults filled in", first.root().json(), second.root().json())};
  if (report.tables[0].rows.empty()) {
    report.heading = printable(fmt::format("{} and {} mean the same", before, after));
    if (for_people) report.tables.clear();
  }
  return report;
}

}  // namespace aimodel
