#pragma once

#include <string>

namespace aimodel {

// What the program was built for, for reports.
std::string vector_target();  // the instructions that all code may use: "AVX2", ...

}  // namespace aimodel
