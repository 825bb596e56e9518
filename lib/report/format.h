#pragma once

#include <string>

namespace aimodel {

// How results are written.
enum class Format { text, csv, tsv, json, jsonl, md };
Format parse_format(const std::string& name);  // throws Error (usage) with a suggestion

}  // namespace aimodel
