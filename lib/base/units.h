#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace aimodel {

// "1048576", "512M", "2G", "1.5GiB": bytes; K, M, G and T are powers of 1024.
std::optional<uint64_t> parse_bytes(std::string_view text);

std::string human_bytes(double bytes);       // 1.5 MiB
std::string human_duration(double seconds);  // 1m 20s
std::string human_count(double count);       // 1.23 M

}  // namespace aimodel
