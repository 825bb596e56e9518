#include "spec/options.h"

#include <cassert>
#include <utility>

#include "spec/schema.h"

namespace aimodel {

Options::Options(std::shared_ptr<const Document> document, std::string pointer)
    : document_(std::move(document)),
      pointer_(std::move(pointer)),
      value_(&document_->root.at(Json::json_pointer(pointer_))) {}

Options::Options(std::shared_ptr<const Document> document, std::string pointer, const Json& value)
    : document_(std::move(document)), pointer_(std::move(pointer)), value_(&value) {}

const Json& Options::at(std::string_view key) const {
  if (key.empty()) return *value_;
  const auto found = value_->find(std::string(key));
  assert(found != value_->end());
  return *found;
}

bool Options::has(std::string_view key) const {
  const auto found = value_->find(std::string(key));
  return found != value_->end() && !found->is_null();
}

Options Options::operator[](std::string_view key) const {
  return Options(document_, child(pointer_, key), at(key));
}

std::vector<Options> Options::list(std::string_view key) const {
  return (*this)[key].list();
}

std::vector<Options> Options::list() const {
  assert(value_->is_array());
  std::vector<Options> result;
  result.reserve(value_->size());
  for (size_t i = 0; i < value_->size(); ++i) {
    result.push_back(Options(document_, child(pointer_, i), (*value_)[i]));
  }
  return result;
}

std::string Options::text(std::string_view key) const {
  assert(at(key).is_string());
  return at(key).get<std::string>();
}

double Options::number(std::string_view key) const {
  assert(at(key).is_number());
  return at(key).get<double>();
}

int64_t Options::integer(std::string_view key) const {
  assert(at(key).is_number_integer());
  return at(key).get<int64_t>();
}

bool Options::flag(std::string_view key) const {
  assert(at(key).is_boolean());
  return at(key).get<bool>();
}

std::vector<std::string> Options::texts(std::string_view key) const {
  const Json& value = at(key);
  assert(value.is_array());
  return value.get<std::vector<std::string>>();
}

Error Options::error(std::string what, std::string hint) const {
  return Error(document_->code, where(), std::move(what), std::move(hint));
}

Error Options::error_at(std::string_view key, std::string what, std::string hint) const {
  return Error(document_->code, document_->where(child(pointer_, key)), std::move(what),
               std::move(hint));
}

std::string Options::where() const {
  return document_->where(pointer_);
}

namespace {

Options filled(std::shared_ptr<Document> document, const std::string& schema_name, Exit code) {
  std::vector<Error> errors;
  check_and_fill(*document, "", schema_name, code, errors);
  if (!errors.empty()) throw Error::all(errors);
  return Options(std::move(document));
}

}  // namespace

Options options_from(const std::string& schema_name, const std::string& text, Exit code) {
  return filled(std::make_shared<Document>(parse_json(text, schema_name, code)), schema_name, code);
}

Options options_from_json(const std::string& schema_name, const Json& json) {
  auto document = std::make_shared<Document>();
  document->root = json;
  document->name = schema_name;
  return filled(std::move(document), schema_name, Exit::spec);
}

}  // namespace aimodel
