#include "spec/spec.h"

#include <memory>
#include <utility>

#include "base/file.h"
#include "base/json_text.h"
#include "spec/document.h"
#include "spec/overrides.h"
#include "spec/schema.h"

namespace aimodel {

namespace {

void change_and_check(Document& document, const std::vector<Override>& overrides) {
  std::vector<Error> override_errors, errors;
  apply_overrides(document, overrides, "spec", document.code, override_errors);
  check_and_fill(document, "", "spec", document.code, errors);
  errors.insert(errors.end(), override_errors.begin(), override_errors.end());
  if (!errors.empty()) throw Error::all(errors);
}

}  // namespace

Spec Spec::read(const std::string& path, const std::vector<Override>& overrides) {
  constexpr uint64_t kLargest = uint64_t{64} << 20;
  const std::string text = read_file(path, Exit::spec, kLargest);
  return parse(text, path == "-" ? "<stdin>" : path, Exit::spec, overrides);
}

Spec Spec::parse(const std::string& text, const std::string& name, Exit code,
                 const std::vector<Override>& overrides) {
  auto document = std::make_shared<Document>(parse_json(text, name, code));
  change_and_check(*document, overrides);
  return Spec(Options(std::move(document)));
}

Spec Spec::with(const std::vector<Override>& overrides) const {
  auto document = std::make_shared<Document>(*root_.document());
  change_and_check(*document, overrides);
  return Spec(Options(std::move(document)));
}

bool Spec::states(const std::string& pointer) const {
  return root_.document()->states(pointer);
}

const std::string& Spec::file() const {
  return root_.document()->name;
}

std::string Spec::dump(int indent) const {
  return json_text(root_.json(), indent);
}

Json Spec::stored() const {
  Json json = root_.json();
  json["data"]["path"] = nullptr;
  for (const char* part : {"validation", "test"}) {
    Json& split = json["training"][part];
    // As with --validation and --test: no rows of the training file are kept back.
    if (split.is_object() && split["type"] == "file") split = 0;
  }
  return json;
}

}  // namespace aimodel
