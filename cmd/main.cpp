#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "base/error.h"
#include "base/signals.h"
#include "base/text.h"
#include "command.h"

namespace aimodel {

namespace {

struct Command {
  const char* name;
  const char* help;
  Run (*declare)(CLI::App& command);
};

constexpr Command kCommands[] = {
    {"train", "Learn a model from a spec and labelled rows", declare_train},
    {"eval", "Measure a model on labelled rows; can gate a build", declare_eval},
    {"predict", "One prediction per row, in order", declare_predict},
    {"inspect", "What is in a spec, a CSV file or a model, or what differs between two",
     declare_inspect},
    {"explain", "Say which inputs a prediction leans on", declare_explain},
};

std::vector<std::string> command_names() {
  std::vector<std::string> names;
  for (const Command& command : kCommands) names.emplace_back(command.name);
  return names;
}

std::vector<std::string> option_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

bool is_flag_value(const std::string& text) {
  try {
    CLI::detail::to_flag_value(text);
    return true;
  } catch (const std::invalid_argument&) {
    return false;
  }
}

// A flag with a value that says neither yes nor no.
Error flag_error(const CLI::App& command) {
  for (const CLI::Option* option : command.get_options()) {
    if (option->get_expected_max() != 0) continue;
    for (const std::string& text : option->results()) {
      if (is_flag_value(text)) continue;
      const std::string where = option_source(option->get_name(), option->get_envname(), text);
      return Error(Exit::usage, "", fmt::format("{}: expected true or false ({})", where, text));
    }
  }
  return Error(Exit::usage, "", "a flag takes no value");
}

// What the parser refused, in our words.
Error usage_error(const CLI::ParseError& error, const CLI::App& command, const std::string& name) {
  const std::string help = fmt::format("see aimodel {}--help", name.empty() ? "" : name + " ");
  for (const std::string& extra : command.remaining(true)) {  // before what else may be wrong
    const std::string option = extra.substr(0, extra.find('='));
    if (!option.starts_with('-') || option == "-") continue;
    const auto near = nearest(option, option_names(command));
    const std::string behind = name.empty() ? "options stand behind the command; " : "";
    return Error(Exit::usage, "", "unknown option " + option,
                 near ? fmt::format("did you mean {}?", *near) : behind + help);
  }
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr) {
    return Error(Exit::usage, "", "unexpected argument " + quote(command.remaining(true).at(0)),
                 help);
  }
  if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) {
    const std::string text = error.what();
    return Error(Exit::usage, "", text.substr(0, text.find(' ')) + " is missing", help);
  }
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) {
    const std::string text = error.what(), option = text.substr(0, text.find(':'));
    const bool twice = text.find("At Most") != std::string::npos;
    return Error(Exit::usage, "",
                 option + (twice ? ": is given more than once" : ": a value is missing"), help);
  }
  if (dynamic_cast<const CLI::ConversionError*>(&error) != nullptr) return flag_error(command);
  return Error(Exit::usage, "", error.what(), help);
}

int run(std::vector<std::string> arguments) {
  if (arguments.size() >= 2 && arguments[0] == "help") arguments = {arguments[1], "--help"};
  CLI::App app("aimodel: neural networks from JSON specs and CSV data", "aimodel");
  app.set_help_flag("-h,--help", "Print this help");
  app.set_version_flag("-V,--version", "aimodel " AIMODEL_VERSION, "Print the version");
  app.footer(
      "From a CSV file to a trained model:\n"
      "  aimodel inspect rows.csv --target y --spec > spec.json\n"
      "  aimodel train spec.json rows.csv -o y.model\n"
      "`aimodel COMMAND --help` tells a command's options.\n"
      "Exit codes: 0 done, 1 run failed, 2 usage, 3 spec, 4 data, 5 model file, 6 numeric, 7 gate "
      "not met,\n"
      "  8 limit hit, 130/143 stopped after saving.");

  // The first word that is no option names the command; only that one's options are declared.
  const std::string name = arguments.empty() ? "" : arguments[0];
  const Command* chosen = nullptr;
  for (const Command& command : kCommands) {
    CLI::App* sub = app.add_subcommand(command.name, command.help);
    sub->set_help_flag("-h,--help", "Print this help");
    if (name == command.name) chosen = &command;
  }
  if (chosen == nullptr && !name.empty() && !name.starts_with('-')) {
    throw Error(Exit::usage, "", "unknown command " + quote(name), suggest(name, command_names()));
  }
  Run execute;
  CLI::App* command = &app;
  if (chosen != nullptr) {
    command = app.get_subcommand(chosen->name);
    execute = chosen->declare(*command);
  }
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
  try {
    app.parse(reversed);
  } catch (const CLI::CallForHelp&) {
    print(app.help());
    return 0;
  } catch (const CLI::CallForVersion& version) {
    print(std::string(version.what()) + "\n");
    return 0;
  } catch (const CLI::ParseError& error) {
    throw usage_error(error, *command, name.starts_with('-') ? "" : name);
  }
  if (chosen == nullptr) {
    print_error(app.help());
    return static_cast<int>(Exit::usage);
  }
  return execute();
}

// A file must not be opened in the place of a standard stream that was closed: what is meant for
// the stream would go into it. What stands there now cannot be read or written.
void occupy_standard_streams() {
  for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; ++stream) {
    if (::fcntl(stream, F_GETFD) != -1 || errno != EBADF) continue;
    if (::open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY) != stream) std::abort();
  }
}

}  // namespace

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
    return run(std::vector<std::string>(values + 1, values + count));
  } catch (const Error& error) {
    code = error.code();
    text = error.what();
  } catch (const std::bad_alloc&) {
    text = "out of memory\n  hint: lower training.batch_size, or use a smaller network";
  } catch (const std::exception& error) {
    text = fmt::format("internal error: {}\n  hint: this is a bug in aimodel; please report it",
                       error.what());
  }
  std::fflush(stdout);
  print_error(text + "\n");
  return static_cast<int>(code);
}
