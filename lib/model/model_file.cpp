// The model file: a safetensors file (see safetensors.cpp) whose tensors are the network's
// parameters under their full names, "network.0.weight", and whose metadata are
//   format                  "aimodel"
//   aimodel.format_version  "2"; what can be of version 1 is read as well (older_format.h)
//   aimodel.spec            the filled-in spec, JSON
//   aimodel.preprocessing   what was learnt of the columns from the training rows, JSON
//                           (Preprocessing::state)
//   aimodel.training        the training record, JSON
//   aimodel.checksum        content_hash of all the rest
// Tensors whose names begin with "background." are what explanations compare a row with (see
// background_rows.h).
// Nothing in it depends on when, where or with how many threads it was written.
// A checkpoint has a text "aimodel.checkpoint" beside these, JSON, and further tensors, whose names
// begin with "checkpoint."; whoever reads it as a model passes over both.
// Reading: the checksum finds accidents, not malice, so everything else is checked as if there were
// none. Parameters are allocated when the file is known to hold a tensor of the right shape for
// each of them.
#include <map>
#include <utility>

#include <fmt/format.h>

#include "base/names.h"
#include "base/output_file.h"
#include "model/model.h"
#include "model/model_texts.h"
#include "model/older_format.h"
#include "model/record.h"
#include "model/safetensors.h"
#include "model/safetensors_reader.h"
#include "spec/document.h"
#include "tensor/elementwise.h"

namespace aimodel {

namespace {

// All that a file holds; refers to the model, and to the section.
SafeTensors content_of(const Model& model, const CheckpointSection* section,
                       const std::string& name) {
  SafeTensors content;
  for (const Param* param : model.network.layout().params()) {
    const Tensor values = model.parameters[*param];
    if (!all_finite(values.values())) {
      throw Error(
          Exit::numeric, name,
          fmt::format("the parameter {} holds a number that is not finite", quote(param->name)));
    }
    content.tensors.push_back({param->name, param->shape, bytes_of(values.values())});
  }
  for (SafeTensors::Entry& entry : entries_of(model.background)) {
    content.tensors.push_back(std::move(entry));
  }
  content.texts = model_texts(model);
  if (section != nullptr) {
    content.texts[kCheckpointText] = section->text;
    content.tensors.insert(content.tensors.end(), section->tensors.begin(), section->tensors.end());
  }
  content.texts[kChecksumText] = content_hash(content);
  check_allowances(content.texts, name);
  return content;
}

void write_content(const SafeTensors& content, const OutputPlace& place) {
  OutputFile file(place);
  write_safetensors(content, place.name, [&](std::string_view bytes) { file.write(bytes); });
  file.commit();
}

class Checker {
 public:
  explicit Checker(const std::string& name) : name_(name) {}

  Error older(const std::string& what) const {
    return error(fmt::format("format version 1 is older than this program reads {}", what),
                 "train the model again, or use the aimodel that wrote it");
  }

  void check_sum(SafeTensors content) const {
    const std::string expected = content.texts.at(kChecksumText);
    content.texts.erase(kChecksumText);
    if (content_hash(content) == expected) return;
    throw error("is damaged: its content does not match its checksum",
                "copy the file again, or train the model again");
  }

  // The tensors in the order of the parameters: one for each, and none beside them.
  std::vector<const SafeTensors::Entry*> match(const SafeTensors& content,
                                               const Layout& layout) const {
    std::map<std::string_view, const SafeTensors::Entry*> entries;
    const bool checkpoint = content.texts.contains(kCheckpointText);
    for (const SafeTensors::Entry& entry : content.tensors) {
      if (checkpoint && entry.name.starts_with(kCheckpointTensor)) continue;
      if (entry.name.starts_with(kBackgroundTensor)) continue;
      entries[entry.name] = &entry;
    }
    std::vector<const SafeTensors::Entry*> result;
    for (const Param* param : layout.params()) {
      const auto found = entries.find(param->name);
      if (found == entries.end()) {
        throw error(fmt::format("tensor {} is missing", quote(param->name)), kDamaged);
      }
      result.push_back(found->second);
      if (result.back()->shape != param->shape) {
        throw error(fmt::format("tensor {} has the shape {}, the spec in the file asks for {}",
                                quote(param->name), to_string(result.back()->shape),
                                to_string(param->shape)),
                    kDamaged);
      }
      entries.erase(found);
    }
    if (entries.empty()) return result;
    throw error(fmt::format("tensor {} is no parameter of the network that the spec in the file "
                            "describes",
                            quote(entries.begin()->first)),
                kDamaged);
  }

