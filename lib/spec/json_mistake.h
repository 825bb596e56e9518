#pragma once

#include <string>
#include <string_view>

namespace aimodel {

// How far a reader came in a JSON text that it refused.
struct JsonProgress {
  enum class After { nothing, opening, key, value };
  size_t cursor = 0;  // behind the last bracket, key or value that it took
  After after = After::nothing;
  char container = 0;  // '{' or '[' that is open, 0 for none
  size_t opening = 0;  // where that stands
};

struct JsonMistake {
  size_t byte;  // where it stands
  std::string what;
  std::string hint;
};

// What is wrong with a broken JSON text, in words for the one who wrote it.
JsonMistake explain_broken_json(std::string_view text, const JsonProgress& progress);

}  // namespace aimodel
