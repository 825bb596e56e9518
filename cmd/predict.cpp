#include <algorithm>
#include <exception>
#include <limits>
#include <string_view>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include "base/output_file.h"
#include "base/text.h"
#include "command.h"
#include "csv/csv_piece.h"
#include "prediction_rows.h"
#include "rows.h"
#include "tensor/parallel.h"
#include "threshold.h"

namespace aimodel {

namespace {

struct PredictCommand {
  std::string model, data, output, format = "csv";
  std::vector<std::string> keep, thresholds;
  int64_t top = 0, threads = 1;
  bool force = false, json = false, line_buffered = false, label_only = false;
  DataOptions data_options;
  Verbosity verbosity;
};

// The columns that are passed through, by name or glob; "all" stands for every one.
std::vector<std::string> kept_columns(const PredictCommand& command, const CsvReader& reader) {
  const std::unordered_set<std::string_view> known(reader.header().begin(), reader.header().end());
  std::vector<std::string> kept;
  std::unordered_set<std::string_view> taken;
  const auto keep = [&](std::string_view name) {  // one of the header's
    if (taken.insert(name).second) kept.emplace_back(name);
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
        const auto found = known.find(pattern);
        if (found == known.end() || pattern.empty()) check_column(reader, pattern);
        keep(*found);
      }
    }
  }
  return kept;
}

// Options that speak of classes are refused where a model has none.
void check_classes(const PredictCommand& command, const Model& model) {
  if (command.top > 0 && !command.thresholds.empty()) {
    throw Error(Exit::usage, "",
                "--threshold: --top gives classes by their probability, whatever a "
                "threshold makes of it",
                "leave one of them out");
  }
  const std::string option = command.top > 0 ? "--top" : command.label_only ? "--label-only" : "";
  const auto& outputs = model.encoding.outputs();
  const auto has_classes = [](const OutputInfo& info) { return !info.classes.empty(); };
  if (option.empty() || std::ranges::any_of(outputs, has_classes)) return;
  throw Error(Exit::usage, "", option + ": the model predicts numbers, not classes");
}

// What the rows go through, from the file to the output.
struct Line {
  const Model& model;
  const PredictionRows& rows;
  CsvReader& reader;
  RowWriter& writer;
  OutputFile& output;
  OnBadRow on_bad_row = OnBadRow::fail;
  int64_t total = 0;
  EncodingNotes notes{};

  void send() {
    output.write(writer.text);
    writer.text.clear();
  }
};

std::vector<Prediction> predict(Predictor& predictor, const Dataset& data) {
  return data.rows > 0 ? predictor.predict(data) : std::vector<Prediction>{};
}

// The rows that can be read. Those whose values cannot be encoded are like those that cannot be read:
// they join the frame's list, and `bad`.
Dataset encode(const Line& line, Frame& frame, LeftOut& bad, EncodingNotes& notes) {
  const Encoding& encoding = line.model.encoding;
  std::vector<uint32_t> rows;
  size_t next = 0;
  for (uint32_t row = 0; row < static_cast<uint32_t>(frame.rows()); ++row) {
    const bool unread = next < frame.unread.size() && frame.unread[next] == row;
    next += unread ? 1 : 0;
    if (!unread) rows.push_back(row);
  }
  try {
    EncodingNotes all;
    Dataset data = encoding.encode(frame, rows, false, &all);
    notes.merge(all);
    return data;
  } catch (const Error&) {
    if (line.on_bad_row == OnBadRow::fail) throw;
  }
  std::erase_if(rows, [&](uint32_t row) {
    try {
      encoding.encode(frame, std::span(&row, 1), false);
      return false;
    } catch (const Error&) {
      frame.unread.push_back(row);
      bad.add(frame.lines[row]);
      return true;
    }
  });
  std::ranges::sort(frame.unread);
  return encoding.encode(frame, rows, false, &notes);
}

int64_t written(const Line& line, const Frame& frame) {
  const bool all = line.on_bad_row == OnBadRow::mark;
  return frame.rows() - (all ? 0 : static_cast<int64_t>(frame.unread.size()));
}

// Row by row, each as soon as it has been read.
void predict_rows(Line& line) {
  Predictor predictor(line.model);
  for (Frame frame; line.reader.read(frame, 1);) {
    LeftOut bad;
    const Dataset data = encode(line, frame, bad, line.notes);
    for (const uint64_t row : bad.lines) line.reader.leave_out(row);
    line.total += written(line, frame);
    line.rows.write(frame, predict(predictor, data), line.writer);
    line.send();
  }
}

// A piece of the file on its way to predictions, by one thread.
struct Portion {
  CsvPiece piece;
  EncodingNotes notes;
  std::vector<Prediction> predictions;
  std::unique_ptr<RowWriter> writer;
  std::exception_ptr failure;
};

