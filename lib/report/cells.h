#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/value.h"

namespace aimodel {

// One cell, appended to a text in the spelling of a format.
void append_csv(std::string& text, const Value& value);
void append_tsv(std::string& text, const Value& value);   // \t \n \r \\ for what would break a line
void append_json(std::string& text, const Value& value);  // null for what JSON has no number for
void append_json_text(std::string& text, std::string_view value);
std::string text_cell(const Value& value);  // as printable() shows it
std::string markdown_cell(const Value& value);
// Text that Markdown shows as it stands: no link, picture, HTML or emphasis comes of it.
std::string markdown_text(std::string_view text);
std::string markdown_paragraph(std::string_view text);  // which begins no list or heading either

// Code points: near enough to the columns that a terminal takes.
size_t display_width(std::string_view text);
// Keys of a JSON object must differ: a name that was there before gets "_2", "_3", ...
std::vector<std::string> distinct_names(std::vector<std::string> names);
// Where a number that JSON cannot hold says what it was: {"loss": null, "loss_reason": "nan"}.
inline constexpr std::string_view kReason = "_reason";

}  // namespace aimodel
