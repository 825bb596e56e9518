#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "base/json.h"
#include "base/json_text.h"
#include "base/numbers.h"
#include "columns/open_rows.h"
#include "command.h"
#include "csv/kept_columns.h"
#include "explain/explain_rows.h"
#include "explain/explanation_report.h"
#include "explain/row_choice.h"
#include "explain/row_printer.h"

namespace aimodel {

namespace {

// The command line of `explain`.
struct ExplainCommand {
  std::string model, data, method, output, target;
  std::vector<Override> settings;
  std::vector<std::string> keep;
  RowChoice choice;
  int64_t rows = 0, top = 0, seed = 1, threads = 1;
  bool per_row = false;
  DataOptions data_options;
  OutputOptions format;
  Verbosity verbosity;

  // What asks for rows one by one, or "".
  std::string asks_for_rows() const {
    if (per_row) return "--per-row";
    if (choice.row > 0) return "--row";
    if (!keep.empty()) return "--keep";
    return choice.where.empty() || method == "permutation" ? "" : "--where";
  }
};

bool has_targets(const Model& model, const std::vector<std::string>& header) {
  for (const OutputPtr& output : model.preprocessing.outputs()) {
    for (const std::string& column : output->columns()) {
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
         from_program(fmt::format("method: {}, since {}; --method names another", method, why)));
    return method;
  };
  if (const std::string option = command.asks_for_rows(); !option.empty()) {
    return choose("integrated_gradients", option + " speaks of single rows");
  }
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
  if (const std::string option = command.asks_for_rows(); !option.empty()) {
    refuse(option, "speaks of all rows together");
  }
  if (!command.target.empty()) refuse("--target", "explains a metric, not one class or column");
}

void print_trust(const ExplainCommand& command, const Explanation& explanation, bool of_rows) {
  const Format format = command.format.chosen();
  const auto top = static_cast<size_t>(command.top);
  if (format == Format::text || format == Format::md) {
    print(trust_list(explanation, top, of_rows, format));
    return;
  }
  for (const std::string& sentence : trust(explanation, top, of_rows)) {
    note(command.verbosity, from_program(sentence));
  }
}

// All rows together.
StoredExplanation explain_columns(const ExplainCommand& command, const ExplainTask& task,
                                  const std::vector<uint32_t>& chosen, bool with_targets) {
  StoredExplanation result = explain_together(task, chosen, with_targets);
  for (const std::string& line : result.notes.lines(task.model.preprocessing)) {
    note(command.verbosity, from_program(line));
  }
  const Format format = command.format.chosen();
  if (format == Format::json) return result;
  const bool people = format == Format::text || format == Format::md;
  const Table table = column_table(result.explanation, static_cast<size_t>(command.top), people);
  print(render(table, format) + (people ? "\n" : ""));
  return result;
}

// Row by row: each is printed as soon as its piece is explained.
StoredExplanation explain_single_rows(const ExplainCommand& command, const ExplainTask& task,
                                      const std::vector<uint32_t>& chosen,
                                      const RowFormat& shown_as, Json& documents) {
  RowPrinter printer(command.format.chosen(), shown_as, print);
  StoredExplanation result = explain_row_by_row(
      task, chosen, shown_as, [&](const Explanation& piece, size_t i, const ShownRow& shown) {
        printer.show(piece, i, shown);
      });
  for (const std::string& line : result.notes.lines(task.model.preprocessing)) {
    note(command.verbosity, from_program(line));
  }
  documents = std::move(printer.documents);
  return result;
}

int run_explain(const ExplainCommand& command) {
  if (command.data.empty()) {
    throw Error(Exit::usage, "", "no data: name a CSV file, or - for standard input",
                fmt::format("aimodel explain {} rows.csv", command.model));
  }
  check_one_stream(command.model, command.data);
  if (command.choice.row > 0 && command.rows > 0) {
    throw Error(Exit::usage, "", "--row and --rows exclude each other");
  }
  note_waiting(command.verbosity, {command.model});
  const std::unique_ptr<Model> model = read_model(command.model);
  const Target target = find_target(*model, command.output, command.target);
  note_waiting(command.verbosity, {command.data});
  CsvReader reader = open_rows(command.data, model->spec, command.data_options);
  const std::string name = chosen_method(command, *model, reader);
  const MethodPtr method = make_method(name, command.settings);
  const bool with_targets = name == "permutation";
  if (with_targets) check_permutation(command);
  const bool single = !command.asks_for_rows().empty();
  std::vector<std::string> verbatim;
  for (const std::string& text : command.choice.where) {
    verbatim.push_back(parse_condition(text).column);
    check_column(reader, verbatim.back());
  }
  const RowFormat shown_as{named_columns(reader, command.keep), static_cast<size_t>(command.top)};
  std::ranges::copy(shown_as.kept, std::back_inserter(verbatim));
  const ReadFor purpose = !command.choice.split.empty() ? ReadFor::training
                          : with_targets                ? ReadFor::evaluation
                                                        : ReadFor::prediction;
  const StoredRows rows(reader, plan_reading(*model, purpose, verbatim),
                        static_cast<int>(command.threads), messages(command.verbosity),
                        trained_on(*model, command.model));
  std::vector<uint32_t> chosen = chosen_rows(rows, command.choice, *model);
  const auto all = static_cast<int64_t>(chosen.size());
  const bool piecewise = single && command.format.chosen() != Format::json;
  const int64_t most = command.rows > 0 ? command.rows : piecewise ? all : usual_rows(*model);
  const Random random(static_cast<uint64_t>(command.seed));
  chosen = sample_rows(chosen, most, random.branch("explained rows"));
  if (command.rows == 0 && static_cast<int64_t>(chosen.size()) < all) {
    note(command.verbosity, from_program(fmt::format(
                                "{} of {} rows are explained, drawn at random; --rows {} takes all",
                                with_commas(most), with_commas(all), all)));
  }
  const ExplainTask task{*model,
                         *method,
                         rows,
                         command.choice.split,
                         target,
                         random,
                         static_cast<int>(command.threads)};
  Json documents;
  const StoredExplanation result =
      single ? explain_single_rows(command, task, chosen, shown_as, documents)
             : explain_columns(command, task, chosen, with_targets);
  if (command.format.chosen() == Format::json) {
    Json document = to_json(result.explanation, shown_as.top);
    document["model"] = command.model;
    document["data"] = rows.file();
    document["split"] = command.choice.split.empty() ? Json() : Json(command.choice.split);
    document["unlike_training"] = result.notes.json(model->preprocessing);
    if (single) document["per_row"] = std::move(documents);
    print(json_text(document) + "\n");
  } else {
    print_trust(command, result.explanation, single);
  }
  return 0;
}

void add_settings(OptionSet& options, std::vector<Override>& settings) {
  options.on_texts("--set",
                   [&settings](const std::vector<std::string>& texts) {
                     for (const std::string& text : texts) {
                       const size_t equals = text.find('=');
                       if (equals == std::string::npos || equals == 0) {
                         throw Error(Exit::usage, "", "--set: expected option=value (" + text + ")",
                                     "as in --set repeats=10");
                       }
                       settings.push_back({text.substr(0, equals), text.substr(equals + 1), false,
                                           "--set " + text});
                     }
                   },
                   "Option of the method, as in --set repeats=10; may be repeated",
                   {.type = "OPTION=VALUE", .at_once = true});
}

}  // namespace

Run declare_explain(OptionSet& options) {
  auto command = std::make_shared<ExplainCommand>();
  options.text("MODEL", command->model, "Model file", {.required = true});
  options.text("DATA", command->data, "CSV file, or - for standard input");
  options.group("What is explained");
  options.choice("--method", command->method, method_names(),
                 "How it is explained (default: permutation where DATA has labels, else "
                 "integrated_gradients); "
                 "aimodel inspect --schema explain/NAME tells its options");
  add_settings(options, command->settings);
  options.text("--output", command->output, "Output to be explained (default: the first)",
               {.type = "NAME"});
  options.text("--target", command->target,
               "Class or column to be explained (default: each row's predicted class)",
               {.type = "NAME"});
  options.whole_number("--seed", command->seed, 0, (int64_t{1} << 53) - 1,
                       "Seed of what is drawn at random (default: 1)", "AIMODEL_SEED");
  options.group("Which rows");
  options.choice("--split", command->choice.split, {"train", "validation", "test"},
                 "Only the rows that training used so; DATA is its file");
  options.whole_number("--rows", command->rows, 1, int64_t{1} << 32,
                       "Explain N rows only, drawn at random (default: all one by one, else no "
                       "more than 10,000, or than take 64 MiB)");
  options.flag("--per-row", command->per_row,
               "What each row's prediction leans on, row by row, with the row's values");
  options.whole_number("--row", command->choice.row, 1, int64_t{1} << 32,
                       "Explain row N of DATA alone, counted from 1");
  options.texts("--where", command->choice.where,
                "Explain the rows in which a column has this value, one by one; may be repeated",
                {.type = "COLUMN=VALUE"});
  add_data_options(options, command->data_options);
  options.group("Output");
  options.texts("--keep", command->keep,
                "Columns to show of each row, as in --keep id; may be repeated",
                {.type = "COLUMNS"});
  options.whole_number("--top", command->top, 1, 1000000,
                       "Show the N most important columns, of a row its own (default: all)");
  add_output(options, command->format);
  add_verbosity(options, command->verbosity);
  options.group("Other");
  add_threads(options, command->threads);
  options.footer("Example:\n  aimodel explain y.model test.csv --top 10");
  return [command] { return run_explain(*command); };
}

}  // namespace aimodel