// Pieces of the file, each by one thread from bytes to written rows; memory does not grow with the
// file. A format that has to see its rows in order gets them in order.
void predict_pieces(Line& line, const std::vector<std::string>& names, Format format) {
  Predictor predictor(line.model);
  const bool apart = line.writer.rows_stand_alone();
  const auto process = [&](Portion& portion) {
    line.reader.convert(portion.piece);
    const Dataset data = encode(line, portion.piece.frame, portion.piece.bad, portion.notes);
    portion.predictions = predict(predictor, data);
    if (!apart) return;
    if (!portion.writer) {
      portion.writer = make_row_writer(names, format);
      portion.writer->go_on();
    }
    line.rows.write(portion.piece.frame, portion.predictions, *portion.writer);
  };
  std::vector<Portion> portions(2 * static_cast<size_t>(std::max(2, team_size())));
  std::vector<CsvPiece> cut(portions.size());
  while (const size_t count = line.reader.cut(cut, line.reader.piece_bytes())) {
    for (size_t i = 0; i < count; ++i) std::swap(portions[i].piece, cut[i]);
    for_pieces(static_cast<int64_t>(count), std::numeric_limits<double>::max(), [&](int64_t i) {
      Portion& portion = portions[static_cast<size_t>(i)];
      try {
        process(portion);
      } catch (...) {
        portion.failure = std::current_exception();
      }
    });
    for (size_t i = 0; i < count; ++i) {
      Portion& portion = portions[i];
      if (portion.failure) std::rethrow_exception(portion.failure);
      line.total += written(line, portion.piece.frame);
      line.notes.merge(std::exchange(portion.notes, {}));
      if (portion.piece.frame.rows() > 0) {
        line.writer.begin();
        if (apart) {
          line.writer.text += std::exchange(portion.writer->text, "");
        } else {
          line.rows.write(portion.piece.frame, portion.predictions, line.writer);
        }
        line.send();
      }
      line.reader.note(portion.piece);
    }
  }
}

int run_predict(const PredictCommand& command) {
  if (command.model == "-" && (command.data == "-" || command.data.empty())) {
    throw Error(Exit::usage, "", "- stands for both the model and the data",
                "standard input can be read once: give one of them as a file");
  }
  const std::string data = command.data.empty() ? "-" : command.data;
  OutputPlan plan;
  plan.reads(command.model);
  plan.reads(data);
  const OutputPlace place = command.output.empty()
                                ? plan.writes("standard output", "-", false)
                                : plan.writes("-o", command.output, command.force);
  const std::unique_ptr<Model> model = read_model(command.model);
  check_classes(command, *model);
  const Thresholds thresholds = parse_thresholds(command.thresholds, *model, command.model);
  const Format format = command.json ? Format::json : parse_format(command.format);
  OutputFile output(place);
  CsvReader reader = open_rows(data, model->spec, command.data_options, command.line_buffered);
  const std::vector<std::string> kept = kept_columns(command, reader);
  std::vector<WantedColumn> columns = model->encoding.wanted(false);
  for (const std::string& name : kept) columns.push_back({name, CellKind::verbatim, false});
  reader.want(columns, trained_on(*model, command.model));

  const OnBadRow on_bad_row = command.data_options.policy();
  const PredictionRows rows(
      *model, kept, {command.top, command.label_only, on_bad_row == OnBadRow::skip, thresholds});
  const std::vector<std::string> names = rows.names();
  const std::unique_ptr<RowWriter> writer = make_row_writer(names, format);
  Line line{*model, rows, reader, *writer, output, on_bad_row};
  with_team(static_cast<int>(command.threads), [&] {
    if (command.line_buffered) {
      predict_rows(line);
    } else {
      predict_pieces(line, names, format);
    }
  });
  writer->end();
  output.write(writer->text);
  output.commit();
  note_reading(command.verbosity, reader, line.total);
  note_unlike_training(command.verbosity, model->encoding, line.notes);
  return 0;
}

}  // namespace

Run declare_predict(OptionSet& options) {
  auto command = std::make_shared<PredictCommand>();
  options.text("MODEL", command->model, "Model file", {.required = true});
  options.text("DATA", command->data, "CSV file, or - for standard input (default: -)");
  options.text("-o,--output", command->output, "Write to this file (default: standard output)",
               {.type = "FILE"});
  options.flag("--force", command->force, "Replace an existing file");
  options.texts("--keep", command->keep,
                "Columns to pass through: id,name, a glob, or all; may be repeated",
                {.type = "COLUMNS"});
  options.whole_number("--top", command->top, 1, 1000000,
                       "The K most probable classes instead of all");
  options.flag("--label-only", command->label_only, "No probabilities");
  add_thresholds(options, command->thresholds);
  options.flag("--line-buffered", command->line_buffered,
               "Answer each row as soon as it has been read");
  options.choice("--format", command->format, {"csv", "tsv", "json", "jsonl", "md", "text"},
                 "How rows are written (default: csv)", "AIMODEL_FORMAT");
  options.flag("--json", command->json, "Print one JSON document");
  add_threads(options, command->threads);
  add_data_options(options, command->data_options, true);
  add_verbosity(options, command->verbosity);
  options.footer(
      "Example:\n  tail -n +1 -f rows.csv | aimodel predict y.model - --keep id --line-buffered");
  return [command] { return run_predict(*command); };
}

}  // namespace aimodel
