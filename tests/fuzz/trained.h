#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/output_file.h"
#include "base/utf8.h"
#include "fuzz/fuzz.h"
#include "model/safetensors.h"
#include "model/safetensors_reader.h"
#include "train/run_inputs.h"
#include "train/start_model.h"
#include "train/trainer.h"
#include "train/training_record.h"

namespace aimodel {

// A small training of all kinds of columns, in a directory of its own.
class TrainedExample {
 public:
  static constexpr const char* kSpec = R"({
    "inputs": [{"columns": ["a", "b"], "type": "number", "missing_indicator": true},
               {"column": "size", "type": "ordinal", "order": ["small", "large"]},
               {"column": "town", "type": "category"},
               {"column": "job", "type": "category", "encoding": "embedding", "units": 2},
               {"column": "day", "type": "date"}, {"column": "flag", "type": "binary"}],
    "network": [{"type": "dense", "units": 3, "activation": "tanh"}, {"type": "batch_norm"}],
    "outputs": [{"column": "kind", "type": "category"}, {"column": "price", "type": "number"}],
    "training": {"epochs": 3, "batch_size": 8, "validation": 0.2, "early_stopping": {"patience": 2}}})";

  TrainedExample() {
    std::string text = "a,b,size,town,job,day,flag,kind,price\n";
    for (int i = 0; i < 40; ++i) {
      text += std::to_string(i % 7) + "," + (i % 5 == 0 ? "" : std::to_string(i)) + "," +
              (i % 2 == 0 ? "small" : "large") + "," + "abc"[i % 3] + "," + "xyzw"[i % 4] +
              ",2024-0" + std::to_string(1 + i % 9) + "-11," + (i % 3 == 0 ? "yes" : "no") + "," +
              "pq"[i % 5 % 2] + "," + std::to_string(i * i % 11) + "\n";
    }
    put(rows_path(), text);
  }

  std::string rows_path() const { return scratch_ / "rows.csv"; }
  const Scratch& scratch() const { return scratch_; }
  Spec spec() const { return Spec::parse(kSpec, "spec.json"); }

  TrainRows rows(const std::string& cache = "") const {
    OutputPlan outputs;
    PrepareOptions options;
    const Spec own = spec();
    options.files = training_files({rows_path(), "", "", ""}, own);
    options.cache = cache;
    return prepare_rows(own, nullptr, options, outputs);
  }

  // A model before its first step, or trained.
  std::unique_ptr<Model> model(TrainRows& rows) const {
    return start_model(spec(), rows, nullptr, "");
  }
  std::unique_ptr<Model> trained(TrainRows& rows, const TrainOptions& options = {}) const {
    std::unique_ptr<Model> result = model(rows);
    const TrainResult how = train(*result, rows.train, rows.validation, options);
    result->record = training_record(result->spec, rows, how, measure_parts(*result, rows));
    return result;
  }

 private:
  Scratch scratch_;
};

// A file that is tried: its bytes as they come, or a good file's with one of its texts replaced, and a checksum that
// agrees. The first byte says which.
class TriedFile {
 public:
  TriedFile(std::string good, std::vector<std::string> keys)
      : good_(std::move(good)), keys_(std::move(keys)) {
    const SafeTensors content = read_safetensors(good_, "good");
    seed("file", std::string(1, '\0') + good_);
    for (size_t i = 0; i < keys_.size(); ++i) {
      seed(keys_[i], static_cast<char>(i + 1) + content.texts.at(keys_[i]));
    }
  }

  std::string bytes(std::string_view data) const {
    if (data.empty()) return "";
    const size_t which = static_cast<unsigned char>(data[0]) % (keys_.size() + 1);
    data.remove_prefix(1);
    std::string raw = which == 0 ? std::string(data) : good_;
    SafeTensors content;
    if (!answer([&] { content = read_safetensors(raw, "tried"); }).empty()) return raw;
    if (which > 0 && find_invalid_utf8(data) != std::string_view::npos) return raw;
    if (which > 0) content.texts[keys_[which - 1]] = data;
    content.texts.erase("aimodel.checksum");
    content.texts["aimodel.checksum"] = content_hash(content);
    std::string result;
    if (!answer([&] { result = write_safetensors(content); }).empty()) return raw;
    return result;
  }

 private:
  std::string good_;
  std::vector<std::string> keys_;
};

}  // namespace aimodel
