#include "csv/csv_cell.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/numbers.h"

namespace aimodel {

bool read_number(std::string_view text, double& value) {
  if (read_short_number(text, value)) return true;
  const std::optional<double> number = parse_number(text);
  if (!number || std::isnan(*number)) return false;
  value = *number;
  return true;
}

MissingTexts::MissingTexts(const std::set<std::string>& texts) {
  first_[' '] = first_['\t'] = true;
  for (const std::string& text : texts) {
    const std::string_view core = trimmed(text);
    if (core.empty()) {
      empty_ = true;
    } else {
      texts_.emplace(core);
      first_[static_cast<unsigned char>(core[0])] = true;
    }
  }
}

bool MissingTexts::is_listed(std::string_view text) const {
  return texts_.find(text) != texts_.end();
}

}  // namespace aimodel
