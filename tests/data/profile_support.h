#pragma once

#include <cstdio>
#include <fstream>
#include <string>

#include <unistd.h>

#include "data/profile.h"

namespace aimodel {

// A CSV file for one test.
struct CsvFile {
  explicit CsvFile(const std::string& text) {
    char name[] = "/tmp/aimodel_profile.XXXXXX";
    ::close(::mkstemp(name));
    path = name;
    std::ofstream(path, std::ios::binary) << text;
  }
  ~CsvFile() { std::remove(path.c_str()); }
  CsvFile(const CsvFile&) = delete;
  CsvFile& operator=(const CsvFile&) = delete;
  std::string path;
};

inline Profile profile_text(const std::string& text, const ProfileOptions& options = {}) {
  const CsvFile file(text);
  return profile_csv(file.path, CsvFormat{}, options);
}

}  // namespace aimodel
