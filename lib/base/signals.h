#pragma once

namespace aimodel {

// After this HUP, unless it is ignored (nohup), and USR1 leave a request and end nothing.
void catch_requests();
// After this the first INT or TERM only sets stop_signal(); the second one, a quarter of a second
// later or more, ends the process at once.
void catch_stops();

// The signal that asked to stop, or 0.
int stop_signal();

// Whether there was a request since the last call: HUP for a checkpoint, USR1 for a status.
bool take_checkpoint_request();
bool take_status_request();

}  // namespace aimodel
