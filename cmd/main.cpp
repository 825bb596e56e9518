#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>
#include <string>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "base/error.h"
#include "base/signals.h"
#include "command.h"
#include "command_line.h"

namespace aimodel {

namespace {

constexpr Command kCommands[] = {
    {"train", "Learn a model from a spec and labelled rows", declare_train},
    {"eval", "Measure a model on labelled rows; can gate a build", declare_eval},
    {"predict", "One prediction per row, in order", declare_predict},
    {"inspect", "What is in a spec, a CSV file or a model, or what differs between two",
     declare_inspect},
    {"explain", "Say which inputs a prediction leans on", declare_explain},
    {"completion", "Print what completes command lines in bash, zsh or fish", declare_completion},
};

constexpr const char* kFooter =
    "From a CSV file to a trained model:\n"
    "  aimodel inspect rows.csv --target y --spec > spec.json\n"
    "  aimodel train spec.json rows.csv -o y.model\n"
    "  aimodel predict y.model new.csv";

// A file must not be opened in the place of a standard stream that was closed: what is meant for
// the stream would go into it. What stands there now cannot be read or written.
void occupy_standard_streams() {
  for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; ++stream) {
    if (::fcntl(stream, F_GETFD) != -1 || errno != EBADF) continue;
    if (::open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY) != stream) std::abort();
  }
}

}  // namespace

std::span<const Command> all_commands() {
  return kCommands;
}

}  // namespace aimodel

int main(int count, char** values) {
  using namespace aimodel;
  catch_requests();
  occupy_standard_streams();
  std::signal(SIGPIPE, SIG_DFL);  // a closed pipe ends the program quietly
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is an error, so that nothing is left
  Exit code = Exit::run;
  std::string text;
  try {
    return run_command_line({values + 1, values + count}, kCommands, kFooter);
  } catch (const Error& error) {
    code = error.code();
    text = error.printed();
  } catch (const std::bad_alloc&) {
    text =
        from_program("out of memory\n  hint: lower training.batch_size, or use a smaller network");
  } catch (const std::exception& error) {
    text = from_program(fmt::format(
        "internal error: {}\n  hint: this is a bug in aimodel; please report it", error.what()));
  }
  std::fflush(stdout);
  print_error(text + "\n");
  return static_cast<int>(code);
}
