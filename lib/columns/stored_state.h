#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "base/json_fwd.h"

namespace aimodel {

// Reads what a model file stored of a column, none of which is trusted. Errors (model) name the
// file and the column.
class StoredState {
 public:
  StoredState(std::string file, std::string subject, const Json& state);

  double number(const char* key) const;  // finite
  std::string text(const char* key) const;
  bool flag(const char* key) const;
  std::vector<std::string> texts(const char* key, size_t most) const;  // each once
  std::vector<double> numbers(const char* key, size_t count) const;    // finite, exactly so many
  const Json& list(const char* key, size_t count) const;               // exactly so many
  const Json& list(const char* key, size_t least, size_t most) const;  // between
  const Json& object(const char* key) const;
  std::vector<double> some_numbers(const char* key, size_t most) const;  // finite, so many or fewer
  bool has(const char* key) const;
  bool is_null(const char* key) const;
  Error error(const std::string& what) const;

 private:
  const Json& value(const char* key) const;

  std::string file_;
  std::string subject_;
  const Json& state_;
};

}  // namespace aimodel
