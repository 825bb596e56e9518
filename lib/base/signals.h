#pragma once

namespace aimodel {

// After this the first INT or TERM only sets stop_signal(); the second one ends the process at
// once.
void catch_stop_signals();

// The signal that asked to stop, or 0.
int stop_signal();

}  // namespace aimodel
