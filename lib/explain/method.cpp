#include "explain/method.h"

#include <algorithm>

#include "base/json.h"
#include "base/names.h"
#include "spec/document.h"
#include "spec/overrides.h"
#include "spec/schema.h"

namespace aimodel {

std::vector<std::string> method_names() {
  return schema_names("explain");
}

MethodPtr make_method(const std::string& name, const std::vector<Override>& settings) {
  const std::vector<std::string> known = method_names();
  if (std::find(known.begin(), known.end(), name) == known.end()) {
    throw Error(Exit::usage, "--method " + name, "unknown method " + quote(name),
                suggest(name, known));
  }
  const std::string schema = "explain/" + name;
  auto document = std::make_shared<Document>(parse_json("{}", name, Exit::usage));
  std::vector<Error> errors, values;
  apply_overrides(*document, settings, schema, Exit::usage, errors);
  check_and_fill(*document, "", schema, Exit::usage, values);
  errors.insert(errors.end(), values.begin(), values.end());
  if (!errors.empty()) throw Error::all(errors);
  return make_named_method(name, Options(std::move(document)));
}

}  // namespace aimodel
