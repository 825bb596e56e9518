#pragma once

// What the fuzz targets share. A target is given bytes, has them read as a hostile file, and ends in a crash where that
// comes to anything but a result or an Error for the user. `make fuzz` builds and runs them.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/scratch.h"

namespace aimodel {

inline void must(bool holds, const std::string& what) {
  if (holds) return;
  std::fprintf(stderr, "%s\n", what.c_str());
  std::abort();
}

// What an action says in its Error, or "". Whatever else it throws ends the program.
inline std::string answer(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    const std::string text = error.what();
    must(!text.empty(), "an error without words");
    return text;
  }
  return "";
}

// An input that the search begins with, written where AIMODEL_SEEDS names a directory.
inline void seed(const std::string& name, std::string_view bytes) {
  if (const char* directory = std::getenv("AIMODEL_SEEDS")) {
    std::ofstream(std::string(directory) + "/" + name, std::ios::binary) << bytes;
  }
}

}  // namespace aimodel
