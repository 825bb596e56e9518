#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "base/json.h"

namespace aimodel {

// What differs between the run that left a file and the one that is asked to go on from it.
class RunDifferences {
 public:
  explicit RunDifferences(std::string path) : path_(std::move(path)) {}

  void add(const std::string& what);
  // Every value in which two records differ: "spec: training.epochs was 3, now it is 4".
  void compare(const std::string& subject, const Json& before, const Json& after);
  bool none() const { return errors_.empty(); }
  // Throws Error (model): the first ten of them, and what follows from it.
  [[noreturn]] void refuse(const std::string& what, const std::string& hint) const;

 private:
  std::string path_;
  std::vector<Error> errors_;
};

}  // namespace aimodel
