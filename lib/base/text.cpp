#include "base/text.h"

#include <fmt/format.h>

namespace aimodel {

std::string join(std::span<const std::string> texts, std::string_view separator) {
  return fmt::format("{}", fmt::join(texts.begin(), texts.end(), separator));
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> texts;
  for (size_t start = 0;;) {
    const size_t end = text.find(separator, start);
    texts.emplace_back(text.substr(start, end - start));
    if (end == std::string_view::npos) return texts;
    start = end + 1;
  }
}

}  // namespace aimodel
