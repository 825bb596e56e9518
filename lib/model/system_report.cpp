#include "model/system_report.h"

#include <fstream>

#include <fmt/format.h>
#include <unistd.h>

#include "base/units.h"
#include "tensor/blas.h"
#include "tensor/libraries.h"
#include "tensor/parallel.h"
#include "tensor/real.h"
#include "tensor/tile_product.h"

namespace aimodel {

namespace {

// Of the first processor; "unknown" where the system does not tell.
std::string processor_name() {
  std::ifstream stream("/proc/cpuinfo");
  for (std::string line; std::getline(stream, line);) {
    const size_t colon = line.find(": ");
    if (line.starts_with("model name") && colon != std::string::npos) return line.substr(colon + 2);
  }
  return "unknown";
}

std::string compiler() {
#if defined(__clang__)
  return "Clang " __clang_version__;
#else
  return "GCC " __VERSION__;
#endif
}

}  // namespace

Report system_report() {
  const auto page = static_cast<int64_t>(::sysconf(_SC_PAGESIZE));
  const int64_t memory = page * static_cast<int64_t>(::sysconf(_SC_PHYS_PAGES));
  const int64_t available = page * static_cast<int64_t>(::sysconf(_SC_AVPHYS_PAGES));
  const auto cores = static_cast<int64_t>(default_threads());
  Report report = make_report("system");
  report.document["version"] = AIMODEL_VERSION;
  report.document["build"] = AIMODEL_BUILD;
  report.document["compiler"] = compiler();
  report.document["number_bits"] = 8 * sizeof(real);
  report.document["vector_instructions"] = vector_target();
  report.document["product_instructions"] = product_target();
  report.document["blas"] = blas_version();
  report.document["blas_kernel"] = blas_kernel();
  report.document["processor"] = processor_name();
  report.document["cores"] = cores;
  report.document["threads"] = default_threads();
  report.document["memory_bytes"] = memory;
  report.document["free_memory_bytes"] = available;
  Table table{"System", {"what", "value"}, {}};
  const auto row = [&](const char* what, std::string value) {
    table.add({std::string(what), std::move(value)});
  };
  row("version", "aimodel " AIMODEL_VERSION);
  row("build", std::string(AIMODEL_BUILD) + ", " + compiler());
  row("numbers", fmt::format("{}-bit floating point", 8 * sizeof(real)));
  row("vector instructions", product_target());
  row("all code compiled for", vector_target());
  row("large products", fmt::format("{}, {} kernel", blas_version(), blas_kernel()));
  row("processor", processor_name());
  row("cores", std::to_string(cores));
  row("threads by default", std::to_string(default_threads()));
  row("memory", human_bytes(static_cast<double>(memory)));
  row("of it free", human_bytes(static_cast<double>(available)));
  report.tables = {table};
  return report;
}

}  // namespace aimodel
