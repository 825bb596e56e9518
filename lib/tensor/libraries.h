#pragma once

#include <string>

namespace aimodel {

// What the kernels were built with and run on, for reports.
std::string
blas_name();  // OpenBLAS's own description: version, options, the processor it was tuned for
std::string blas_threads();   // "OpenMP", "pthread" or "none": which variant was linked
std::string vector_target();  // the instructions that Highway's code was compiled for: "AVX2", ...

}  // namespace aimodel
