#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "profile/profile.h"

namespace aimodel {

// A spec to begin with, and what its reader should know: columns left out and why, how the target
// was read.
struct StarterSpec {
  Json spec;
  std::vector<std::string> notes;
};

// For a profile made with this target; `others` are predicted beside it, and are no inputs either.
// Throws Error (data) where there is nothing to predict or nothing to learn from.
StarterSpec starter_spec(const Profile& profile, const std::string& target, const CsvFormat& format,
                         const std::vector<std::string>& others = {});

// For several targets, each with the profile that was made with it: the spec of the first, which
// predicts the others, too, from the columns that tell none of them.
StarterSpec starter_spec(const std::vector<Profile>& profiles,
                         const std::vector<std::string>& targets, const CsvFormat& format);

}  // namespace aimodel
