// Reads the #include lines of lib/ and cmd/: a room includes rooms of lower rank and itself,
// nothing else.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>

namespace {

namespace fs = std::filesystem;

const std::map<std::string, int> kRanks = {
    {"base", 0},    {"tensor", 1},  {"spec", 1},    {"report", 1},     {"csv", 2},
    {"layers", 2},  {"losses", 2},  {"metrics", 2}, {"optimizers", 2}, {"schedules", 2},
    {"network", 3}, {"columns", 3}, {"outputs", 4}, {"profile", 4},    {"rows", 5},
    {"model", 6},   {"train", 7},   {"explain", 8}, {"trust", 8},      {"cmd", 9},
};

// Libraries that stand behind one room, which the rest of the program calls.
const std::map<std::string, std::string> kOnlyBehind = {
    {"thread", "tensor"}, {"zlib.h", "base"}, {"xxhash.h", "base"}, {"cblas.h", "tensor"}};

struct Source {
  std::string room;
  std::string name;  // "lib/base/text.cpp"
  std::string text;
};

// Every .h and .cpp of lib/ and cmd/, in order of name.
std::vector<Source> sources(const fs::path& root) {
  std::vector<Source> found;
  for (const char* top : {"lib", "cmd"}) {
    for (const auto& entry : fs::recursive_directory_iterator(root / top)) {
      const fs::path& path = entry.path();
      if (path.extension() != ".h" && path.extension() != ".cpp") continue;
      const fs::path inside = path.lexically_relative(root);
      std::ifstream stream(path);
      const std::string text{std::istreambuf_iterator<char>(stream), {}};
      const std::string room =
          top == std::string("cmd") ? "cmd" : std::next(inside.begin())->string();
      found.push_back({room, inside.string(), text});
    }
  }
  std::sort(found.begin(), found.end(), [](auto& a, auto& b) { return a.name < b.name; });
  return found;
}

struct Include {
  int line = 0;
  bool own = false;  // in quotes
  std::string name;
};

std::vector<Include> includes(const std::string& text) {
  std::vector<Include> found;
  std::istringstream lines(text);
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (!line.starts_with("#include ")) continue;
    const size_t start = 10;
    const size_t end = line.find_first_of("\">", start);
    found.push_back({number, line[9] == '"', line.substr(start, end - start)});
  }
  return found;
}

// What is wrong with one include of a source; nothing where all is well.
std::string complaint(const Source& source, const Include& include) {
  if (!include.own) {
    const auto only = kOnlyBehind.find(include.name);
    if (only == kOnlyBehind.end() || only->second == source.room) return "";
    return fmt::format("<{}> is for {}/", include.name, only->second);
  }
  const size_t slash = include.name.find('/');
  if (slash == std::string::npos && source.room == "cmd") return "";  // its files are no room's
  const std::string room = include.name.substr(0, slash);
  const auto from = kRanks.find(source.room);
  const auto to = kRanks.find(room);
  if (from == kRanks.end()) return fmt::format("room {}/ has no rank", source.room);
  if (to == kRanks.end()) return fmt::format("\"{}\" names no room", include.name);
  if (room == source.room || to->second < from->second) return "";
  return fmt::format("{}/ (rank {}) includes {}/ (rank {})", source.room, from->second, room,
                     to->second);
}

std::vector<std::string> complaints(const std::vector<Source>& all) {
  std::vector<std::string> found;
  for (const Source& source : all) {
    for (const Include& include : includes(source.text)) {
      const std::string what = complaint(source, include);
      if (!what.empty()) found.push_back(fmt::format("{}:{}: {}", source.name, include.line, what));
    }
  }
  return found;
}

// A .cpp and its .h are one file.
std::string file_of(const std::string& name) {
  return name.substr(0, name.rfind('.'));
}

// Circles of includes inside a room.
class Circles {
 public:
  explicit Circles(const std::vector<Source>& all) {
    for (const Source& source : all) {
      std::set<std::string>& to = includes_[file_of(source.name)];
      for (const Include& include : includes(source.text)) {
        const std::string file = "lib/" + file_of(include.name);
        if (!include.own || !include.name.starts_with(source.room + "/")) continue;
        if (file != file_of(source.name)) to.insert(file);
      }
    }
    for (const auto& entry : includes_) visit(entry.first);
  }
  std::vector<std::string> found;  // "lib/spec/a -> lib/spec/b -> lib/spec/a"

 private:
  void visit(const std::string& file) {
    const auto open = std::ranges::find(path_, file);
    if (open != path_.end()) {
      std::string circle;
      for (auto each = open; each != path_.end(); ++each) circle += *each + " -> ";
      found.push_back(circle + file);
      return;
    }
    if (!done_.insert(file).second) return;
    path_.push_back(file);
    for (const std::string& next : includes_[file]) visit(next);
    path_.pop_back();
  }

  std::map<std::string, std::set<std::string>> includes_;
  std::vector<std::string> path_;
  std::set<std::string> done_;
};

}  // namespace

TEST_CASE("rooms include rooms of lower rank only") {
  const std::vector<Source> all = sources(AIMODEL_SOURCE_DIR);
  REQUIRE(all.size() > 50);
  for (const std::string& what : complaints(all)) FAIL_CHECK(what);
}

