#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "base/file.h"
#include "base/text.h"
#include "command.h"
#include "model/predictor.h"
#include "rows.h"
#include "tensor/parallel.h"

namespace aimodel {

namespace {

struct PredictCommand {
  std::string model, data, output, format = "csv";
  std::vector<std::string> keep;
  int64_t top = 0, threads = 1;
  bool force = false, json = false, line_buffered = false, label_only = false;
  DataOptions data_options;
  Verbosity verbosity;
};

// The columns that are passed through, by name or glob; "all" stands for every one.
std::vector<std::string> kept_columns(const PredictCommand& command, const CsvReader& reader) {
  std::vector<std::string> kept;
  const auto keep = [&](const std::string& name) {
    if (std::find(kept.begin(), kept.end(), name) == kept.end()) kept.push_back(name);
  };
  for (const std::string& list : command.keep) {
    for (const std::string& pattern : split(list, ',')) {
      if (pattern == "all") {
        for (const std::string& name : reader.header()) keep(name);
      } else if (is_glob(pattern)) {
        bool matched = false;
        for (const std::string& name : reader.header()) {
          if (!matches_glob(pattern, name)) continue;
          matched = true;
          keep(name);
        }
        if (!matched) {
          throw Error(Exit::data, reader.file(), "no column matches " + quote(pattern),
                      suggest(pattern, reader.header()));
        }
      } else {
        check_column(reader, pattern);
        keep(pattern);
      }
    }
  }
  return kept;
}

// What one output's predictions are called and how they are written: the label, then probabilities;
// or numbers.
class OutputColumns {
 public:
  OutputColumns(const PredictCommand& command, const OutputInfo& info, bool several)
      : info_(info), prefix_(several ? info.name + "." : "") {
    const auto classes = static_cast<int64_t>(info.classes.size());
    top_ = classes == 0 ? 0 : std::min(command.top, classes);
    label_only_ = command.label_only;
  }

  void add_names(std::vector<std::string>& names) const {
    if (info_.classes.empty()) {
      if (info_.columns.size() == 1) names.push_back(prefix_ + "prediction");
      for (size_t i = 0; info_.columns.size() > 1 && i < info_.columns.size(); ++i) {
        names.push_back(prefix_ + "prediction_" + info_.columns[i]);
      }
      return;
    }
    if (top_ > 0) {
      for (int64_t i = 1; i <= top_; ++i) {
        names.push_back(fmt::format("{}prediction_{}", prefix_, i));
        if (!label_only_) names.push_back(fmt::format("{}probability_{}", prefix_, i));
      }
      return;
    }
    names.push_back(prefix_ + "prediction");
    for (size_t i = 0; !label_only_ && i < info_.classes.size(); ++i) {
      names.push_back(prefix_ + "probability_" + info_.classes[i]);
    }
  }

  void add_values(const Prediction& prediction, int64_t row, std::vector<Value>& values) {
    const double* p = prediction.values.data() + row * prediction.width;
    const auto number = [](double v) { return Value(static_cast<float>(v)); };
    if (info_.classes.empty()) {
      for (int64_t i = 0; i < prediction.width; ++i) values.push_back(number(p[i]));
      return;
    }
    const auto count = static_cast<int64_t>(info_.classes.size());
    order_.resize(info_.classes.size());
    std::iota(order_.begin(), order_.end(), 0u);
    const int64_t first = std::max<int64_t>(1, top_);
    std::partial_sort(order_.begin(), order_.begin() + std::min(first, count), order_.end(),
                      [&](size_t a, size_t b) { return p[a] != p[b] ? p[a] > p[b] : a < b; });
    for (int64_t i = 0; i < first; ++i) {
      const size_t index = order_[static_cast<size_t>(i)];
      values.emplace_back(info_.classes[index]);
      if (top_ > 0 && !label_only_) values.push_back(number(p[index]));
    }
    for (int64_t i = 0; top_ == 0 && !label_only_ && i < count; ++i) values.push_back(number(p[i]));
  }

 private:
  const OutputInfo& info_;
  std::string prefix_;
  int64_t top_ = 0;
  bool label_only_ = false;
  std::vector<size_t> order_;
};

void check_names(const std::vector<std::string>& names) {
  std::vector<std::string> sorted = names;
  std::sort(sorted.begin(), sorted.end());
  const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
  if (twice == sorted.end()) return;
  throw Error(Exit::usage, "",
              fmt::format("--keep: the result would have two columns named {}", quote(*twice)),
              "leave that column out of --keep");
}

// Where the rows go: standard output as they come, or a file that appears when it is whole.
class Sink {
 public:
  explicit Sink(const PredictCommand& command)
      : path_(command.output == "-" ? "" : command.output), force_(command.force) {
    if (!path_.empty()) check_writable(path_, force_);
  }
  void take(std::string& text) {
    if (path_.empty()) {
      print(text);
      text.clear();
    }
  }
  void end(std::string& text) {
    if (path_.empty()) {
      print(text);
    } else {
      write_file(path_, text, force_);
    }
  }

