#include "train/checkpoint_interval.h"

#include <doctest/doctest.h>

#include "base/error.h"

using namespace aimodel;

TEST_CASE("a time is in seconds, minutes or hours") {
  CHECK(parse_duration("--max-time", "90") == 90);
  CHECK(parse_duration("--max-time", "1.5s") == 1.5);
  CHECK(parse_duration("--max-time", "5m") == 300);
  CHECK(parse_duration("--max-time", "2h") == 7200);
  for (const char* text : {"", "0", "-1s", "5d", "m", "1e9h"}) {
    CHECK_THROWS_AS(parse_duration("--max-time", text), Error);
  }
}

TEST_CASE("checkpoints come by time, steps, epochs, or never") {
  const CheckpointPlan timed = checkpoint_plan("y.model", "10m", 3);
  CHECK(timed.path == "y.model.checkpoint");
  CHECK(timed.seconds == 600);
  CHECK(timed.keep == 3);
  CHECK(checkpoint_plan("y.model", "500steps", 0).steps == 500);
  CHECK(checkpoint_plan("y.model", "1epoch", 0).epochs == 1);
  const CheckpointPlan never = checkpoint_plan("y.model", "never", 0);
  CHECK((never.seconds == 0 && never.steps == 0 && never.epochs == 0));
  for (const char* text : {"", "0steps", "steps", "5steppes", "1.5epochs", "often"}) {
    CHECK_THROWS_AS(checkpoint_plan("y.model", text, 0), Error);
  }
}
