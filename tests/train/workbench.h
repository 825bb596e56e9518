#pragma once

#include <algorithm>
#include <memory>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/random.h"
#include "csv/frame.h"
#include "train/trainer.h"

namespace aimodel {

// What stands in a file of rows: columns of numbers, then columns of texts.
struct Rows {
  std::vector<std::pair<std::string, std::vector<double>>> numbers;
  std::vector<std::pair<std::string, std::vector<std::string>>> texts{};

  Frame frame() const {
    Frame frame;
    frame.file = "rows.csv";
    for (const auto& [name, values] : numbers) {
      FrameColumn& column = frame.columns.emplace_back();
      column.name = name;
      column.kind = CellKind::number;
      column.numbers = values;
      frame.lines.resize(values.size());
    }
    for (const auto& [name, values] : texts) {
      FrameColumn& column = frame.columns.emplace_back();
      column.name = name;
      column.texts = {""};
      for (const std::string& value : values) {
        size_t id = 1;
        while (id < column.texts.size() && column.texts[id] != value) ++id;
        if (id == column.texts.size()) column.texts.push_back(value);
        column.ids.push_back(static_cast<uint32_t>(id));
      }
      frame.lines.resize(values.size());
    }
    return frame;
  }
};

// A model with its first weights, and the rows that it is to learn.
struct Bench {
  std::unique_ptr<Model> model;
  Dataset rows;

  Bench(const std::string& spec_text, const Rows& file) {
    const Spec spec = Spec::parse(spec_text, "spec.json");
    const Frame frame = varied(file).frame();
    std::vector<uint32_t> all(static_cast<size_t>(frame.rows()));
    std::iota(all.begin(), all.end(), 0U);
    Preprocessing preprocessing = Preprocessing::fit(spec, frame, all);
    rows = preprocessing.encode(file.frame(), true);
    model = std::make_unique<Model>(spec, std::move(preprocessing));
    model->initialize(Random(1).branch("weights"));
  }

  // What does not vary does not act: where a column holds one number only, the preprocessing sees
  // another row that differs in it. It is not learnt, and matters not to numbers without scaling.
  static Rows varied(Rows file) {
    const auto constant = [](const auto& column) {
      const std::vector<double>& values = column.second;
      return std::ranges::all_of(values, [&](double x) { return x == values[0]; });
    };
    if (std::ranges::none_of(file.numbers, constant)) return file;
    for (auto& column : file.numbers) column.second.push_back(column.second[0] + constant(column));
    for (auto& column : file.texts) column.second.push_back(column.second[0]);
    return file;
  }

  Dataset others(const Rows& file) const { return model->preprocessing.encode(file.frame(), true); }

  // All parameters, or one by its full name.
  std::vector<real> values() const {
    const auto span = std::as_const(model->parameters).values();
    return {span.begin(), span.end()};
  }
  std::span<real> parameter(const std::string& name) const {
    const Layout& layout = model->network.layout();
    for (const Param* param : layout.params()) {
      if (param->name != name) continue;
      return model->parameters.values().subspan(static_cast<size_t>(layout.offset(*param)),
                                                static_cast<size_t>(param->shape.elements()));
    }
    throw std::logic_error("no parameter " + name);
  }
};

// Calls a function after each step.
class AfterStep : public TrainingCallback {
 public:
  explicit AfterStep(std::function<void(const StepInfo&)> call) : call_(std::move(call)) {}
  void on_step_end(const StepInfo& info) override { call_(info); }
  void on_epoch_end(const EpochInfo&) override {}

 private:
  std::function<void(const StepInfo&)> call_;
};

// Numbers that look random and are always the same.
inline std::vector<double> noise(const std::string& name, int64_t count) {
  std::vector<double> values;
  for (int64_t i = 0; i < count; ++i) {
    values.push_back(Random(7).branch(name).normal(static_cast<uint64_t>(i)));
  }
  return values;
}

}  // namespace aimodel
