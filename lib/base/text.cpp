#include "base/text.h"

#include <algorithm>

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

std::string shell_word(const std::string& text) {
  static constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./,:=@%+";
  const auto plain = [](char c) {
    return kPlain.find(c) != std::string_view::npos || (static_cast<unsigned char>(c) & 0x80) != 0;
  };
  if (!text.empty() && std::ranges::all_of(text, plain)) return text;
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

}  // namespace aimodel
