#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "spec/document.h"

namespace aimodel {

// schemas/ as it was at build time.
struct EmbeddedSchema {
  std::string_view name;  // "layers/dense"
  std::string_view text;
};
extern const EmbeddedSchema kEmbeddedSchemas[];
extern const int kEmbeddedSchemaCount;

std::vector<std::string> schema_names();  // all, sorted
std::vector<std::string> schema_names(
    const std::string& room);                 // "layers" -> {"batch_norm", "dense", ...}
const Json& schema(const std::string& name);  // "layers/dense"; throws Error (usage)
std::string_view schema_text(const std::string& name);

// Checks the value at `pointer` against a schema, and fills in every default. Understands the part
// of draft-07 that schemas/ uses: type, enum, const, the bounds, properties, required,
// additionalProperties, items, minItems, maxItems, minLength, pattern-free strings, $ref to files,
// and oneOf, whose alternatives are told apart by the JSON type of the value or by the constant of
// their "type" property. Adds what is wrong to `errors` and goes on, so that all mistakes are
// reported at once.
void check_and_fill(Document& document, const std::string& pointer, const std::string& schema_name,
                    Exit code, std::vector<Error>& errors);

}  // namespace aimodel
