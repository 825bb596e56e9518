#include "completion.h"

#include <algorithm>
#include <iterator>
#include <memory>

#include "base/text.h"
#include "command.h"

namespace aimodel {

std::vector<std::string> option_names(const HelpPage::Entry& option) {
  return split(option.name, ',');
}

std::vector<std::string> argument_words(const HelpPage& command) {
  std::vector<std::string> words;
  for (const HelpPage::Entry& argument : command.arguments()) {
    std::ranges::copy(argument.choices, std::back_inserter(words));
  }
  return words;
}

std::string brief(const std::string& text) {
  size_t end = text.size();
  for (const char* comment : {"; ", ": ", " (", " ["}) end = std::min(end, text.find(comment));
  return text.substr(0, end);
}

namespace {

struct Shell {
  const char* name;
  std::string (*completion)(std::span<const HelpPage> commands);
};

constexpr Shell kShells[] = {
    {"bash", bash_completion}, {"zsh", zsh_completion}, {"fish", fish_completion}};

void print_completion(const std::string& name) {
  for (const Shell& shell : kShells) {
    if (name == shell.name) print(shell.completion(command_pages(all_commands())));
  }
}

}  // namespace

Run declare_completion(OptionSet& options) {
  std::vector<std::string> names;
  for (const Shell& shell : kShells) names.emplace_back(shell.name);
  const auto shell = std::make_shared<std::string>();
  options.choice("SHELL", *shell, names, "bash, zsh or fish", {.required = true});
  options.footer(
      "Examples, to be put where the shell begins (~/.bashrc, ~/.zshrc, "
      "~/.config/fish/config.fish):\n"
      "  source <(aimodel completion bash)\n"
      "  source <(aimodel completion zsh)\n"
      "  aimodel completion fish | source");
  return [shell] {
    print_completion(*shell);
    return 0;
  };
}

}  // namespace aimodel
