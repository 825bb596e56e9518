#include "model/target_check.h"

#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "base/names.h"
#include "base/numbers.h"

namespace aimodel {

void TargetCheck::check(const Frame& frame, std::span<const uint32_t> rows, bool learnt) {
  for (size_t i = 0; i < preprocessing_.outputs().size(); ++i) {
    const Output& output = *preprocessing_.outputs()[i];
    for (size_t k = 0; k < output.columns().size(); ++k) {
      const std::optional<TargetReach> reach = output.reach(k);
      if (!reach) continue;
      const FrameColumn& cells = frame.column(output.columns()[k], CellKind::number);
      for (const uint32_t row : rows) {
        const double x = cells.numbers[row];
        if (std::isnan(x)) continue;  // missing, which encoding sees
        const auto refused = [&](const std::string& what, const std::string& hint) {
          return value_error(frame, row, cells.name, fmt::format("{} ({})", what, shortest(x)),
                             hint);
        };
        if (const char* why = network_.loss(i).refuses(x)) {
          throw refused(why, "choose another loss, or leave such rows out");
        }
        if (reach->holds(x)) continue;
        if (learnt) {
          throw refused("the output never comes there: " + reach->text, reach->hint);
        }
        if (++beyond_ > 1) continue;
        first_ = fmt::format("{}: column {}: {}; {}", frame.where(row), quote(cells.name),
                             shortest(x), reach->text);
      }
    }
  }
}

}  // namespace aimodel
