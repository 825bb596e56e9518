#include "outputs/number_output.h"

namespace aimodel {

OutputPtr make_number_output(const Options& options) {
  return std::make_unique<NumberOutput>(options);
}

}  // namespace aimodel
