#pragma once

#include <span>

namespace aimodel {

// What `aimodel help TOPIC` tells beside the commands: one row a topic.
struct HelpTopic {
  const char* name;
  const char* help;
  const char* text;  // base/wrap.h lays it out
};

std::span<const HelpTopic> help_topics();

}  // namespace aimodel
