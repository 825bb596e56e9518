#include "help_page.h"

#include <algorithm>
#include <iterator>

#include <unistd.h>

#include "base/screen.h"
#include "base/wrap.h"

namespace aimodel {

std::string HelpPage::Entry::shown() const {
  return name + (value.empty() ? "" : " " + value) + (repeated ? " ..." : "");
}

HelpPage::Group& HelpPage::group(const std::string& title) {
  const auto found = std::ranges::find(groups, title, &Group::title);
  return found != groups.end() ? *found : groups.emplace_back(Group{title, {}});
}

std::vector<HelpPage::Entry> HelpPage::options() const {
  std::vector<Entry> all;
  for (const Group& group : groups) {
    if (group.title != kArguments) std::ranges::copy(group.entries, std::back_inserter(all));
  }
  return all;
}

std::vector<HelpPage::Entry> HelpPage::arguments() const {
  const auto found = std::ranges::find(groups, kArguments, &Group::title);
  return found != groups.end() ? found->entries : std::vector<Entry>{};
}

std::string render(const HelpPage& page, size_t width) {
  constexpr size_t kIndent = 2, kBeside = 70;
  const size_t column = width < kBeside ? 6 : 30;  // where texts begin
  std::string text = page.summary + "\nUsage: " + page.usage + "\n";
  for (const HelpPage::Group& group : page.groups) {
    text += "\n" + group.title + ":\n";
    for (const HelpPage::Entry& entry : group.entries) {
      std::string line = std::string(kIndent, ' ') + entry.shown();
      if (line.size() + 2 > column) {
        text += line + "\n";
        line.clear();
      }
      line.resize(column, ' ');
      text += line + entry.text + "\n";
    }
  }
  if (!page.footer.empty()) text += "\n" + page.footer + "\n";
  return wrap(text, width);
}

size_t help_width() {
  constexpr size_t kUsual = 100, kLeast = 40;
  return std::max(kLeast, screen_width(STDOUT_FILENO, kUsual));
}

}  // namespace aimodel