TEST_CASE("the drawing of the rooms in CONTRIBUTING.md is theirs") {
  std::map<std::string, std::set<std::string>> used;
  for (const Source& source : sources(AIMODEL_SOURCE_DIR)) {
    std::set<std::string>& of_room = used[source.room];
    for (const Include& include : includes(source.text)) {
      const size_t slash = include.name.find('/');
      if (!include.own || slash == std::string::npos) continue;
      const std::string room = include.name.substr(0, slash);
      if (room != source.room) of_room.insert(room);
    }
  }
  std::vector<std::string> drawn, expected;
  for (const auto& [room, rooms] : used) {
    std::string line = fmt::format("{} {}", kRanks.at(room), room);
    for (const std::string& each : rooms) line += " " + each;
    expected.push_back(line);
  }
  std::ifstream stream(fs::path(AIMODEL_SOURCE_DIR) / "CONTRIBUTING.md");
  bool inside = false;
  for (std::string line; std::getline(stream, line);) {
    if (line.starts_with("```")) inside = false;
    if (inside) {
      std::istringstream words(line);
      std::string joined;
      for (std::string word; words >> word;) joined += (joined.empty() ? "" : " ") + word;
      drawn.push_back(joined);
    }
    if (line.starts_with(" rank  room")) inside = true;
  }
  std::sort(drawn.begin(), drawn.end());
  std::sort(expected.begin(), expected.end());
  CHECK(fmt::format("{}", fmt::join(drawn, "\n")) == fmt::format("{}", fmt::join(expected, "\n")));
}

TEST_CASE(
    "the room csv knows no spec: all it takes of that room is JSON text that knows its place") {
  for (const Source& source : sources(AIMODEL_SOURCE_DIR)) {
    if (source.room != "csv") continue;
    for (const Include& include : includes(source.text)) {
      const bool spec = include.own && include.name.starts_with("spec/");
      if (spec && include.name != "spec/document.h")
        FAIL_CHECK(source.name << ": " << include.name);
    }
  }
}

TEST_CASE("a room that looks up, across or past its library is found") {
  const auto found = complaints({
      {"layers", "lib/layers/dense.cpp", "#include \"layers/layer.h\"\n#include \"base/text.h\"\n"},
      {"layers", "lib/layers/up.cpp", "#include <vector>\n\n#include \"network/network.h\"\n"},
      {"losses", "lib/losses/across.cpp", "#include \"metrics/metric.h\"\n"},
      {"spec", "lib/spec/lost.cpp", "#include \"json.h\"\n"},
      {"attic", "lib/attic/new.cpp", "#include \"base/text.h\"\n"},
      {"train", "lib/train/loop.cpp", "#include <thread>\n"},
      {"cmd", "cmd/train.cpp", "#include \"train/trainer.h\"\n#include \"options.h\"\n"},
  });
  CHECK(found == std::vector<std::string>{
                     "lib/layers/up.cpp:3: layers/ (rank 2) includes network/ (rank 3)",
                     "lib/losses/across.cpp:1: losses/ (rank 2) includes metrics/ (rank 2)",
                     "lib/spec/lost.cpp:1: \"json.h\" names no room",
                     "lib/attic/new.cpp:1: room attic/ has no rank",
                     "lib/train/loop.cpp:1: <thread> is for tensor/",
                 });
}

TEST_CASE("inside a room files have an order: no include leads back") {
  // Rooms in which this does not hold yet.
  static const std::set<std::string> kOpen = {"base", "columns", "csv",  "layers", "metrics",
                                              "rows", "profile", "spec", "tensor"};
  std::vector<Source> ordered;
  for (Source& source : sources(AIMODEL_SOURCE_DIR)) {
    if (!kOpen.contains(source.room)) ordered.push_back(std::move(source));
  }
  for (const std::string& circle : Circles(ordered).found) FAIL_CHECK(circle);
}

TEST_CASE("a circle of includes is found, a header and its source being one file") {
  const Circles circles(
      {{"spec", "lib/spec/a.h", ""},
       {"spec", "lib/spec/a.cpp", "#include \"spec/a.h\"\n#include \"spec/b.h\"\n"},
       {"spec", "lib/spec/b.h", "#include \"spec/c.h\"\n"},
       {"spec", "lib/spec/c.cpp", "#include \"spec/a.h\"\n"},
       {"spec", "lib/spec/d.cpp", "#include \"spec/a.h\"\n"}});
  CHECK(circles.found ==
        std::vector<std::string>{"lib/spec/a -> lib/spec/b -> lib/spec/c -> lib/spec/a"});
}

TEST_CASE("every include of a room leads to a file") {
  const fs::path root = AIMODEL_SOURCE_DIR;
  for (const Source& source : sources(root)) {
    for (const Include& include : includes(source.text)) {
      if (!include.own) continue;
      const bool exists = fs::exists(root / "lib" / include.name) ||
                          fs::exists((root / source.name).parent_path() / include.name);
      if (!exists) FAIL_CHECK(source.name << ":" << include.line << ": " << include.name);
    }
  }
}
