#include "columns/stored_state.h"

#include <cmath>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include "base/json.h"
#include "base/names.h"

namespace aimodel {

StoredState::StoredState(std::string file, std::string subject, const Json& state)
    : file_(std::move(file)), subject_(std::move(subject)), state_(state) {
  if (!state.is_object()) throw error("is not an object");
}

Error StoredState::error(const std::string& what) const {
  return Error(Exit::model, file_, fmt::format("stored encoding, {}: {}", subject_, what),
               "the file is damaged or was not written by this program");
}

const Json& StoredState::value(const char* key) const {
  const auto found = state_.find(key);
  if (found == state_.end()) throw error(fmt::format("{} is missing", quote(key)));
  return *found;
}

bool StoredState::has(const char* key) const {
  return state_.contains(key);
}

bool StoredState::is_null(const char* key) const {
  return value(key).is_null();
}

double StoredState::number(const char* key) const {
  const Json& json = value(key);
  if (!json.is_number() || !std::isfinite(json.get<double>())) {
    throw error(fmt::format("{} is not a finite number", quote(key)));
  }
  return json.get<double>();
}

std::string StoredState::text(const char* key) const {
  const Json& json = value(key);
  if (!json.is_string()) throw error(fmt::format("{} is not a string", quote(key)));
  return json.get<std::string>();
}

bool StoredState::flag(const char* key) const {
  const Json& json = value(key);
  if (!json.is_boolean()) throw error(fmt::format("{} is neither true nor false", quote(key)));
  return json.get<bool>();
}

const Json& StoredState::list(const char* key, size_t count) const {
  const Json& json = value(key);
  if (!json.is_array() || json.size() != count) {
    throw error(fmt::format("{} is not a list of {}", quote(key), count));
  }
  return json;
}

const Json& StoredState::list(const char* key, size_t least, size_t most) const {
  const Json& json = value(key);
  if (!json.is_array() || json.size() < least || json.size() > most) {
    throw error(fmt::format("{} is not a list of {} to {}", quote(key), least, most));
  }
  return json;
}

const Json& StoredState::object(const char* key) const {
  const Json& json = value(key);
  if (!json.is_object()) throw error(fmt::format("{} is not an object", quote(key)));
  return json;
}

std::vector<std::string> StoredState::texts(const char* key, size_t most) const {
  const Json& json = value(key);
  if (!json.is_array()) throw error(fmt::format("{} is not a list", quote(key)));
  if (json.size() > most) {
    throw error(fmt::format("{} has more than {} entries", quote(key), most));
  }
  std::vector<std::string> texts;
  std::unordered_set<std::string> seen;
  texts.reserve(json.size());
  for (const Json& entry : json) {
    if (!entry.is_string()) throw error(fmt::format("{} holds what is no string", quote(key)));
    texts.push_back(entry.get<std::string>());
    if (!seen.insert(texts.back()).second) {
      throw error(fmt::format("{} holds {} twice", quote(key), quote(texts.back())));
    }
  }
  return texts;
}

std::vector<double> StoredState::some_numbers(const char* key, size_t most) const {
  return numbers(key, list(key, 0, most).size());
}

std::vector<double> StoredState::numbers(const char* key, size_t count) const {
  std::vector<double> numbers;
  for (const Json& entry : list(key, count)) {
    if (!entry.is_number() || !std::isfinite(entry.get<double>())) {
      throw error(fmt::format("{} holds what is no finite number", quote(key)));
    }
    numbers.push_back(entry.get<double>());
  }
  return numbers;
}

}  // namespace aimodel
