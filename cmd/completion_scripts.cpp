#include <fmt/format.h>

#include "base/text.h"
#include "completion.h"

namespace aimodel {

namespace {

bool is_file(const HelpPage::Entry& option) {
  return option.value == "FILE" || option.value == "MODEL" || option.value == "DIR";
}

// In single quotes, as bash and zsh have it.
std::string in_quotes(const std::string& text) {
  std::string result = "'";
  for (const char c : text) {
    if (c == '\'') {
      result += "'\\''";
    } else {
      result += c;
    }
  }
  return result + "'";
}

// A backslash before each of some characters.
std::string escaped(const std::string& text, std::string_view special) {
  std::string result;
  for (const char c : text) {
    if (special.find(c) != std::string_view::npos) result += '\\';
    result += c;
  }
  return result;
}

std::vector<std::string> names_of(std::span<const HelpPage> commands) {
  std::vector<std::string> names;
  for (const HelpPage& command : commands) names.push_back(command.command);
  return names;
}

// What stands behind an option of a command, as cases of `$command $before`; what can have any value
// is left to the names of files.
std::string bash_cases(const HelpPage& command) {
  std::string text;
  std::vector<std::string> words, free;
  for (const HelpPage::Entry& option : command.options()) {
    std::vector<std::string> patterns;
    for (const std::string& name : option_names(option)) {
      words.push_back(name);
      patterns.push_back(in_quotes(command.command + " " + name));
    }
    if (!option.choices.empty()) {
      text += fmt::format("      {}) words={} ;;\n", join(patterns, " | "),
                          in_quotes(join(option.choices, " ")));
    } else if (!option.value.empty()) {
      free.insert(free.end(), patterns.begin(), patterns.end());
    }
  }
  if (!free.empty()) text += fmt::format("      {}) ;;\n", join(free, " | "));
  return text + fmt::format("      '{} '*) words={} options={} ;;\n", command.command,
                            in_quotes(join(argument_words(command), " ")),
                            in_quotes(join(words, " ")));
}

std::string zsh_option(const HelpPage::Entry& option) {
  const std::vector<std::string> names = option_names(option);
  std::string text = option.repeated     ? "'*'"
                     : names.size() == 1 ? ""
                                         : in_quotes("(" + join(names, " ") + ")");
  std::vector<std::string> forms;
  for (const std::string& name : names) {
    forms.push_back(option.value.empty() ? name : name + (name.starts_with("--") ? "=" : "+"));
  }
  text += forms.size() == 1 ? forms[0] : "{" + join(forms, ",") + "}";
  std::string rest = "[" + escaped(brief(option.text), "[]\\") + "]";
  if (!option.choices.empty()) {
    rest += ":value:(" + join(option.choices, " ") + ")";
  } else if (!option.value.empty()) {
    rest += ":" + option.value + ":" + (is_file(option) ? "_files" : "");
  }
  return text + in_quotes(rest);
}

std::string in_fish_quotes(const std::string& text) {
  return "'" + escaped(text, "'\\") + "'";
}

std::string fish_option(const std::string& command, const HelpPage::Entry& option) {
  std::string text = fmt::format("complete -c aimodel -n '__aimodel_in {}'", command);
  for (const std::string& name : option_names(option)) {
    text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  }
  if (!option.choices.empty()) text += " -x -a " + in_fish_quotes(join(option.choices, " "));
  if (option.choices.empty() && !option.value.empty()) text += is_file(option) ? " -r -F" : " -x";
  return text + " -d " + in_fish_quotes(brief(option.text)) + "\n";
}

}  // namespace

std::string bash_completion(std::span<const HelpPage> commands) {
  std::string cases;
  for (const HelpPage& command : commands) cases += bash_cases(command);
  constexpr const char* kScript =
      R"(# Completes aimodel in bash; `aimodel completion bash` prints it.
_aimodel() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD - 1]}} words= options=
  # Bash takes --format=md for three words.
  if [[ $word == = ]]; then
    word=
  elif [[ $before == = ]]; then
    before=${{COMP_WORDS[COMP_CWORD - 2]}}
  fi
  if ((COMP_CWORD == 1)); then
    words={} options='--help --version'
  else
    case "${{COMP_WORDS[1]}} $before" in
{}    esac
  fi
  if [[ $word == -* ]]; then words=$options; fi
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}}
complete -o bashdefault -o default -F _aimodel aimodel
)";
  return fmt::format(kScript, in_quotes(join(names_of(commands), " ")), cases);
}

std::string zsh_completion(std::span<const HelpPage> commands) {
  std::string names, cases;
  for (const HelpPage& command : commands) {
    names += "      " + in_quotes(command.command + ":" + command.summary) + "\n";
    cases += fmt::format("    {})\n      _arguments -S \\\n", command.command);
    for (const HelpPage::Entry& option : command.options()) {
      cases += "        " + zsh_option(option) + " \\\n";
    }
    const std::vector<std::string> words = argument_words(command);
    cases += "        " +
             (words.empty() ? "'*:file:_files'" : in_quotes("1:word:(" + join(words, " ") + ")")) +
             " ;;\n";
  }
  constexpr const char* kScript = R"(#compdef aimodel
# Completes aimodel in zsh; `aimodel completion zsh` prints it.
_aimodel() {{
  if ((CURRENT == 2)); then
    local -a commands=(
{}    )
    local -a options=('--help:Print this help' '--version:Print the version and the git commit')
    _describe command commands
    _describe -o option options
    return
  fi
  local command=$words[2]
  shift words
  ((CURRENT -= 1))
  case $command in
{}  esac
}}
if [[ $funcstack[1] == _aimodel ]]; then
  _aimodel "$@"
else
  compdef _aimodel aimodel
fi
)";
  return fmt::format(kScript, names, cases);
}

std::string fish_completion(std::span<const HelpPage> commands) {
  std::string text = R"(# Completes aimodel in fish; `aimodel completion fish` prints it.
function __aimodel_in
    set -l words (commandline -opc)
    test (count $words) -ge 2; and test $words[2] = $argv[1]
end
function __aimodel_begins
    test (count (commandline -opc)) -eq 1
end
complete -c aimodel -n __aimodel_begins -s h -l help -d 'Print this help'
complete -c aimodel -n __aimodel_begins -s V -l version -d 'Print the version and the git commit'
)";
  for (const HelpPage& command : commands) {
    text += fmt::format("complete -c aimodel -n __aimodel_begins -f -a {} -d {}\n", command.command,
                        in_fish_quotes(command.summary));
  }
  for (const HelpPage& command : commands) {
    for (const HelpPage::Entry& option : command.options()) {
      text += fish_option(command.command, option);
    }
    if (const std::vector<std::string> words = argument_words(command); !words.empty()) {
      text += fmt::format("complete -c aimodel -n '__aimodel_in {}' -f -a {}\n", command.command,
                          in_fish_quotes(join(words, " ")));
    }
  }
  return text;
}

}  // namespace aimodel
