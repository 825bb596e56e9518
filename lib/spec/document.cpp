#include "spec/document.h"

#include <algorithm>
#include <limits>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include "base/names.h"
#include "base/utf8.h"
#include "spec/json_mistake.h"

namespace aimodel {

namespace {

constexpr size_t kDeepest = 64;

// Behind the JSON number that starts at a byte.
size_t number_end(std::string_view text, size_t start) {
  const auto skip = [&](size_t i, std::string_view characters) {
    return std::min(text.find_first_not_of(characters, i), text.size());
  };
  const auto is = [&](size_t i, std::string_view characters) {
    return i < text.size() && characters.find(text[i]) != std::string_view::npos;
  };
  constexpr std::string_view kDigits = "0123456789";
  size_t i = is(start, "-") ? start + 1 : start;
  i = is(i, "0") ? i + 1 : skip(i, kDigits);
  if (is(i, ".")) i = skip(i + 1, kDigits);
  if (is(i, "eE")) i = skip(is(i + 1, "+-") ? i + 2 : i + 1, kDigits);
  return i;
}

// Builds a document from the parser's events. The parser tells no offsets, but it has accepted all
// that stands before an event, so each token is found behind the last one by skipping what may
// separate them.
class Builder : public nlohmann::json_sax<Json> {
 public:
  Builder(Document& document, Exit code) : document_(document), code_(code), text_(document.text) {
    if (text_.starts_with("\xEF\xBB\xBF")) progress_.cursor = 3;
  }

  bool null() override { return scalar(nullptr); }
  bool boolean(bool value) override { return scalar(value); }
  bool number_integer(number_integer_t value) override { return scalar(value); }
  bool number_unsigned(number_unsigned_t value) override {
    const bool fits = value <= static_cast<uint64_t>(std::numeric_limits<int64_t>::max());
    return fits ? scalar(static_cast<int64_t>(value)) : scalar(value);
  }
  bool number_float(number_float_t value, const string_t&) override { return scalar(value); }
  bool string(string_t& value) override { return scalar(std::move(value)); }
  bool binary(binary_t&) override { return false; }  // JSON text has none

  bool start_object(size_t) override { return open(Json::object(), '{'); }
  bool start_array(size_t) override { return open(Json::array(), '['); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& value) override {
    key_offset_ = take_token();
    progress_.after = JsonProgress::After::key;
    key_ = std::move(value);
    if (!levels_.back().keys.insert(key_).second) {
      refuse(key_offset_, fmt::format("duplicate key {}", quote(key_)));
    }
    return errors_.size() < Document::kMostErrors;
  }

  bool parse_error(size_t, const std::string&, const Json::exception&) override { return false; }

  void finish(bool whole) {
    if (!errors_.empty()) throw Error::all(errors_);
    // The parser takes a zero byte for the end of the text.
    const size_t rest = text_.find_first_not_of(" \t\r\n", progress_.cursor);
    if (whole && rest == std::string_view::npos) return;
    progress_.container = levels_.empty() ? '\0' : levels_.back().bracket;
    progress_.opening = levels_.empty() ? 0 : document_.nodes[levels_.back().node].value;
    JsonMistake mistake = explain_broken_json(text_, progress_);
    refuse(mistake.byte, std::move(mistake.what), std::move(mistake.hint));
    throw errors_[0];
  }

 private:
  struct Level {
    Json* container;
    size_t node;
    char bracket;
    std::unordered_set<std::string> keys;
  };

  void refuse(size_t byte, std::string what, std::string hint = "") {
    errors_.emplace_back(code_, text_location(text_, byte, document_.name), std::move(what),
                         std::move(hint));
  }

