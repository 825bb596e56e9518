#include <fmt/format.h>

#include "base/file.h"
#include "base/json.h"
#include "base/terminal.h"
#include "base/text.h"
#include "inspect.h"
#include "model/describe.h"
#include "optimizers/optimizer.h"
#include "rows.h"
#include "rows/split.h"
#include "spec/difference.h"
#include "spec/document.h"
#include "tensor/parallel.h"
#include "train/batches.h"

namespace aimodel {

namespace {

// What a network needs to know of its data, from the training rows.
Encoding fit_to_file(const InspectOptions& options, const Spec& spec, const std::string& path) {
  CsvReader reader = open_rows(path, spec, options.data);
  std::vector<WantedColumn> wanted =
      Encoding::wanted(spec, reader.header(), reader.file(), true, reader.unnamed());
  for (const WantedColumn& column : split_columns(spec)) wanted.push_back(column);
  const Frame frame =
      read_rows(reader, wanted, default_threads(), options.verbosity, "the spec names it").frame;
  return Encoding::fit(spec, frame, split_rows(spec, frame).train);
}

Error needs_data(const Options& part, const std::string& why) {
  return part.error(why + ": the shapes depend on the data",
                    "name the file, as in aimodel inspect SPEC DATA, or set data.path in the spec");
}

std::vector<std::string> columns_of(const Options& part) {
  return part.has("column") ? std::vector<std::string>{part.text("column")} : part.texts("columns");
}

// Two cells that a column of this kind takes.
FrameColumn two_cells(const Options& part, const std::string& name) {
  FrameColumn column;
  column.name = name;
  column.kind = cell_kind(part);
  column.numbers = {0, 1};
  column.ids = {1, 2};
  column.texts = {"", "0", "1"};
  if (column.kind == CellKind::date) {
    for (DateCell& cell : column.dates = std::vector<DateCell>(2)) {
      read_date("2024-12-31 23:59:59", cell);
    }
  } else if (part.has("order")) {
    const std::vector<std::string> order = part.texts("order");
    column.texts = {"", order[0], order[1]};
  } else if (part.has("positive")) {
    column.texts = {"", "not " + part.text("positive"), part.text("positive")};
  }
  return column;
}

// The same for a spec without data, where nothing of the network's shape depends on it.
Encoding fit_to_nothing(const Spec& spec) {
  Frame frame;
  frame.file = spec.file();
  frame.lines = {1, 2};
  const auto add = [&](const Options& part) {
    for (const std::string& name : columns_of(part)) frame.columns.push_back(two_cells(part, name));
  };
  for (const Options& input : spec.inputs()) {
    for (const std::string& name : columns_of(input)) {
      if (is_glob(name)) throw needs_data(input, quote(name) + " may stand for several columns");
    }
    if (input.type() == "category")
      throw needs_data(input, "a category has as many numbers as values");
    if (input.type() == "date" && !input.has("parts"))
      throw needs_data(input, "the parts of a date are those that vary");
    add(input);
  }
  for (const Options& output : spec.outputs()) {
    if (output.type() == "category")
      throw needs_data(output, "a category has as many outputs as classes");
    add(output);
  }
  if (spec.training().has("sample_weight")) {
    FrameColumn weight;
    weight.name = spec.training().text("sample_weight");
    weight.kind = CellKind::number;
    weight.numbers = {1, 1};
    frame.columns.push_back(weight);
  }
  const std::vector<uint32_t> rows = {0, 1};
  return Encoding::fit(spec, frame, rows);
}

}  // namespace

Report inspect_spec(const InspectOptions& options, const std::string& path,
                    const std::string& data) {
  const Spec spec = Spec::read(path, options.overrides);
  std::string file = data;
  if (file.empty() && spec.root()["data"].has("path")) {
    file = resolve(spec.root()["data"].text("path"), spec.file());
  }
  const Encoding encoding = file.empty() ? fit_to_nothing(spec) : fit_to_file(options, spec, file);
  const Network network(spec, encoding.inputs(), encoding.outputs());
  const OptimizerPtr optimizer = make_optimizer(spec.training()["optimizer"]);
  // As many rows as a full batch, and what training would refuse is refused here.
  const Batches batches(spec, network, spec.training().integer("batch_size"));
  const Cost cost = cost_of(network, batches.most_in_pass(), optimizer->buffers());
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
  report.tables = {layer_table(network), input_table(encoding), output_table(encoding),
                   cost_table(cost)};
  return report;
}

Table difference_table(const std::string& title, const Json& before, const Json& after) {
  constexpr size_t kLongest = 60;
  const auto shown = [](const Json& value, bool there) -> Value {
    if (!there) return std::monostate{};
    std::string text = json_text(value, -1);
    if (text.size() <= kLongest) return text;
    size_t end = kLongest;
    while ((text[end] & 0xC0) == 0x80) --end;
    return text.substr(0, end) + "...";
  };
  Table table{title, {"path", "first", "second"}, {}};
  for (const Difference& d : differences(before, after)) {
    table.add({d.path, shown(d.before, !d.only_after), shown(d.after, !d.only_before)});
  }
  return table;
}

Json differences_json(const Json& before, const Json& after) {
  Json result = Json::array();
  for (const Difference& d : differences(before, after)) {
    Json json = {{"path", d.path}};
    if (!d.only_after) json["first"] = d.before;
    if (!d.only_before) json["second"] = d.after;
    result.push_back(std::move(json));
  }
  return result;
}

Report compare_specs(const InspectOptions& options, const std::string& before,
                     const std::string& after) {
  const Spec first = Spec::read(before, options.overrides),
             second = Spec::read(after, options.overrides);
  Report report = make_report("spec_difference");
  report.document["first"] = before;
  report.document["second"] = after;
  report.document["differences"] = differences_json(first.root().json(), second.root().json());
  report.tables = {
      difference_table("Spec, defaults filled in", first.root().json(), second.root().json())};
  if (report.tables[0].rows.empty()) {
    report.heading = printable(fmt::format("{} and {} mean the same", before, after));
    if (options.output.chosen() == Format::text || options.output.chosen() == Format::md)
      report.tables.clear();
  }
  return report;
}

}  // namespace aimodel
