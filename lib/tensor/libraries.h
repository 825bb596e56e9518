#pragma once

#include <string>

namespace aimodel {

// What the kernels were built with and run on, for reports.
std::string vector_target();  // the instructions that Highway's code was compiled for: "AVX2", ...

}  // namespace aimodel
