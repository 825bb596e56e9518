#pragma once

#include <string>

#include "base/error.h"

// What an action says is wrong, "" if nothing.
template <typename Action>
std::string mistake(Action&& action) {
  try {
    action();
  } catch (const aimodel::Error& error) {
    return error.what();
  }
  return "";
}
