#include "profile/column_numbers.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>

#include "base/numbers.h"

namespace aimodel {

namespace {

double number_of(std::string_view text) {
  const size_t first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return std::nan("");
  text = text.substr(first, text.find_last_not_of(' ') - first + 1);
  const std::optional<double> number = parse_number(text);
  return number && std::isfinite(*number) ? *number : std::nan("");
}

}  // namespace

std::vector<double> numbers_of(const FrameColumn& cells) {
  std::vector<double> numbers(cells.texts.size(), std::nan(""));
  for (size_t id = 1; id < numbers.size(); ++id) numbers[id] = number_of(cells.texts[id]);
  return numbers;
}

std::vector<double> some_numbers(const FrameColumn& cells, size_t rows) {
  const std::vector<double> by_id = numbers_of(cells);
  const size_t step = std::max<size_t>(1, cells.ids.size() / rows);
  std::vector<double> numbers;
  for (size_t i = 0; i < cells.ids.size(); i += step) numbers.push_back(by_id[cells.ids[i]]);
  return numbers;
}

}  // namespace aimodel
