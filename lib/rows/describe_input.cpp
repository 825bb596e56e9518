#include "rows/describe_input.h"

#include "rows/whitening.h"

namespace aimodel {

InputInfo describe_input(const Options& options,
                         const std::vector<std::unique_ptr<Column>>& columns) {
  InputInfo info{options, {}, {}};
  for (const auto& column : columns) {
    info.columns.push_back(column->name);
    info.types.push_back(column->type());
  }
  check_whitening(options, info.width());
  return info;
}

}  // namespace aimodel
