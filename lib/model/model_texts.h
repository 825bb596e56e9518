#pragma once

#include <cstdint>
#include <string>

#include "model/model.h"

namespace aimodel {

// The metadata of a model file: what each text says is told in model_file.cpp.
inline constexpr int64_t kModelVersion = 2;
inline constexpr const char* kTrainingText = "aimodel.training";
inline constexpr const char* kChecksumText = "aimodel.checksum";

// A hint.
inline constexpr const char* kDamaged = "the file is damaged or was not written by this program";

// All but the checksum.
SafeTensors::Texts model_texts(const Model& model);
// Throws Error (limit) where a text, the checksum among them, takes more than it may.
void check_allowances(const SafeTensors::Texts& texts, const std::string& name);

// Throws Error (model) where a file's texts are not a model's, or of a version that is not known.
void check_model_texts(const SafeTensors::Texts& texts, const std::string& name);
int64_t version_of(const SafeTensors::Texts& texts);  // that were checked

}  // namespace aimodel
