#pragma once

#include "report/report.h"

namespace aimodel {

// Version, build, libraries, processor and memory of the running program.
Report system_report();

}  // namespace aimodel
