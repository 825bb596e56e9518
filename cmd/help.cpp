#include "help.h"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "base/error.h"
#include "base/file.h"
#include "base/names.h"
#include "base/wrap.h"
#include "command.h"
#include "help_topics.h"

namespace aimodel {

namespace {

constexpr const char* kManual = "Print the manual page: aimodel help --man | man -l -";

}  // namespace

std::vector<std::string> command_names(std::span<const Command> commands) {
  std::vector<std::string> names;
  for (const Command& command : commands) names.emplace_back(command.name);
  return names;
}

std::vector<std::string> with_help_meant(std::vector<std::string> arguments,
                                         std::span<const Command> commands) {
  if (arguments.empty()) return arguments;
  const auto asks = [](const std::string& word) {
    return word == "help" || word == "--help" || word == "-h";
  };
  const std::vector<std::string> names = command_names(commands);
  const auto is_command = [&](const std::string& word) {
    return std::ranges::find(names, word) != names.end();
  };
  if (is_command(arguments[0]) && arguments.size() == 2 && arguments[1] == "help") {
    if (!file_exists("help")) return {arguments[0], "--help"};
    print_error(
        from_program(fmt::format("help is taken for the file of that name; aimodel {} "
                                 "--help prints help\n",
                                 arguments[0])));
  }
  if (!asks(arguments[0])) return arguments;
  if (arguments.size() == 1 || asks(arguments[1])) return {"--help"};
  const std::string& word = arguments[1];
  if (arguments[0] != "help" && word.starts_with('-')) return arguments;
  if (arguments.size() > 2) {
    throw Error(Exit::usage, "", "unexpected argument " + quote(arguments[2]),
                "aimodel help takes one command or topic");
  }
  if (is_command(word)) return {word, "--help"};
  if (word == "--man") return {"help", word};
  std::vector<std::string> known = names;
  for (const HelpTopic& topic : help_topics()) {
    if (word == topic.name) return {"help", word};
    known.emplace_back(topic.name);
  }
  throw Error(Exit::usage, "", "unknown command or topic " + quote(word), suggest(word, known));
}

HelpPage program_page(std::span<const Command> commands, const std::string& footer) {
  HelpPage page{kProgram, "aimodel COMMAND [OPTIONS] [FILES]"};
  for (const Command& command : commands) {
    page.group("Commands").entries.push_back({command.name, command.help});
  }
  page.group("Commands")
      .entries.push_back(
          {"help [COMMAND|TOPIC]", "What `aimodel COMMAND --help` prints, or a topic of its own"});
  page.group("Commands").entries.push_back({"help --man", kManual});
  for (const HelpTopic& topic : help_topics()) {
    page.group("Topics of help").entries.push_back({topic.name, topic.help});
  }
  page.group("Options").entries = {{"-h,--help", "Print this help"},
                                   {"-V,--version", "Print the version and the git commit"}};
  page.footer = footer;
  return page;
}

HelpPage help_page(std::span<const Command> commands) {
  HelpPage page{"What a command or a topic is", "aimodel help [COMMAND|TOPIC]"};
  page.command = "help";
  HelpPage::Entry about{"[COMMAND|TOPIC]", "Command or topic", "", command_names(commands)};
  for (const HelpTopic& topic : help_topics()) about.choices.emplace_back(topic.name);
  page.group(kArguments).entries = {about};
  page.group("Options").entries = {{"--man", kManual}};
  return page;
}

std::string topic_text(const std::string& name) {
  for (const HelpTopic& topic : help_topics()) {
    if (name == topic.name) return wrap(topic.text, help_width()) + "\n";
  }
  throw std::logic_error("no topic " + name);
}

}  // namespace aimodel
