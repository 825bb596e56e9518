// Reads lib/ and cmd/: nobody but outputs/ asks what type an output has, nobody but columns/ what
// type an input has. A new type is a file in its room and a schema.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>

namespace {

namespace fs = std::filesystem;

// Who may compare with the name of a type: the two rooms; spec/, which speaks of the types of JSON;
// and the reader of format version 1, whose types are what they were.
bool may_ask(const std::string& name) {
  return name.starts_with("lib/columns/") || name.starts_with("lib/outputs/") ||
         name.starts_with("lib/spec/") || name == "lib/model/older_format.cpp";
}

// What the network is told of an output, classes and all, is for those who build networks.
bool may_see_heads(const std::string& name) {
  return name.starts_with("lib/outputs/") || name.starts_with("lib/network/") ||
         name == "lib/network/group_info.h" || name.starts_with("lib/rows/preprocessing.");
}

std::string type_names(const fs::path& root) {
  std::vector<std::string> names;
  for (const char* folder : {"inputs", "outputs"}) {
    for (const auto& entry : fs::directory_iterator(root / "schemas" / folder)) {
      names.push_back(entry.path().stem().string());
    }
  }
  std::ranges::sort(names);
  std::string all;
  for (const std::string& name : names) all += (all.empty() ? "" : "|") + name;
  return all;
}

std::vector<std::string> questions(const std::string& name, const std::string& text,
                                   const std::string& types) {
  const std::regex compared("[!=]= *\"(" + types + ")\"|\"(" + types + ")\" *[!=]=");
  std::vector<std::string> found;
  if (!may_ask(name) && std::regex_search(text, compared))
    found.push_back(name + ": a type's name");
  if (!may_see_heads(name) && text.find("OutputInfo") != std::string::npos) {
    found.push_back(name + ": what the network is told of an output");
  }
  const bool measures = name.starts_with("lib/outputs/") || name.starts_with("lib/metrics/");
  if (!measures && text.find("classes.empty()") != std::string::npos) {
    found.push_back(name + ": whether there are classes");
  }
  return found;
}

}  // namespace

TEST_CASE("nobody asks for the type of an input or an output but its room") {
  const fs::path root = AIMODEL_SOURCE_DIR;
  const std::string types = type_names(root);
  size_t files = 0;
  for (const char* top : {"lib", "cmd"}) {
    for (const auto& entry : fs::recursive_directory_iterator(root / top)) {
      const fs::path& path = entry.path();
      if (path.extension() != ".h" && path.extension() != ".cpp") continue;
      ++files;
      std::ifstream stream(path);
      const std::string text{std::istreambuf_iterator<char>(stream), {}};
      for (const std::string& what :
           questions(path.lexically_relative(root).string(), text, types)) {
        FAIL_CHECK(what);
      }
    }
  }
  CHECK(files > 300);
}

TEST_CASE("who asks is found") {
  const auto asks = [](const std::string& name, const std::string& text) {
    return !questions(name, text, "category|number").empty();
  };
  CHECK(asks("lib/model/a.cpp", "if (output.type() == \"number\") return;"));
  CHECK(asks("cmd/a.cpp", "return \"category\" != options.type();"));
  CHECK(asks("lib/model/a.cpp", "const OutputInfo& info = outputs[0];"));
  CHECK_FALSE(asks("lib/outputs/a.cpp", "if (output.type() == \"number\") return;"));
  CHECK_FALSE(asks("lib/model/a.cpp", "if (output.type() == \"file\") return;"));
}
