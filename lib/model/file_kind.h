#pragma once

#include <string>

namespace aimodel {

// What a file turns out to be when it is opened: rows (CSV or JSON Lines), a spec or a model. What
// is named like a spec or a model is taken for a broken one. Standard input ("-") holds rows.
enum class FileKind { csv, spec, model };
FileKind file_kind(const std::string& path);

// Throws Error (spec) for a file of rows or a model in a spec's place: most often the arguments are
// in the wrong order.
void check_is_spec(const std::string& path);

}  // namespace aimodel
