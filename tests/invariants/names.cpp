// A program in which two types have one name is not C++, and no compiler has to say so: the linker
// keeps one constructor or destructor of the two. This reads the sources of each program and looks
// for types that are defined in more than one file outside unnamed namespaces.
#include <cctype>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>

namespace {

namespace fs = std::filesystem;

using Texts = std::map<std::string, std::string>;  // of files, by name

// Words and single characters of a source, without comments, literals and preprocessor lines. "::"
// is one word.
class Words {
 public:
  explicit Words(std::string_view text) : text_(text) {
    while (at_ < text_.size()) next();
  }
  std::vector<std::string> words;

 private:
  static bool is_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
  }
  bool here(std::string_view what) const { return text_.substr(at_).starts_with(what); }
  void skip_behind(std::string_view end) {
    const size_t found = text_.find(end, at_);
    at_ = found == std::string_view::npos ? text_.size() : found + end.size();
  }

  void next() {
    const char c = text_[at_];
    if (here("//")) return skip_behind("\n");
    if (here("/*")) return skip_behind("*/");
    if (c == '#') return skip_line();
    if (here("R\"")) {
      const size_t open = text_.find('(', at_);
      const std::string end = ")" + std::string(text_.substr(at_ + 2, open - at_ - 2)) + "\"";
      return skip_behind(end);
    }
    if (c == '"' || c == '\'') return skip_literal(c);
    if (is_word(c)) return take_word();
    if (std::isspace(static_cast<unsigned char>(c)) == 0) {
      words.emplace_back(here("::") ? "::" : std::string(1, c));
      at_ += words.back().size();
      return;
    }
    ++at_;
  }
  void skip_line() {
    do {
      skip_behind("\n");
    } while (at_ >= 2 && text_.substr(at_ - 2).starts_with("\\\n"));
  }
  void skip_literal(char quote) {
    for (++at_; at_ < text_.size() && text_[at_] != quote; ++at_) at_ += text_[at_] == '\\' ? 1 : 0;
    ++at_;
  }
  void take_word() {
    const size_t begin = at_;
    // 1'000 is one word.
    while (at_ < text_.size() &&
           (is_word(text_[at_]) || (text_[at_] == '\'' && std::isdigit(text_[begin]) != 0))) {
      ++at_;
    }
    words.emplace_back(text_.substr(begin, at_ - begin));
  }

  std::string_view text_;
  size_t at_ = 0;
};

// The types that a source defines where other sources of a program can see them: "aimodel::Table".
class Definitions {
 public:
  explicit Definitions(std::string_view text) : words_(Words(text).words) {
    for (at_ = 0; at_ < words_.size(); ++at_) step();
  }
  std::vector<std::string> names;

 private:
  enum class Kind { shared, hidden };  // an unnamed namespace, a type or a function hides

  std::string word(size_t i) const { return i < words_.size() ? words_[i] : ""; }
  static bool is_name(const std::string& word) {
    return !word.empty() &&
           (std::isalpha(static_cast<unsigned char>(word[0])) != 0 || word[0] == '_');
  }
  bool visible() const { return hidden_ == 0; }

  void step() {
    const std::string& now = words_[at_];
    if (now == "namespace") {
      take_namespace();
    } else if (now == "{") {
      open("", Kind::hidden);
    } else if (now == "}") {
      close();
    } else if (visible() &&
               (now == "struct" || now == "class" || now == "union" || now == "enum")) {
      take_type();
    }
  }

  void take_namespace() {
    std::string name;
    size_t i = at_ + 1;
    for (; is_name(word(i)) || word(i) == "::"; ++i) name += word(i);
    if (word(i) != "{") return;  // another name for one
    at_ = i;
    open(name, name.empty() ? Kind::hidden : Kind::shared);
  }

  void take_type() {
    size_t i = at_ + 1;
    if (word(i) == "class" || word(i) == "struct") ++i;  // of an enum
    for (; word(i) == "[" || word(i) == "alignas"; ++i) skip_brackets(i);
    std::string name;
    for (; (is_name(word(i)) && word(i) != "final") || word(i) == "::"; ++i) name += word(i);
    if (word(i) == "final") ++i;
    if (name.empty() || (word(i) != "{" && word(i) != ":")) return;
    for (; word(i) != "{"; ++i) {  // the bases
      if (i >= words_.size() || word(i) == ";" || word(i) == ")") return;
    }
    std::string whole;
    for (const std::string& scope : scopes_) whole += scope + "::";
    names.push_back(whole + name);
    at_ = i;
    open(name, Kind::hidden);
  }

