#pragma once

#include <string>

namespace aimodel {

// What a file turns out to be when it is opened: rows (CSV or JSON Lines), a spec or a model. What
// is named like a spec or a model is taken for a broken one. Standard input ("-") holds rows.
enum class FileKind { csv, spec, model };
FileKind file_kind(const std::string& path);

}  // namespace aimodel
