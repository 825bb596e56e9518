#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "base/error.h"
#include "base/file.h"

namespace aimodel {

// A directory that is gone when the test ends.
struct Scratch {
  Scratch() {
    char pattern[] = "/tmp/aimodel_test.XXXXXX";
    path = std::string(::mkdtemp(pattern)) + "/";
  }
  ~Scratch() { std::filesystem::remove_all(path); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  std::string operator/(const std::string& name) const { return path + name; }
  std::ptrdiff_t entries() const {
    return std::distance(std::filesystem::directory_iterator(path), {});
  }
  std::string path;
};

inline void put(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

inline std::string content(const std::string& path) {
  return read_file(path, Exit::run);
}

inline std::string error_of(const auto& action) {
  try {
    action();
  } catch (const Error& error) {
    return std::to_string(static_cast<int>(error.code())) + " " + error.what();
  }
  return "no error";
}

}  // namespace aimodel
