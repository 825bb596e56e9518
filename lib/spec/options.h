#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/json_fwd.h"

namespace aimodel {

struct Document;

// A value of a checked and filled-in document. Its readers give no defaults: the schema did.
class Options {
 public:
  explicit Options(std::shared_ptr<const Document> document, std::string pointer = "");

  const Json& json() const { return *value_; }
  bool has(std::string_view key) const;  // there and not null
  Options operator[](std::string_view key) const;
  std::vector<Options> list(std::string_view key) const;
  std::vector<Options> list() const;

  // Of one of its keys, or of the value itself where no key is given. Asking for a key that is not
  // there, or for what the schema says it is not, is a bug of the caller.
  std::string text(std::string_view key = {}) const;
  double number(std::string_view key = {}) const;
  int64_t integer(std::string_view key = {}) const;
  bool flag(std::string_view key = {}) const;
  std::vector<std::string> texts(std::string_view key = {}) const;
  std::string type() const { return text("type"); }

  const std::string& pointer() const { return pointer_; }
  std::string where() const;
  const std::shared_ptr<const Document>& document() const { return document_; }

  // A mistake that only the code can see, at the location of this value or of one of its keys.
  Error error(std::string what, std::string hint = "") const;
  Error error_at(std::string_view key, std::string what, std::string hint = "") const;

 private:
  Options(std::shared_ptr<const Document> document, std::string pointer, const Json& value);
  const Json& at(std::string_view key) const;

  std::shared_ptr<const Document> document_;
  std::string pointer_;
  const Json* value_;
};

// Options with every default of a schema, for tests and for methods named without any: `text` is
// the JSON of what is set.
Options options_from(const std::string& schema_name, const std::string& text,
                     Exit code = Exit::spec);
// Options from JSON that no file holds, such as the layers that other layers are made of.
Options options_from_json(const std::string& schema_name, const Json& json);

}  // namespace aimodel
