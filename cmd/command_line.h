#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "help_page.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace aimodel {

// What else there is to say of an option.
struct OptionForm {
  std::string type{};         // its value in --help, as in FILE; "" is TEXT
  std::string environment{};  // its twin, or ""
  bool required = false;
  bool bare = false;     // may stand without a value, which is then ""
  bool at_once = false;  // a function is called where the option stands, for each value on its own
};

// The options of one command. A name is "--force", "-o,--output" or, of an argument that is given
// without its name, "SPEC". Values are written and functions are called while the command line is
// read; both have to live until then. This class and run_command_line() alone know the parser,
// CLI11, whose header takes four seconds to compile.
class OptionSet {
 public:
  explicit OptionSet(CLI::App& parser) : parser_(parser) {}

  void flag(const std::string& name, bool& value, const std::string& help,
            const OptionForm& form = {});
  void text(const std::string& name, std::string& value, const std::string& help,
            const OptionForm& form = {});
  // An option that may be repeated, or arguments without names.
  void texts(const std::string& name, std::vector<std::string>& values, const std::string& help,
             const OptionForm& form = {});
  void on_text(const std::string& name, const std::function<void(const std::string&)>& function,
               const std::string& help, const OptionForm& form = {});
  void on_texts(const std::string& name,
                const std::function<void(const std::vector<std::string>&)>& function,
                const std::string& help, const OptionForm& form = {});
  // A whole number between two bounds, or a usage error that says so.
  void whole_number(const std::string& name, int64_t& value, int64_t minimum, int64_t maximum,
                    const std::string& help, const std::string& environment = "");
  // One of several words, or a usage error that names its neighbour.
  void choice(const std::string& name, std::string& value, const std::vector<std::string>& choices,
              const std::string& help, OptionForm form = {});
  // The options that follow stand below this title in --help.
  void group(const std::string& title);
  // What stands below the options in --help.
  void footer(const std::string& text);

 private:
  CLI::App& parser_;
};

// What a value was given by: the option, or its environment twin.
std::string option_source(const std::string& option, const std::string& environment,
                          const std::string& value);

// What runs a command whose options were read; returns the exit code.
using Run = std::function<int()>;

// A command: `declare` declares its options and gives what runs it.
struct Command {
  const char* name;
  const char* help;
  Run (*declare)(OptionSet& options);
};

// What `COMMAND --help` says, of each command, and of `help` and `--help` as if they were some.
std::vector<HelpPage> command_pages(std::span<const Command> commands);

// Reads a command line, the program's name left out, and runs the command that its first word
// names, or prints what is asked for: help, --help, --version. `footer` stands below the commands in
// the help of the program. Returns the exit code; throws Error (usage).
int run_command_line(std::vector<std::string> arguments, std::span<const Command> commands,
                     const std::string& footer);

}  // namespace aimodel
