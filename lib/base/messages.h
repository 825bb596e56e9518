#pragma once

#include <functional>
#include <string>
#include <utility>

namespace aimodel {

// Takes what a room says beside its result, a line a call: `info` what a user should know, `debug`
// what was done. A line begins with the file that it is about, or is from_program(). Called by the thread that called the room. Without receivers nothing is heard.
class Messages {
 public:
  using Receiver = std::function<void(const std::string& line)>;

  Messages() = default;
  Messages(Receiver info, Receiver debug) : info_(std::move(info)), debug_(std::move(debug)) {}

  void info(const std::string& line) const {
    if (info_) info_(line);
  }
  void debug(const std::string& line) const {
    if (debug_) debug_(line);
  }

 private:
  Receiver info_, debug_;
};

}  // namespace aimodel
