#include "model/prediction_stream.h"

#include <algorithm>
#include <exception>
#include <limits>
#include <memory>
#include <span>
#include <utility>

#include "csv/csv_piece.h"
#include "tensor/parallel.h"

namespace aimodel {

namespace {

// What the rows go through, from the file to where they are written.
struct Line {
  const Model& model;
  const PredictionRows& rows;
  CsvReader& reader;
  RowWriter& writer;
  const std::function<void(std::string_view)>& write;
  OnBadRow on_bad_row = OnBadRow::fail;
  bool spread = false;
  StreamedRows done{};

  void send() {
    write(writer.text);
    writer.text.clear();
  }
};

std::vector<Prediction> predict(Predictor& predictor, const Dataset& data) {
  return data.rows > 0 ? predictor.predict(data) : std::vector<Prediction>{};
}

// The rows that can be read. Those whose values cannot be encoded are like those that cannot be read:
// they join the frame's list, and `bad`.
Dataset encode(const Line& line, Frame& frame, LeftOut& bad, PreprocessingNotes& notes) {
  const Preprocessing& preprocessing = line.model.preprocessing;
  std::vector<uint32_t> rows;
  size_t next = 0;
  for (uint32_t row = 0; row < static_cast<uint32_t>(frame.rows()); ++row) {
    const bool unread = next < frame.unread.size() && frame.unread[next] == row;
    next += unread ? 1 : 0;
    if (!unread) rows.push_back(row);
  }
  try {
    PreprocessingNotes all;
    Dataset data = preprocessing.encode(frame, rows, false, &all);
    notes.merge(all);
    return data;
  } catch (const Error&) {
    if (line.on_bad_row == OnBadRow::fail) throw;
  }
  std::erase_if(rows, [&](uint32_t row) {
    try {
      preprocessing.encode(frame, std::span(&row, 1), false);
      return false;
    } catch (const Error&) {
      frame.unread.push_back(row);
      bad.add(frame.lines[row]);
      return true;
    }
  });
  std::ranges::sort(frame.unread);
  return preprocessing.encode(frame, rows, false, &notes);
}

int64_t written(const Line& line, const Frame& frame) {
  const bool all = line.on_bad_row == OnBadRow::mark;
  return frame.rows() - (all ? 0 : static_cast<int64_t>(frame.unread.size()));
}

// Row by row, each as soon as it has been read.
void predict_rows(Line& line) {
  Predictor predictor(line.model);
  if (line.spread) predictor.measure_spread();
  for (Frame frame; line.reader.read(frame, 1);) {
    LeftOut bad;
    const Dataset data = encode(line, frame, bad, line.done.notes);
    for (const uint64_t row : bad.lines) line.reader.leave_out(row);
    line.done.rows += written(line, frame);
    line.rows.write(frame, predict(predictor, data), line.writer);
    line.send();
  }
}

// A piece of the file on its way to predictions, by one thread.
struct Portion {
  CsvPiece piece;
  PreprocessingNotes notes;
  std::vector<Prediction> predictions;
  std::unique_ptr<RowWriter> writer;
  std::exception_ptr failure;
};

// Pieces of the file, each by one thread from bytes to written rows; memory does not grow with the
// file. A format that has to see its rows in order gets them in order.
void predict_pieces(Line& line, const std::vector<std::string>& names, Format format) {
  Predictor predictor(line.model);
  if (line.spread) predictor.measure_spread();
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
      line.done.rows += written(line, portion.piece.frame);
      line.done.notes.merge(std::exchange(portion.notes, {}));
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

}  // namespace

StreamedRows predict_stream(const Model& model, CsvReader& reader, const StreamOptions& options,
                            const std::string& what_for,
                            const std::function<void(std::string_view)>& write) {
  reader.select(plan_reading(model, ReadFor::prediction, options.kept).columns, what_for);
  PredictionFormat shown = options.shown;
  shown.omit_unread = options.on_bad_row == OnBadRow::skip;
  const PredictionRows rows(model, options.kept, shown);
  const std::vector<std::string> names = rows.names();
  const std::unique_ptr<RowWriter> writer = make_row_writer(names, options.format);
  Line line{model, rows, reader, *writer, write, options.on_bad_row, shown.spread};
  with_team(options.threads, [&] {
    if (options.row_by_row) {
      predict_rows(line);
    } else {
      predict_pieces(line, names, options.format);
    }
  });
  writer->end();
  write(writer->text);
  return line.done;
}

}  // namespace aimodel
