#include "profile/starter_spec.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "base/json.h"
#include "base/names.h"
#include "base/numbers.h"
#include "base/text.h"
#include "profile/profile_notes.h"
#include "profile/starter_inputs.h"
#include "profile/starter_notes.h"
#include "profile/starter_training.h"

namespace aimodel {

namespace {

std::string name_of(const std::string& file, const std::string& target) {
  std::filesystem::path path(file);
  while (path.has_extension()) path = path.stem();
  return path.filename().string() + ": " + target;
}

const ColumnProfile& checked_target(const Profile& profile, const std::string& name) {
  const ColumnProfile* target = profile.find(name);
  if (target == nullptr) {
    throw Error(Exit::data, profile.file + ":1", "there is no column " + quote(name),
                suggest(name, profile.names()));
  }
  const auto fail = [&](const std::string& what) {
    throw Error(Exit::data, profile.file, "column " + quote(name) + " cannot be predicted: " + what,
                profile.missing_targets.empty() ? "" : missing_targets_note(profile));
  };
  if (target->type == ColumnType::empty) fail("it holds no value at all");
  if (target->type == ColumnType::constant) {
    fail("it holds one value only, " + quote(target->values[0].value));
  }
  if (target->type == ColumnType::text) {
    const std::string& looks = target->dress.looks;
    fail(looks.empty() ? "its texts hardly ever come twice" : "it looks like " + looks);
  }
  return *target;
}

// `alone`: losses of several outputs are added up, where one in the unit of counts would outweigh all
// others.
Json output(const ColumnProfile& target, bool alone, StarterSpec& result) {
  Json output = {{"column", target.name}};
  if (!predicts_classes(target)) {
    output["type"] = "number";
    if (!target.odd.empty()) output["missing"] = target.odd;
    set_style(target.dress, output);
    if (alone && counts_events(target)) {
      output["scaling"] = "none";
      output["loss"] = {{"type", "poisson"}};
      result.notes.push_back(
          fmt::format("target {} holds counts that are spread as widely as they are large: the "
                      "loss is poisson, whose predictions are above 0",
                      quote(target.name)));
    }
    result.spec["metrics"] = {"rmse", "mae", "r2"};
  } else if (target.type == ColumnType::binary) {
    output["type"] = "binary";
    result.spec["metrics"] = {"accuracy", "auc", "f1", "log_loss"};
    std::vector<std::string> values = {target.values[0].value, target.values[1].value};
    std::ranges::sort(values);
    if (has_rare_class(target)) {
      values[1] = target.values[1].value;  // the rare one is what is looked for
      result.spec["metrics"] = {"balanced_accuracy", "pr_auc", "auc", "f1", "log_loss"};
    }
    result.notes.push_back(fmt::format(
        "precision, recall, f1 and auc speak of {}; for the other value set \"positive\"",
        quote(values[1])));
    output["positive"] = values[1];
  } else {
    output["type"] = "category";
    result.spec["metrics"] = {"accuracy", "f1_macro", "log_loss"};
    if (target.numbers) {
      result.notes.push_back(fmt::format(
          "target {} holds {} whole numbers: taken as classes; \"type\": \"number\" takes "
          "them as numbers",
          quote(target.name), target.distinct));
    }
  }
  return output;
}

// Where nothing else is left, what tells the target alone, or seems to number the rows, is better
// than no spec.
void take_rest(const Profile& profile, const ColumnProfile& target,
               std::vector<const ColumnProfile*>& inputs, StarterSpec& result) {
  for (const ColumnProfile& column : profile.columns) {
    const bool number = column.type == ColumnType::identifier && column.numbers.has_value();
    const bool leak = is_readable(column) && !leak_of(column).empty();
    if (&column != &target && (leak || number)) inputs.push_back(&column);
  }
  if (inputs.empty()) return;
  result.notes.clear();
  for (const ColumnProfile& column : profile.columns) {
    if (&column == &target) continue;
    const bool taken = std::ranges::find(inputs, &column) != inputs.end();
    result.notes.push_back(
        (taken ? "taken all the same, as no other column is left: column " : "left out: column ") +
        quote(column.name) + " " + (taken ? leak_of(column) : reason_to_leave_out(column)));
  }
}

}  // namespace

StarterSpec starter_spec(const Profile& profile, const std::string& target_name,
                         const CsvFormat& format, const std::vector<std::string>& others) {
  const ColumnProfile& target = checked_target(profile, target_name);
  StarterSpec result;
  result.spec["name"] = name_of(profile.file, target_name);
  Json data = Json::object();
  if (!profile.file.starts_with('<')) data["path"] = profile.file;
  const Json usual = data_json(CsvFormat{}), told = data_json(format);
  for (const auto& [key, value] : told.items()) {
    if (value != usual[key]) data[key] = value;
  }
  std::vector<const ColumnProfile*> inputs, rare;
  for (const ColumnProfile& column : profile.columns) {
    const bool is_target = &column == &target || std::ranges::count(others, column.name) > 0;
    if (is_target) continue;
    if (const std::string reason = reason_to_leave_out(column); !reason.empty()) {
      result.notes.push_back("left out: column " + quote(column.name) + " " + reason);
      continue;
    }
    if (has_rare_values(column, profile.rows)) {
      rare.push_back(&column);
      continue;
    }
    inputs.push_back(&column);
  }
  if (inputs.empty()) inputs = std::exchange(rare, {});
  for (const ColumnProfile* column : rare) {
    result.notes.push_back(fmt::format(
        "left out: column {} has {} values in {} rows, too few of each to learn from: what a "
        "network takes from them it learns by heart",
        quote(column->name), with_commas(column->distinct), with_commas(profile.rows)));
  }
  if (inputs.empty() && others.empty()) take_rest(profile, target, inputs, result);
  if (inputs.empty()) {
    throw Error(Exit::data, profile.file,
                "no column is left to predict " + quote(target_name) + " from",
                join(result.notes, "; "));
  }
  for (const ColumnProfile* column : inputs) note_writing(*column, result.notes);
  note_writing(target, result.notes);
  if (!predicts_classes(target)) inputs.push_back(&target);  // a word may be a class
  for (const ColumnProfile* column : inputs) {
    for (const std::string& text : column->odd) {
      result.notes.push_back(
          fmt::format("column {} holds {}, but for {}, which its {} now lists as missing",
                      quote(column->name), column->type == ColumnType::date ? "dates" : "numbers",
                      quote(text), column == &target ? "output" : "group"));
    }
  }
  std::erase(inputs, &target);
  if (target.missing > 0 || (!predicts_classes(target) && !target.odd.empty())) {
    data["missing_target"] = "skip";
  }
  if (!data.empty()) result.spec["data"] = data;
  const int64_t bins = starter_bins(target, profile.rows, own_numbers(inputs));
  result.spec["inputs"] = input_groups(inputs, bins);
  const int64_t width = width_of(inputs) + bins * own_numbers(inputs);
  result.spec["network"] = starter_network(target, profile.rows, width);
  result.spec["outputs"] = Json::array({output(target, others.empty(), result)});
  const Json metrics = result.spec["metrics"];
  result.spec.erase("metrics");
  result.spec["training"] = starter_training(target, profile.rows, result.notes);
  result.spec["metrics"] = metrics;
  if (data.contains("missing_target")) {
    result.notes.push_back("rows without a value of " + quote(target_name) +
                           " are passed over: \"missing_target\" says so");
  }
  return result;
}

}  // namespace aimodel
