#pragma once

#include <cstddef>

namespace aimodel {

// What stands behind a standard stream (STDOUT_FILENO, ...), and what it can do.

bool is_terminal(int stream);
// A terminal on which a line can be drawn anew: one that TERM names and does not call "dumb".
bool can_redraw(int stream);
// NO_COLOR forbids colours, CLICOLOR_FORCE (anything but 0) demands them; else they are for
// terminals that can_redraw(), unless CLICOLOR is 0.
bool wants_color(int stream);

// Columns and lines: COLUMNS and LINES where they are set, else what the terminal says; `otherwise`
// where it says nothing or there is none.
size_t screen_width(int stream, size_t otherwise);
size_t screen_height(int stream, size_t otherwise);

}  // namespace aimodel
