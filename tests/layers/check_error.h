#pragma once

#include <string>

#include <doctest/doctest.h>

#include "base/error.h"

namespace aimodel {

// The text of the Error that f throws; empty where it throws none.
template <typename Function>
std::string error_of(const Function& f) {
  try {
    f();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace aimodel