 private:
  std::string path_;
  bool force_;
};

// Options that speak of classes are refused where a model has none.
void check_classes(const PredictCommand& command, const Model& model) {
  const std::string option = command.top > 0 ? "--top" : command.label_only ? "--label-only" : "";
  const auto& outputs = model.encoding.outputs();
  const auto has_classes = [](const OutputInfo& info) { return !info.classes.empty(); };
  if (option.empty() || std::ranges::any_of(outputs, has_classes)) return;
  throw Error(Exit::usage, "", option + ": the model predicts numbers, not classes");
}

int run_predict(const PredictCommand& command) {
  if (command.model == "-" && (command.data == "-" || command.data.empty())) {
    throw Error(Exit::usage, "", "- stands for both the model and the data",
                "standard input can be read once: give one of them as a file");
  }
  const std::unique_ptr<Model> model = read_model(command.model);
  check_classes(command, *model);
  const Format format = command.json ? Format::json : parse_format(command.format);
  Sink sink(command);
  CsvReader reader(command.data.empty() ? "-" : command.data,
                   command.data_options.format(csv_format(model->spec)),
                   command.data_options.policy());
  const std::vector<std::string> kept = kept_columns(command, reader);
  std::vector<WantedColumn> columns = model->encoding.wanted(false);
  for (const std::string& name : kept) columns.push_back({name, CellKind::verbatim, false});
  reader.want(columns, trained_on(*model, command.model));

  std::vector<std::string> names = kept;
  std::vector<OutputColumns> outputs;
  for (const OutputInfo& info : model->encoding.outputs()) {
    outputs.emplace_back(command, info, model->encoding.outputs().size() > 1);
    outputs.back().add_names(names);
  }
  check_names(names);
  const std::unique_ptr<RowWriter> writer = make_row_writer(names, format);

  constexpr int64_t kChunk = 8192;  // rows: memory does not grow with the file
  int64_t total = 0;
  with_team(static_cast<int>(command.threads), [&] {
    Predictor predictor(*model);
    Frame frame;
    std::vector<Value> values;
    while (reader.read(frame, command.line_buffered ? 1 : kChunk)) {
      total += frame.rows();
      const Dataset data = model->encoding.encode(frame, false);
      const std::vector<Prediction> predictions = predictor.predict(data);
      std::vector<const FrameColumn*> pass;
      for (const std::string& name : kept) pass.push_back(&frame.column(name, CellKind::verbatim));
      for (int64_t row = 0; row < frame.rows(); ++row) {
        values.clear();
        for (const FrameColumn* column : pass) values.emplace_back(column->text(row));
        for (size_t i = 0; i < outputs.size(); ++i)
          outputs[i].add_values(predictions[i], row, values);
        writer->write(values);
      }
      sink.take(writer->text);
    }
  });
  if (total == 0 && reader.skipped() == 0) throw reader.no_rows();
  writer->end();
  sink.end(writer->text);
  note_reading(command.verbosity, reader, total);
  return 0;
}

}  // namespace

Run declare_predict(CLI::App& app) {
  auto command = std::make_shared<PredictCommand>();
  app.add_option("MODEL", command->model, "Model file")->required();
  app.add_option("DATA", command->data, "CSV file, or - for standard input (default: -)");
  app.add_option("-o,--output", command->output, "Write to this file (default: standard output)")
      ->type_name("FILE");
  app.add_flag("--force", command->force, "Replace an existing file");
  app.add_option("--keep", command->keep,
                 "Columns to pass through: id,name, a glob, or all; may be repeated")
      ->type_name("COLUMNS")
      ->allow_extra_args(false);
  add_whole_number(app, "--top", command->top, 1, 1000000,
                   "The K most probable classes instead of all");
  app.add_flag("--label-only", command->label_only, "No probabilities");
  app.add_flag("--line-buffered", command->line_buffered,
               "Answer each row as soon as it has been read");
  add_choice(app, "--format", command->format, {"csv", "tsv", "json", "jsonl", "md", "text"},
             "How rows are written (default: csv)", "AIMODEL_FORMAT");
  app.add_flag("--json", command->json, "Print one JSON document");
  add_threads(app, command->threads);
  add_data_options(app, command->data_options);
  add_verbosity(app, command->verbosity);
  app.footer(
      "Example:\n  tail -n +1 -f rows.csv | aimodel predict y.model - --keep id --line-buffered");
  return [command] { return run_predict(*command); };
}

}  // namespace aimodel
