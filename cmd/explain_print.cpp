#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/json.h"
#include "base/terminal.h"
#include "base/text.h"
#include "explain/explanation_report.h"
#include "explain_command.h"
#include "report/cells.h"
#include "rows.h"
#include "spec/document.h"
#include "tensor/parallel.h"

namespace aimodel {

namespace {

void warn_of_training_rows(const ExplainCommand& command, const Model& model,
                           const StoredRows& rows, Explanation& explanation) {
  const std::string& part = command.choice.split;
  if (!rows.trained(model) || part == "validation" || part == "test") return;
  explanation.notes.push_back(
      "these are rows that the model was trained on: what it leans on here may be learnt by heart; "
      "--split test or other data tells what helps with new rows");
}

Json document_of(const ExplainCommand& command, const Explanation& explanation,
                 const std::string& file, const Json& unlike_training) {
  Json document = to_json(explanation, static_cast<size_t>(command.top));
  document["model"] = command.model;
  document["data"] = file;
  document["split"] = command.choice.split.empty() ? Json() : Json(command.choice.split);
  document["unlike_training"] = unlike_training;
  return document;
}

void print_trust(const ExplainCommand& command, const Explanation& explanation, bool of_rows) {
  const Format format = command.format.chosen();
  std::string text;
  for (const std::string& sentence :
       trust(explanation, static_cast<size_t>(command.top), of_rows)) {
    if (format == Format::text || format == Format::md) {
      text += "- " + (format == Format::md ? markdown_text(sentence) : printable(sentence)) + "\n";
    } else {
      note(command.verbosity, sentence);
    }
  }
  print(text);
}

void print_columns(const ExplainCommand& command, const Explanation& explanation,
                   const std::string& file, const Json& unlike_training) {
  const Format format = command.format.chosen();
  if (format == Format::json) {
    print(json_text(document_of(command, explanation, file, unlike_training)) + "\n");
    return;
  }
  const bool people = format == Format::text || format == Format::md;
  const Table table = column_table(explanation, static_cast<size_t>(command.top), people);
  print(render(table, format) + (people ? "\n" : ""));
  print_trust(command, explanation, false);
}

}  // namespace

std::vector<uint32_t> sample(const std::vector<uint32_t>& rows, int64_t most,
                             const Random& random) {
  const auto count = static_cast<size_t>(most);
  if (most == 0 || count >= rows.size()) return rows;
  std::vector<uint32_t> order = random.permutation(static_cast<uint32_t>(rows.size()));
  order.resize(count);
  std::sort(order.begin(), order.end());
  for (uint32_t& place : order) place = rows[place];
  return order;
}

int64_t usual_rows(const Model& model) {
  constexpr int64_t kBytes = int64_t{64} << 20, kFewest = 100, kMost = 10000;
  int64_t numbers = 1;
  for (const InputInfo& info : model.encoding.inputs()) {
    numbers += 2 * info.width() + static_cast<int64_t>(2 * info.columns.size());
  }
  return std::clamp(kBytes / (numbers * int64_t{sizeof(real)}), kFewest, kMost);
}

void explain_columns(const ExplainWork& work, const std::vector<uint32_t>& chosen,
                     bool with_targets) {
  EncodingNotes notes;
  const Dataset data = gather(work.rows, chosen, work.model, with_targets, &notes);
  note_unlike_training(work.command.verbosity, work.model.encoding, notes);
  Explanation explanation;
  with_team(static_cast<int>(work.command.threads), [&] {
    explanation = work.method.explain({work.model, data, data, work.target, work.random});
  });
  warn_of_training_rows(work.command, work.model, work.rows, explanation);
  print_columns(work.command, explanation, work.rows.file(), notes.json(work.model.encoding));
}

// Row by row: each is printed as soon as its piece is explained, but for JSON, which is one
// document.
void explain_single_rows(const ExplainWork& work, const std::vector<uint32_t>& chosen,
                         const RowFormat& shown_as) {
  const ExplainCommand& command = work.command;
  const Format format = command.format.chosen();
  Dataset others;  // for a model that does not know its training rows
  if (!work.model.background.known()) {
    const std::vector<uint32_t> all = work.rows.part(command.choice.split, work.model);
    const Random draw = work.random.branch("background");
    others = gather(work.rows, sample(all, usual_rows(work.model), draw), work.model, false);
  }
  std::unique_ptr<RowWriter> writer;
  Json documents = Json::array();
  EncodingNotes notes;
  Explanation explanation = explain_rows(
      work.rows, chosen, work.method, work.model, others, work.target, work.random, shown_as,
      command.threads, notes, [&](const Explanation& piece, size_t i, const ShownRow& shown) {
        if (format == Format::json) {
          documents.push_back(row_json(piece, i, shown, shown_as));
          return;
        }
        if (format == Format::text || format == Format::md) {
          if (!writer) {
            print(printable(fmt::format("{} of {}: {}", piece.method, quote(piece.output),
                                        piece.importance)) +
                  "\n\n");
            writer = make_row_writer({}, format);  // which notes that there was a row
          }
          print(render(row_table(piece, i, shown, shown_as), format) + "\n");
          return;
        }
        if (!writer) writer = make_row_writer(row_columns(piece, shown_as), format);
        write_row(piece, i, shown, shown_as, *writer);
        print(std::exchange(writer->text, ""));
      });
  note_unlike_training(command.verbosity, work.model.encoding, notes);
  warn_of_training_rows(command, work.model, work.rows, explanation);
  if (format != Format::json) return print_trust(command, explanation, true);
  Json document =
      document_of(command, explanation, work.rows.file(), notes.json(work.model.encoding));
  document["per_row"] = std::move(documents);
  print(json_text(document) + "\n");
}

}  // namespace aimodel