  void check_finite(const Param& param, std::span<const real> values) const {
    if (all_finite(values)) return;
    throw error(fmt::format("tensor {} holds a number that is not finite", quote(param.name)),
                kDamaged);
  }

 private:
  Error error(const std::string& what, const std::string& hint) const {
    return Error(Exit::model, name_, what, hint);
  }

  const std::string& name_;
};

std::unique_ptr<Model> from_content(const SafeTensors& content, const std::string& name) {
  const Checker checker(name);
  const auto json = [&](const char* key) {
    return parse_json(content.texts.at(key), fmt::format("{}: {}", name, key), Exit::model).root;
  };
  Spec spec = Spec::parse(content.texts.at(kSpecText), name, Exit::model);
  Json state = json(kPreprocessingText);
  const int64_t version = version_of(content.texts);
  if (version < kModelVersion && !upgrade_from_1(spec, state)) {
    throw checker.older("where inputs are categories, or targets not in standard scaling");
  }
  Preprocessing preprocessing = Preprocessing::restore(spec, state);
  // A network takes no memory for its parameters, a model does.
  const std::vector<const SafeTensors::Entry*> entries =
      checker.match(content, Network(spec, preprocessing.inputs(), preprocessing.heads()).layout());
  auto model = std::make_unique<Model>(std::move(spec), std::move(preprocessing));
  std::vector<const SafeTensors::Entry*> background;
  for (const SafeTensors::Entry& entry : content.tensors) {
    if (entry.name.starts_with(kBackgroundTensor)) background.push_back(&entry);
  }
  model->background = restore_background(background, model->preprocessing, name);
  model->record = json(kTrainingText);
  model->draws_splits_otherwise = version < kModelVersion;
  check_record(model->record, name);
  const std::vector<const Param*>& params = model->network.layout().params();
  for (size_t i = 0; i < params.size(); ++i) {
    const std::span<real> values = model->parameters[*params[i]].values();
    copy_numbers(entries[i]->data, values);
    checker.check_finite(*params[i], values);
  }
  return model;
}

// The content of a file that has the texts of a model and whose checksum is right.
SafeTensors checked_content(std::string_view bytes, const std::string& name) {
  const Checker checker(name);
  SafeTensors content = read_safetensors(
      bytes, name, [&](const SafeTensors::Texts& texts) { check_model_texts(texts, name); });
  checker.check_sum(content);
  return content;
}

}  // namespace

std::string to_file_bytes(const Model& model) {
  return write_safetensors(content_of(model, nullptr, ""));
}

std::unique_ptr<Model> from_file_bytes(std::string_view bytes, const std::string& name) {
  const SafeTensors content = checked_content(bytes, name);
  try {
    return from_content(content, name);
  } catch (const Error& error) {
    // Some mistakes in a spec are found by rooms that know of no model file.
    if (error.code() == Exit::model) throw;
    throw Error(Exit::model, name, error.what());
  }
}

void write_model(const Model& model, const OutputPlace& place) {
  write_content(content_of(model, nullptr, place.name), place);
}

void write_checkpoint_file(const Model& model, const CheckpointSection& section,
                           const OutputPlace& place) {
  write_content(content_of(model, &section, place.name), place);
}

SafeTensors read_checkpoint_file(std::string_view bytes, const std::string& name) {
  SafeTensors content = checked_content(bytes, name);
  if (version_of(content.texts) < kModelVersion) throw Checker(name).older("as a checkpoint");
  if (content.texts.contains(kCheckpointText)) return content;
  throw Error(Exit::model, name, "is a model, not a checkpoint of a training");
}

std::unique_ptr<Model> read_model(const std::string& path) {
  return from_file_bytes(read_safetensors_bytes(path), path == "-" ? "<stdin>" : path);
}

}  // namespace aimodel
