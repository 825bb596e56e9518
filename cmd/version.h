#pragma once

namespace aimodel {

// The git commit that the program was built from, in ten digits, or "". The build writes it
// (cmake/commit.cmake).
extern const char* const kCommit;

}  // namespace aimodel