  // Goes to the next token and behind it; returns where it starts.
  size_t take_token() {
    const size_t start = text_.find_first_not_of(" \t\r\n,:", progress_.cursor);
    size_t end = start + 1;
    if (text_[start] == '"') {
      while (text_[end] != '"') end += text_[end] == '\\' ? 2 : 1;
      ++end;
    } else if (std::string_view("tfn").find(text_[start]) != std::string_view::npos) {
      end = start + (text_[start] == 'f' ? 5 : 4);
    } else if (std::string_view("{}[]").find(text_[start]) == std::string_view::npos) {
      end = number_end(text_, start);
    }
    progress_.cursor = end;
    progress_.after = JsonProgress::After::value;
    return start;
  }

  Json* add(Json value, size_t start) {
    const bool member = !levels_.empty() && levels_.back().bracket == '{';
    document_.nodes.push_back({static_cast<uint32_t>(member ? key_offset_ : start),
                               static_cast<uint32_t>(start),
                               static_cast<uint32_t>(document_.nodes.size() + 1)});
    if (levels_.empty()) {
      document_.root = std::move(value);
      return &document_.root;
    }
    Json& parent = *levels_.back().container;
    if (!member) return &parent.emplace_back(std::move(value));
    // The map's own insertion would look through all keys for each new one.
    auto& members = parent.get_ref<Json::object_t&>();
    members.emplace_back(std::move(key_), std::move(value));
    return &members.back().second;
  }

  bool scalar(Json value) {
    const size_t start = take_token();
    add(std::move(value), start);
    return true;
  }

  bool open(Json container, char bracket) {
    const size_t start = take_token();
    if (levels_.size() >= kDeepest) {
      refuse(start, fmt::format("nested more than {} levels deep", kDeepest));
      return false;
    }
    const size_t node = document_.nodes.size();
    levels_.push_back({add(std::move(container), start), node, bracket, {}});
    progress_.after = JsonProgress::After::opening;
    return true;
  }

  bool close() {
    take_token();
    document_.nodes[levels_.back().node].end = static_cast<uint32_t>(document_.nodes.size());
    levels_.pop_back();
    return true;
  }

  Document& document_;
  Exit code_;
  std::string_view text_;
  JsonProgress progress_;
  std::vector<Level> levels_;
  std::string key_;
  size_t key_offset_ = 0;
  std::vector<Error> errors_;
};

}  // namespace

Document parse_json(std::string_view text, const std::string& name, Exit code) {
  if (text.size() >= std::numeric_limits<uint32_t>::max()) {
    throw Error(code, name, "is larger than the limit of 4 GiB");
  }
  const size_t invalid = find_invalid_utf8(text);
  if (invalid != std::string_view::npos) {
    throw Error(code, text_location(text, invalid, name),
                fmt::format("not UTF-8 (byte 0x{:02x})", static_cast<unsigned char>(text[invalid])),
                "save the file as UTF-8");
  }
  Document document;
  document.name = name;
  document.code = code;
  document.text = text;
  Builder builder(document, code);
  const bool whole = Json::sax_parse(document.text, &builder);
  builder.finish(whole);
  return document;
}

std::string text_location(std::string_view text, size_t byte, const std::string& name) {
  const std::string_view before = text.substr(0, byte);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const size_t line_break = before.rfind('\n');
  std::string_view row =
      line_break == std::string_view::npos ? before : before.substr(line_break + 1);
  if (line == 1 && row.starts_with("\xEF\xBB\xBF")) row.remove_prefix(3);
  const auto column = 1 + std::count_if(row.begin(), row.end(), [](char c) {
                        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
                      });
  return fmt::format("{}:{}:{}", name, line, column);
}

std::string child(const std::string& pointer, std::string_view key) {
  std::string result = pointer + '/';
  for (const char c : key) {
    if (c == '~') {
      result += "~0";
    } else if (c == '/') {
      result += "~1";
    } else {
      result += c;
    }
  }
  return result;
}

std::string child(const std::string& pointer, size_t index) {
  return fmt::format("{}/{}", pointer, index);
}

}  // namespace aimodel