  // To the last of them: [[nodiscard]], alignas(64).
  void skip_brackets(size_t& i) const {
    if (word(i) == "alignas") ++i;
    int depth = 0;
    for (; i < words_.size(); ++i) {
      depth += word(i) == "[" || word(i) == "(" ? 1 : word(i) == "]" || word(i) == ")" ? -1 : 0;
      if (depth == 0) return;
    }
  }

  void open(const std::string& scope, Kind kind) {
    scopes_.push_back(scope);
    kinds_.push_back(kind);
    hidden_ += kind == Kind::hidden ? 1 : 0;
  }
  void close() {
    if (scopes_.empty()) return;
    hidden_ -= kinds_.back() == Kind::hidden ? 1 : 0;
    scopes_.pop_back();
    kinds_.pop_back();
  }

  std::vector<std::string> words_;
  std::vector<std::string> scopes_;
  std::vector<Kind> kinds_;
  size_t at_ = 0;
  int hidden_ = 0;
};

// What is defined in more than one file, with the files.
std::vector<std::string> twice(const Texts& program) {
  std::map<std::string, std::vector<std::string>> files;
  for (const auto& [file, text] : program) {
    for (const std::string& name : Definitions(text).names) files[name].push_back(file);
  }
  std::vector<std::string> result;
  for (const auto& [name, where] : files) {
    if (where.size() > 1) result.push_back(fmt::format("{}: {}", name, fmt::join(where, ", ")));
  }
  return result;
}

void add_sources(const fs::path& root, const std::string& directory, bool below, Texts& texts) {
  for (auto entry = fs::recursive_directory_iterator(root / directory);
       entry != fs::recursive_directory_iterator(); ++entry) {
    if (!below && entry->is_directory()) entry.disable_recursion_pending();
    const fs::path& path = entry->path();
    if (path.extension() != ".h" && path.extension() != ".cpp") continue;
    std::ifstream stream(path);
    texts[path.lexically_relative(root).string()] = {std::istreambuf_iterator<char>(stream), {}};
  }
}

}  // namespace

TEST_CASE("types that are defined twice are found") {
  const std::string one = "namespace aimodel { struct Count { int a; }; }";
  CHECK(twice({{"a.h", one}, {"b.h", one}}) ==
        std::vector<std::string>{"aimodel::Count: a.h, b.h"});
  const auto found = [&](const std::string& other) {
    return twice({{"a.h", one}, {"b.h", other}}).size();
  };
  CHECK(found("namespace aimodel {\nclass Count final : public Base<int> {};\n}") == 1);
  CHECK(found("namespace aimodel { template <typename T> struct [[nodiscard]] Count { }; }") == 1);
  CHECK(found("namespace aimodel { enum class Count : int { none }; }") == 1);
  CHECK(found("namespace aimodel { struct alignas(64) Count { }; }") == 1);
  // Another scope, a declaration, a use, a comment or a text is another matter.
  CHECK(found("namespace aimodel { namespace { struct Count { }; } }") == 0);
  CHECK(found("namespace aimodel { namespace detail { struct Count { }; } }") == 0);
  CHECK(found("namespace aimodel { struct Table { struct Count { }; }; }") == 0);
  CHECK(found("namespace aimodel { void f() { struct Count { }; } }") == 0);
  CHECK(
      found("namespace aimodel { struct Count; struct Count f(struct Count& x) { return x; } }") ==
      0);
  CHECK(found("namespace aimodel { struct Table::Count { }; }") == 0);
  CHECK(found("namespace aimodel { /* struct Count { }; */ // struct Count {\n }") == 0);
  CHECK(
      found(
          "namespace aimodel { auto x = R\"x(\" struct Count { )x\"; auto y = \"struct Count {\"; "
          "char z = '\"'; int n = 1'000; }") == 0);
  CHECK(found("#define X struct Count { \\\n struct Count {\nnamespace aimodel { }") == 0);
  CHECK(found("struct Count { };") == 0);
  CHECK(found("namespace other = aimodel; namespace b { struct Count { }; }") == 0);
}

TEST_CASE("no program has two types of one name") {
  const fs::path root = AIMODEL_SOURCE_DIR;
  Texts library;
  add_sources(root, "lib", true, library);
  REQUIRE(library.size() > 100);
  Texts program = library;
  add_sources(root, "cmd", true, program);
  CHECK(fmt::format("{}", fmt::join(twice(program), "\n")) == "");
  for (const auto& entry : fs::directory_iterator(root / "tests")) {
    if (!entry.is_directory()) continue;
    CAPTURE(entry.path().filename().string());
    Texts tests = library;
    add_sources(root, "tests/" + entry.path().filename().string(), false, tests);
    CHECK(fmt::format("{}", fmt::join(twice(tests), "\n")) == "");
  }
}
