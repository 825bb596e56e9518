#include "manual.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "base/text.h"
#include "help_topics.h"

namespace aimodel {

namespace {

// Text as troff prints it: hyphens that can be copied, no backslash or control line.
std::string troff(std::string_view text) {
  std::string result;
  if (text.starts_with('.') || text.starts_with('\'')) result = "\\&";
  for (const char c : text) {
    switch (c) {
      case '\\':
        result += "\\e";
        break;
      case '-':
        result += "\\-";
        break;
      case '~':
        result += "\\(ti";
        break;
      case '^':
        result += "\\(ha";
        break;
      case '`':
        result += "\\(ga";
        break;
      case '\'':
        result += "\\(aq";
        break;
      default:
        result += c;
    }
  }
  return result;
}

std::string upper(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) {
    return c == '-' ? ' ' : static_cast<char>(std::toupper(c));
  });
  return text;
}

std::string item(const std::string& name, const std::string& text) {
  return fmt::format(".TP\n\\fB{}\\fR\n{}\n", troff(name), troff(text));
}

// "-o,--output FILE" with its names bold and its value in italics.
std::string option_item(const HelpPage::Entry& option) {
  std::vector<std::string> names;
  for (const std::string& name : split(option.name, ',')) {
    names.push_back("\\fB" + troff(name) + "\\fR");
  }
  std::string text = ".TP\n" + join(names, ", ");
  if (!option.value.empty()) text += " \\fI" + troff(option.value) + "\\fR";
  return text + (option.repeated ? " ..." : "") + "\n" + troff(option.text) + "\n";
}

// Lines of help: an indented line that has two blanks inside is a term and its explanation, another
// indented line is printed as it stands, all else are paragraphs.
std::string body(const std::string& help) {
  std::string text;
  bool example = false;
  const auto end_example = [&] {
    if (example) text += ".EE\n.RE\n";
    example = false;
  };
  for (const std::string& line : split(help, '\n')) {
    if (line.empty()) continue;
    const std::string content = line.substr(std::min(line.size(), line.find_first_not_of(' ')));
    const size_t gap = content.find("  ");
    if (!line.starts_with(' ')) {
      end_example();
      text += ".PP\n" + troff(content) + "\n";
    } else if (gap != std::string::npos) {
      end_example();
      text += item(content.substr(0, gap), content.substr(content.find_first_not_of(' ', gap)));
    } else {
      if (!example) text += ".PP\n.RS 4\n.EX\n";
      example = true;
      text += troff(line.substr(2)) + "\n";
    }
  }
  end_example();
  return text;
}

std::string section(const std::string& title, const std::string& text) {
  // The space above its first paragraph is the section's own.
  const std::string paragraph = ".PP\n";
  const bool first = text.starts_with(paragraph) && !text.starts_with(".PP\n.RS");
  return ".SH " + upper(title) + "\n" + (first ? text.substr(paragraph.size()) : text);
}

std::string command_section(const HelpPage& page) {
  std::string text = fmt::format(".SS \"{}\"\n{}.\n", troff(page.usage), troff(page.summary));
  for (const HelpPage::Group& group : page.groups) {
    if (group.entries.empty()) continue;
    text += fmt::format(".PP\n\\fI{}\\fR\n", troff(group.title));
    for (const HelpPage::Entry& entry : group.entries) text += option_item(entry);
  }
  return text + body(page.footer);
}

}  // namespace

std::string manual_page(std::span<const HelpPage> commands, const std::string& examples) {
  std::string text = fmt::format(
      ".\\\" aimodel help --man prints this page.\n"
      ".TH AIMODEL 1 \"\" \"aimodel {}\" \"User Commands\"\n"
      ".SH NAME\naimodel \\- neural networks from JSON specs and CSV data\n"
      ".SH SYNOPSIS\n\\fBaimodel\\fR \\fICOMMAND\\fR [\\fIOPTIONS\\fR] [\\fIFILES\\fR]\n",
      AIMODEL_VERSION);
  text += section("description",
                  "Trains, evaluates, predicts with, inspects and explains neural networks. A JSON "
                  "spec says what is learnt from which columns of a CSV file; a model is one file "
                  "that predicts from such files.\n");
  text += ".SH COMMANDS\n";
  for (const HelpPage& command : commands) text += command_section(command);
  text += section("options", option_item({"-h,--help", "Print help"}) +
                                 option_item({"-V,--version", "Print the version"}));
  for (const HelpTopic& topic : help_topics()) text += section(topic.name, body(topic.text));
  return text + section("examples", body(examples));
}

}  // namespace aimodel
