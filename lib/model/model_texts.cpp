#include "model/model_texts.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "base/json_text.h"
#include "base/names.h"
#include "base/numbers.h"

namespace aimodel {

namespace {

constexpr const char* kFormat = "format";
constexpr const char* kFormatName = "aimodel";
constexpr const char* kFormatVersion = "aimodel.format_version";

// What each metadata text may take: JSON needs many times its size in memory.
struct Allowance {
  const char* key;
  size_t most;
};
constexpr size_t kShort = 64;
constexpr size_t kMebibyte = size_t{1} << 20;
constexpr size_t kMostTraining = 8 * kMebibyte;
constexpr Allowance kAllowances[] = {
    {kFormat, kShort},
    {kFormatVersion, kShort},
    {kSpecText, 64 * kMebibyte},
    {kPreprocessingText, 100'000'000},
    {kTrainingText, kMostTraining},
    {kChecksumText, kShort},
};
constexpr Allowance kCheckpointAllowance{kCheckpointText, 100'000'000};

void check_allowance(const Allowance& allowance, const std::string& text, const std::string& name,
                     Exit code) {
  if (text.size() <= allowance.most) return;
  throw Error(code, name,
              fmt::format("metadata {} takes {} bytes, the most is {}", quote(allowance.key),
                          with_commas(static_cast<int64_t>(text.size())),
                          with_commas(static_cast<int64_t>(allowance.most))));
}

// JSON has no word for infinity and NaN.
Json without_infinities(const Json& value) {
  if (value.is_number_float() && !std::isfinite(value.get<double>())) return nullptr;
  if (!value.is_structured()) return value;
  Json result = value;
  for (Json& each : result) each = without_infinities(each);
  return result;
}

// A record that takes more than its allowance goes without its longest part, rather than a trained
// model be lost.
std::string record_text(const Json& record, size_t most) {
  Json finite = without_infinities(record);
  std::string text = json_text(finite, -1);
  if (text.size() > most && finite.erase("history") > 0) text = json_text(finite, -1);
  return text;
}

Error text_error(const std::string& name, const std::string& what, const std::string& hint) {
  return Error(Exit::model, name, what, hint);
}

void check_version(const SafeTensors::Texts& texts, const std::string& name) {
  const auto found = texts.find(kFormatVersion);
  if (found == texts.end()) {
    throw text_error(name, fmt::format("metadata {} is missing", quote(kFormatVersion)), kDamaged);
  }
  const std::optional<int64_t> version = parse_integer(found->second);
  if (version && *version > 0 && *version <= kModelVersion) return;
  if (version && *version > kModelVersion) {
    throw text_error(name,
                     fmt::format("format version {} is newer than this program knows ({})",
                                 *version, kModelVersion),
                     "upgrade aimodel");
  }
  throw text_error(name, fmt::format("format version {} is not known", quote(found->second)),
                   kDamaged);
}

}  // namespace

SafeTensors::Texts model_texts(const Model& model) {
  return {
      {kFormat, kFormatName},
      {kFormatVersion, std::to_string(kModelVersion)},
      {kSpecText, json_text(model.spec.stored(), -1)},
      {kPreprocessingText, json_text(model.preprocessing.state(), -1)},
      {kTrainingText, record_text(model.record, kMostTraining)},
  };
}

void check_allowances(const SafeTensors::Texts& texts, const std::string& name) {
  if (const auto found = texts.find(kCheckpointText); found != texts.end()) {
    check_allowance(kCheckpointAllowance, found->second, name, Exit::limit);
  }
  for (const Allowance& allowance : kAllowances) {
    check_allowance(allowance, texts.at(allowance.key), name, Exit::limit);
  }
}

void check_model_texts(const SafeTensors::Texts& texts, const std::string& name) {
  const auto format = texts.find(kFormat);
  if (format == texts.end() || format->second != kFormatName) {
    throw text_error(name, "is not a model file", "it is a safetensors file of another program");
  }
  check_version(texts, name);
  for (const Allowance& allowance : kAllowances) {
    const auto found = texts.find(allowance.key);
    if (found == texts.end()) {
      throw text_error(name, fmt::format("metadata {} is missing", quote(allowance.key)), kDamaged);
    }
    check_allowance(allowance, found->second, name, Exit::model);
  }
  for (const auto& entry : texts) {
    const std::string& key = entry.first;
    if (key == kCheckpointText) {
      check_allowance(kCheckpointAllowance, entry.second, name, Exit::model);
      continue;
    }
    const bool known = std::ranges::any_of(
        kAllowances, [&](const Allowance& allowance) { return key == allowance.key; });
    if (!known) throw text_error(name, fmt::format("unknown metadata {}", quote(key)), kDamaged);
  }
}

int64_t version_of(const SafeTensors::Texts& texts) {
  return parse_integer(texts.at(kFormatVersion)).value();
}

}  // namespace aimodel
