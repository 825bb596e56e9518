#include "csv/json_row.h"

#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>

#include "base/json.h"
#include "csv/csv_cell.h"
#include "csv/csv_cells.h"
#include "spec/document.h"

namespace aimodel {

namespace {

// Goes through an object whose members are values, by the JSON library's parser; `Take` gets them:
//   begin(key) -> whether its value is wanted, value(text), null(), nested(is list)
template <typename Take>
class Members : public nlohmann::json_sax<Json> {
 public:
  explicit Members(Take take) : take_(take) {}

  bool null() override {
    return plain([&] { take_.null(); });
  }
  bool boolean(bool value) override { return text(value ? "true" : "false"); }
  bool number_integer(number_integer_t value) override { return text(std::to_string(value)); }
  bool number_unsigned(number_unsigned_t value) override { return text(std::to_string(value)); }
  bool number_float(number_float_t, const string_t& written) override { return text(written); }
  bool string(string_t& value) override { return text(value); }
  bool binary(binary_t&) override { return false; }
  bool key(string_t& name) override {
    if (depth_ == 1) wanted_ = take_.begin(name);
    return true;
  }
  bool start_object(size_t) override { return open(false); }
  bool start_array(size_t) override { return open(true); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool parse_error(size_t, const std::string&, const nlohmann::json::exception&) override {
    return false;
  }

 private:
  template <typename Do>
  bool plain(const Do& act) {
    if (depth_ == 0) return false;  // the line is no object
    if (depth_ == 1 && wanted_) act();
    return true;
  }
  bool text(std::string_view value) {
    return plain([&] { take_.value(value); });
  }
  bool open(bool list) {
    if (depth_ == 0 && list) return false;
    if (depth_ == 1 && wanted_) take_.nested(list);
    ++depth_;
    return true;
  }
  bool close() {
    --depth_;
    return true;
  }

  Take take_;
  int depth_ = 0;
  bool wanted_ = false;
};

template <typename Take>
bool parse(std::string_view line, const Take& take) {
  Members<Take> members(take);
  return Json::sax_parse(line.begin(), line.end(), &members);
}

}  // namespace

// Takes the values of wanted keys.
class JsonRowReader {
 public:
  explicit JsonRowReader(JsonRow& row) : row_(row) {}
  bool begin(const std::string& name) {
    const auto found = row_.rules_.keys.find(name);
    if (found == row_.rules_.keys.end()) return false;
    index_ = found->second;
    // A key that comes twice: which value counts is nobody's to say.
    if (!row_.met_.insert(index_).second) row_.twice_ = true;
    return true;
  }
  void value(std::string_view text) {
    row_.values_[index_].text.assign(text);
    row_.values_[index_].row = row_.row_;
  }
  void null() {}
  void nested(bool list) {
    row_.nested_ = true;
    row_.nested_key_ = index_;
    row_.nested_list_ = list;
  }

 private:
  JsonRow& row_;
  size_t index_ = 0;
};

CsvProblem JsonRow::read(std::string_view line) {
  values_.resize(rules_.header.size());
  ++row_;
  line_ = line;
  nested_ = twice_ = false;
  met_.clear();
  if (!parse(line, JsonRowReader(*this)) || twice_) {
    ++row_;  // what was taken of it counts for nothing
    return CsvProblem::broken_json;
  }
  return nested_ ? CsvProblem::nested : CsvProblem::none;
}

Error JsonRow::broken(const std::string& file, uint64_t line) const {
  return json_line_error(line_, file, line);
}

Error json_line_error(std::string_view text, const std::string& file, uint64_t line) {
  text = text.substr(0, text.find_last_not_of("\r\n") + 1);
  const std::string where = fmt::format("{}:{}", file, line);
  if (trimmed(text) == "{" || trimmed(text) == "[") {
    return Error(Exit::data, where, "a row is an object on a line of its own",
                 "jq -c . FILE writes objects so, jq -c '.[]' FILE those of a list");
  }
  // As many empty lines in front as make its line in the text that in the file.
  constexpr uint64_t kMostLines = 1 << 24;
  try {
    const Json value =
        parse_json(std::string(std::min(line - 1, kMostLines), '\n') + std::string(text), file,
                   Exit::data)
            .root;
    return Error(Exit::data, where,
                 value.is_array() ? "expected an object, got a list" : "expected an object");
  } catch (const Error& error) {
    return error;
  }
}

JsonKeys find_json_keys(std::string_view lines) {
  struct Key {
    bool plain = false, nested = false, list = false;  // what its values are
    uint64_t line = 0;                                 // of the first that is nested
  };
  struct Collect {
    std::vector<std::string>& names;
    std::unordered_map<std::string, Key>& keys;
    uint64_t line;
    Key* key = nullptr;
    bool begin(const std::string& name) {
      const auto [found, added] = keys.try_emplace(name);
      if (added) names.push_back(name);
      key = &found->second;
      return true;
    }
    void value(std::string_view) { key->plain = true; }
    void null() {}
    void nested(bool list) {
      if (!key->nested) *key = {key->plain, true, list, line};
    }
  };
  std::vector<std::string> names;
  std::unordered_map<std::string, Key> keys;
  for (uint64_t line = 0; !lines.empty(); ++line) {
    const size_t end = std::min(lines.find('\n'), lines.size() - 1);
    parse(lines.substr(0, end + 1), Collect{names, keys, line});
    lines.remove_prefix(end + 1);
  }
  JsonKeys result;
  for (std::string& name : names) {
    const Key& key = keys[name];
    if (key.nested && !key.plain) {
      result.nested.push_back({std::move(name), key.line, key.list});
    } else {
      result.names.push_back(std::move(name));
    }
  }
  return result;
}

bool looks_like_json_lines(std::string_view start) {
  start = trimmed_lines(start);
  if (!start.starts_with('{')) return false;
  start = trimmed_lines(start.substr(1));
  return start.empty() || start[0] == '"' || start[0] == '}';
}

}  // namespace aimodel
