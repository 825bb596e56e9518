#include "command_line.h"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/error.h"
#include "base/names.h"
#include "base/numbers.h"
#include "base/text.h"
#include "command.h"
#include "help.h"
#include "help_page.h"
#include "manual.h"
#include "version.h"

namespace aimodel {

namespace {

void apply(CLI::Option* option, const OptionForm& form) {
  if (!form.type.empty()) option->type_name(form.type);
  if (!form.environment.empty()) option->envname(form.environment);
  if (form.required) option->required();
  if (form.bare) option->expected(0, 1);
  if (form.at_once) option->trigger_on_parse();
}

// An option takes one value each time it is given; arguments without names take all there are.
void apply_repeated(CLI::Option* option, const OptionForm& form) {
  if (!option->get_positional()) option->allow_extra_args(false);
  apply(option, form);
}

Error usage(const std::string& name, const std::string& environment, const std::string& value,
            const std::string& expected, const std::string& hint = "") {
  return Error(
      Exit::usage, "",
      fmt::format("{}: expected {} ({})", option_source(name, environment, value), expected, value),
      hint);
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
      return usage(option->get_name(), option->get_envname(), text, "true or false");
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

constexpr const char* kOther = "Other";

bool takes_many(const CLI::Option& option) {
  return option.get_expected_max() >= CLI::detail::expected_max_vector_size;
}

HelpPage::Entry entry_of(const CLI::Option& option) {
  const std::string variable = option.get_envname();
  HelpPage::Entry entry{option.get_name(false, true),
                        option.get_description() + (variable.empty() ? "" : " [" + variable + "]")};
  const bool flag = option.get_type_size() == 0;
  if (!flag) entry.value = option.get_type_name();
  if (entry.value.find('|') != std::string::npos) entry.choices = split(entry.value, '|');
  entry.repeated = !flag && takes_many(option);
  if (option.get_positional()) {
    entry = {option.get_name() + (entry.repeated ? "..." : ""), entry.text, "", entry.choices};
  }
  return entry;
}

HelpPage page_of(const CLI::App& command) {
  HelpPage page{command.get_description(), "aimodel " + command.get_name() + " [OPTIONS]"};
  page.command = command.get_name();
  HelpPage::Group other{kOther, {}};
  for (const CLI::Option* option : command.get_options()) {
    HelpPage::Entry entry = entry_of(*option);
    if (option->get_positional()) {
      page.usage += " " + (option->get_required() ? entry.name : "[" + entry.name + "]");
      page.group(kArguments).entries.push_back(std::move(entry));
      continue;
    }
    HelpPage::Group& group =
        option->get_group() == kOther ? other : page.group(option->get_group());
    group.entries.push_back(std::move(entry));
  }
  std::rotate(other.entries.begin(), other.entries.begin() + 1,
              other.entries.end());  // --help was the first
  page.groups.push_back(std::move(other));
  page.footer = command.get_footer();
  return page;
}

std::string version_text() {
  const std::string commit = kCommit;
  return "aimodel " AIMODEL_VERSION + (commit.empty() ? "" : " (commit " + commit + ")");
}

}  // namespace

std::string option_source(const std::string& option, const std::string& environment,
                          const std::string& value) {
  const char* set = environment.empty() ? nullptr : std::getenv(environment.c_str());
  return set != nullptr && value == set ? environment : option;
}

void OptionSet::flag(const std::string& name, bool& value, const std::string& help,
                     const OptionForm& form) {
  apply(parser_.add_flag(name, value, help), form);
}

void OptionSet::text(const std::string& name, std::string& value, const std::string& help,
                     const OptionForm& form) {
  apply(parser_.add_option(name, value, help), form);
}

void OptionSet::texts(const std::string& name, std::vector<std::string>& values,
                      const std::string& help, const OptionForm& form) {
  apply_repeated(parser_.add_option(name, values, help), form);
}

void OptionSet::on_text(const std::string& name,
                        const std::function<void(const std::string&)>& function,
                        const std::string& help, const OptionForm& form) {
  apply(parser_.add_option_function(name, function, help), form);
}

void OptionSet::on_texts(const std::string& name,
                         const std::function<void(const std::vector<std::string>&)>& function,
                         const std::string& help, const OptionForm& form) {
  apply_repeated(parser_.add_option_function(name, function, help), form);
}

void OptionSet::whole_number(const std::string& name, int64_t& value, int64_t minimum,
                             int64_t maximum, const std::string& help,
                             const std::string& environment) {
  const auto read = [name, &value, minimum, maximum, environment](const std::string& text) {
    const auto number = parse_integer(text);
    if (!number || *number < minimum || *number > maximum) {
      throw usage(name, environment, text,
                  fmt::format("a whole number from {} to {}", minimum, maximum));
    }
    value = *number;
  };
  on_text(name, read, help, {.type = "N", .environment = environment});
}

void OptionSet::choice(const std::string& name, std::string& value,
                       const std::vector<std::string>& choices, const std::string& help,
                       OptionForm form) {
  const auto read = [name, &value, choices,
                     environment = form.environment](const std::string& text) {
    if (std::ranges::find(choices, text) == choices.end()) {
      const auto near = nearest(text, choices);
      throw usage(name, environment, text, join(choices, ", "),
                  near ? "did you mean " + quote(*near) + "?" : "");
    }
    value = text;
  };
  form.type = join(choices, "|");
  on_text(name, read, help, form);
}

void OptionSet::group(const std::string& title) {
  parser_.option_defaults()->group(title);
}

void OptionSet::footer(const std::string& text) {
  parser_.footer(text);
}

namespace {

void add_help(CLI::App& command) {
  command.set_help_flag("-h,--help", "Print this help")->group(kOther);
}

}  // namespace

std::vector<HelpPage> command_pages(std::span<const Command> commands) {
  std::vector<HelpPage> pages;
  for (const Command& command : commands) {
    CLI::App app(command.help, command.name);
    add_help(app);
    OptionSet options(app);
    const Run owner = command.declare(options);  // of what the options write to
    pages.push_back(page_of(app));
  }
  pages.push_back(help_page(commands));
  return pages;
}

int run_command_line(std::vector<std::string> arguments, std::span<const Command> commands,
                     const std::string& footer) {
  arguments = with_help_meant(std::move(arguments), commands);
  if (arguments.size() >= 2 && arguments[0] == "help") {
    print(arguments[1] == "--man" ? manual_page(command_pages(commands), footer)
                                  : topic_text(arguments[1]));
    return 0;
  }
  CLI::App app(kProgram, "aimodel");
  app.set_help_flag("-h,--help");
  app.set_version_flag("-V,--version", version_text());

  // The first word that is no option names the command; only that one's options are declared.
  const std::string name = arguments.empty() ? "" : arguments[0];
  const Command* chosen = nullptr;
  for (const Command& command : commands) {
    CLI::App* sub = app.add_subcommand(command.name, command.help);
    add_help(*sub);
    if (name == command.name) chosen = &command;
  }
  if (chosen == nullptr && !name.empty() && !name.starts_with('-')) {
    throw Error(Exit::usage, "", "unknown command " + quote(name),
                name == "version" ? "aimodel --version" : suggest(name, command_names(commands)));
  }
  Run execute;
  CLI::App* command = &app;
  if (chosen != nullptr) {
    command = app.get_subcommand(chosen->name);
    OptionSet options(*command);
    execute = chosen->declare(options);
  }
  const auto help = [&] {
    return render(chosen != nullptr ? page_of(*command) : program_page(commands, footer),
                  help_width());
  };
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
  try {
    app.parse(reversed);
  } catch (const CLI::CallForHelp&) {
    print(help());
    return 0;
  } catch (const CLI::CallForVersion& version) {
    print(std::string(version.what()) + "\n");
    return 0;
  } catch (const CLI::ParseError& error) {
    throw usage_error(error, *command, name.starts_with('-') ? "" : name);
  }
  if (chosen == nullptr) {
    print_error(help());
    return static_cast<int>(Exit::usage);
  }
  return execute();
}

}  // namespace aimodel
