#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace aimodel {

// A cell's text without spaces and tabs around it.
inline std::string_view trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

// A whole trimmed text as a number; overflow gives infinity. False where it is none ("nan" is
// none).
bool read_number(std::string_view text, double& value);

// The texts that stand for a missing value.
class MissingTexts {
 public:
  explicit MissingTexts(const std::vector<std::string>& texts);
  bool contains(std::string_view trimmed_text) const {
    if (trimmed_text.empty()) return empty_;
    return first_[static_cast<unsigned char>(trimmed_text[0])] && is_listed(trimmed_text);
  }

 private:
  bool is_listed(std::string_view text) const;

  std::vector<std::string> texts_;
  std::array<bool, 256>
      first_{};  // bytes that one of them begins with: most cells need no further look
  bool empty_ = false;
};

}  // namespace aimodel
