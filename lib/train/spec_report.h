#pragma once

#include <string>

#include "base/messages.h"
#include "csv/data_options.h"
#include "report/report.h"
#include "spec/spec.h"

namespace aimodel {

// What a spec asks for: layers, shapes, and what training takes. `path` is its file; `data` the CSV
// file that its shapes depend on, or "" for the one that it names. Throws Error (spec) where there is
// none and they do.
Report spec_report(const Spec& spec, const std::string& path, const std::string& data,
                   const DataOptions& reading, const Messages& messages = {});

// How two specs differ once their defaults are filled in; `before` and `after` are their files.
Report spec_difference_report(const Spec& first, const Spec& second, const std::string& before,
                              const std::string& after, bool for_people);

}  // namespace aimodel
