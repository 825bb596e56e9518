#pragma once

#include <cstdio>
#include <fstream>
#include <string>

#include <unistd.h>

#include "data/profile.h"

namespace aimodel {

// A CSV file for one test.
struct ScratchCsv {
  explicit ScratchCsv(const std::string& text) {
    char name[] = "/tmp/aimodel_profile.XXXXXX";
    ::close(::mkstemp(name));
    path = name;
    std::ofstream(path, std::ios::binary) << text;
  }
  ~ScratchCsv() { std::remove(path.c_str()); }
  ScratchCsv(const ScratchCsv&) = delete;
  ScratchCsv& operator=(const ScratchCsv&) = delete;
  std::string path;
};

inline Profile profile_text(const std::string& text, const ProfileOptions& options = {}) {
  const ScratchCsv file(text);
  return profile_csv(file.path, CsvFormat{}, options);
}

}  // namespace aimodel
