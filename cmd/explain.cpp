#include <algorithm>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/file.h"
#include "base/json.h"
#include "base/terminal.h"
#include "base/text.h"
#include "command.h"
#include "data/split.h"
#include "explain/explanation_report.h"
#include "explain/method.h"
#include "report/cells.h"
#include "rows.h"
#include "spec/document.h"
#include "split_part.h"
#include "tensor/parallel.h"

namespace aimodel {

namespace {

struct ExplainCommand {
  std::string model, data, method, output, target, split;
  std::vector<Override> settings;
  int64_t rows = 0, top = 0, seed = 1, threads = 1;
  bool per_row = false;
  DataOptions data_options;
  OutputOptions format;
  Verbosity verbosity;
};

bool has_targets(const Model& model, const std::vector<std::string>& header) {
  for (const OutputInfo& info : model.encoding.outputs()) {
    for (const std::string& column : info.columns) {
      if (std::find(header.begin(), header.end(), column) == header.end()) return false;
    }
  }
  return true;
}

// The method that was named, else the one that fits what was asked and the columns that are there.
std::string chosen_method(const ExplainCommand& command, const Model& model,
                          const CsvReader& reader) {
  if (!command.method.empty()) return command.method;
  const auto choose = [&](const std::string& method, const std::string& why) {
    note(command.verbosity,
         fmt::format("method: {}, since {}; --method names another", method, why));
    return method;
  };
  if (command.per_row) return choose("integrated_gradients", "--per-row speaks of single rows");
  if (!command.target.empty())
    return choose("integrated_gradients", "--target asks for one class or column");
  if (has_targets(model, reader.header()))
    return choose("permutation", reader.file() + " has labels");
  return choose("integrated_gradients", reader.file() + " has no labels");
}

void check_permutation(const ExplainCommand& command) {
  const auto refuse = [](const std::string& option, const std::string& what) {
    throw Error(Exit::usage, "", option + ": permutation " + what,
                "--method integrated_gradients or --method saliency");
  };
  if (command.per_row) refuse("--per-row", "speaks of all rows together");
  if (!command.target.empty()) refuse("--target", "explains a metric, not one class or column");
}

// At most so many of the rows, drawn at random, in the file's order.
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

void warn_of_training_rows(const ExplainCommand& command, const Model& model, const Rows& rows,
                           Explanation& explanation) {
  if (!is_training_file(model, rows) || command.split == "validation" || command.split == "test")
    return;
  explanation.notes.push_back(
      "these are rows that the model was trained on: what it leans on here may be learnt by heart; "
      "--split test or "
      "other data tells what helps with new rows");
}

void print_explanation(const ExplainCommand& command, const std::string& file,
                       const Explanation& explanation, const std::vector<uint32_t>& rows,
                       const Json& unlike_training) {
  const Format format = command.format.chosen();
  const auto top = static_cast<size_t>(command.top);
  std::vector<int64_t> places;
  if (command.per_row) places.assign(rows.begin(), rows.end());
  for (int64_t& place : places) ++place;
  if (format == Format::json) {
    Json document = to_json(explanation, places, top);
    document["model"] = command.model;
    document["data"] = file;
    document["split"] = command.split.empty() ? Json() : Json(command.split);
    document["unlike_training"] = unlike_training;
    print(json_text(document) + "\n");
    return;
  }
  const bool people = format == Format::text || format == Format::md;
  const Table table = command.per_row ? row_table(explanation, places, top)
                                      : column_table(explanation, top, people);
  std::string text = render(table, format);
  if (people) text += '\n';
  for (const std::string& sentence : trust(explanation, top)) {
    if (people) {
      text += "- " + (format == Format::md ? markdown_text(sentence) : printable(sentence)) + "\n";
    } else {
      note(command.verbosity, sentence);
    }
  }
  print(text);
}

int run_explain(const ExplainCommand& command) {
  if (command.data.empty()) {
    throw Error(Exit::usage, "", "no data: name a CSV file, or - for standard input",
                fmt::format("aimodel explain {} rows.csv", command.model));
  }
  if (command.model == "-" && command.data == "-") {
    throw Error(Exit::usage, "", "- stands for both the model and the data",
                "standard input can be read once: give one of them as a file");
  }
  const std::unique_ptr<Model> model = read_model(command.model);
  const Target target = find_target(*model, command.output, command.target);
  CsvReader reader = open_rows(command.data, model->spec, command.data_options);
  const std::string name = chosen_method(command, *model, reader);
  const MethodPtr method = make_method(name, command.settings);
  const bool with_targets = name == "permutation";
  if (with_targets) check_permutation(command);
  // A stratified split looks at the labels too.
  std::vector<WantedColumn> columns =
      model->encoding.wanted(with_targets || !command.split.empty());
  if (!command.split.empty()) {
    for (const WantedColumn& column : split_columns(model->spec)) columns.push_back(column);
  }
  const Rows rows = read_rows(reader, columns, command.threads, command.verbosity,
                              trained_on(*model, command.model));
  const Random random(static_cast<uint64_t>(command.seed));
  const std::vector<uint32_t> part = split_part(command.split, *model, rows);
  const std::vector<uint32_t> chosen = sample(part, command.rows, random.branch("explained rows"));
  EncodingNotes notes;
  const Dataset data = model->encoding.encode(rows.frame, chosen, with_targets, &notes);
  note_unlike_training(command.verbosity, model->encoding, notes);
  Dataset others;
  if (chosen.size() < part.size()) others = model->encoding.encode(rows.frame, part, false);
  Explanation explanation;
  with_team(static_cast<int>(command.threads), [&] {
    explanation = method->explain({*model, data, others.rows > 0 ? others : data, target, random});
  });
  warn_of_training_rows(command, *model, rows, explanation);
  print_explanation(command, reader.file(), explanation, chosen, notes.json(model->encoding));
  return 0;
}

void add_settings(CLI::App& app, std::vector<Override>& settings) {
  app.add_option_function<std::vector<std::string>>(
         "--set",
         [&settings](const std::vector<std::string>& texts) {
           for (const std::string& text : texts) {
             const size_t equals = text.find('=');
             if (equals == std::string::npos || equals == 0) {
               throw Error(Exit::usage, "", "--set: expected option=value (" + text + ")",
                           "as in --set repeats=10");
             }
             settings.push_back(
                 {text.substr(0, equals), text.substr(equals + 1), false, "--set " + text});
           }
         },
         "Option of the method, as in --set repeats=10; may be repeated")
      ->type_name("OPTION=VALUE")
      ->allow_extra_args(false)
      ->trigger_on_parse();
}

}  // namespace

Run declare_explain(CLI::App& app) {
  auto command = std::make_shared<ExplainCommand>();
  app.add_option("MODEL", command->model, "Model file")->required();
  app.add_option("DATA", command->data, "CSV file, or - for standard input");
  add_choice(app, "--method", command->method, method_names(),
             "How it is explained (default: permutation where DATA has labels, else "
             "integrated_gradients); "
             "aimodel inspect --schema explain/NAME tells its options");
  add_settings(app, command->settings);
  app.add_option("--output", command->output, "Output to be explained (default: the first)")
      ->type_name("NAME");
  app.add_option("--target", command->target,
                 "Class or column to be explained (default: each row's predicted class)")
      ->type_name("NAME");
  add_choice(app, "--split", command->split, {"train", "validation", "test"},
             "Only the rows that training used so; DATA is its file");
  add_whole_number(app, "--rows", command->rows, 1, int64_t{1} << 32,
                   "Explain N rows only, drawn at random (default: all)");
  app.add_flag("--per-row", command->per_row, "What each row's prediction leans on, row by row");
  add_whole_number(app, "--top", command->top, 1, 1000000,
                   "Show the N most important columns (default: all)");
  add_whole_number(app, "--seed", command->seed, 0, (int64_t{1} << 53) - 1,
                   "Seed of what is drawn at random (default: 1)", "AIMODEL_SEED");
  add_threads(app, command->threads);
  add_data_options(app, command->data_options);
  add_output(app, command->format);
  add_verbosity(app, command->verbosity);
  app.footer("Example:\n  aimodel explain y.model test.csv --top 10");
  return [command] { return run_explain(*command); };
}

}  // namespace aimodel
