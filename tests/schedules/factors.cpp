// Numbers worked by hand.
#include <cmath>
#include <limits>
#include <vector>

#include <doctest/doctest.h>

#include "schedules/schedule.h"
#include "spec/schema.h"

using namespace aimodel;

namespace {

SchedulePtr schedule_of(const std::string& type, const std::string& more = "") {
  return make_schedule(
      options_from("schedules/" + type, R"({"type": ")" + type + "\"" + more + "}"));
}

double at_epoch(const Schedule& schedule, int64_t epoch) {
  return schedule.factor({epoch * 10, 1000, epoch, {}});
}

double at_step(const Schedule& schedule, int64_t step, int64_t total) {
  return schedule.factor({step, total, 0, {}});
}

double after(const Schedule& schedule, const std::vector<double>& history) {
  return schedule.factor({0, 1000, static_cast<int64_t>(history.size()), history});
}

doctest::Approx near(double value) {
  return doctest::Approx(value).epsilon(1e-12);
}

}  // namespace

TEST_CASE("constant is 1") {
  const SchedulePtr schedule = schedule_of("constant");
  CHECK(at_epoch(*schedule, 0) == 1);
  CHECK(at_epoch(*schedule, 50) == 1);
}

TEST_CASE("step falls after so many epochs") {
  const SchedulePtr schedule = schedule_of("step", R"(, "epochs": 3, "gamma": 0.5)");
  CHECK(at_epoch(*schedule, 2) == 1);
  CHECK(at_epoch(*schedule, 3) == 0.5);
  CHECK(at_epoch(*schedule, 5) == 0.5);
  CHECK(at_epoch(*schedule, 6) == 0.25);
}

TEST_CASE("exponential falls after every epoch") {
  const SchedulePtr schedule = schedule_of("exponential", R"(, "gamma": 0.5)");
  CHECK(at_epoch(*schedule, 0) == 1);
  CHECK(at_epoch(*schedule, 3) == 0.125);
}

TEST_CASE("cosine goes from 1 to its minimum") {
  const SchedulePtr schedule = schedule_of("cosine", R"(, "minimum": 0.2)");
  CHECK(at_step(*schedule, 0, 8) == 1);
  CHECK(at_step(*schedule, 4, 8) == near(0.6));
  CHECK(at_step(*schedule, 2, 8) == near(0.2 + 0.8 * (1 + std::sqrt(0.5)) / 2));
  CHECK(at_step(*schedule, 8, 8) == near(0.2));
  CHECK(at_step(*schedule, 9, 8) == near(0.2));  // steps beyond the plan stay there
}

TEST_CASE("cosine's warm-up rises evenly, without a step of rate 0") {
  const SchedulePtr schedule = schedule_of("cosine", R"(, "warmup": 0.25)");
  const std::vector<double> rise = {0.2, 0.4, 0.6, 0.8, 1};
  for (size_t i = 0; i < rise.size(); ++i) {
    CHECK(at_step(*schedule, static_cast<int64_t>(i), 16) == near(rise[i]));
  }
  CHECK(at_step(*schedule, 10, 16) == near(0.5));
  const SchedulePtr only_rise = schedule_of("cosine", R"(, "warmup": 1)");
  CHECK(at_step(*only_rise, 3, 4) == near(0.8));
}

TEST_CASE("one_cycle rises to 1 and falls far below where it started") {
  const SchedulePtr schedule =
      schedule_of("one_cycle", R"(, "warmup": 0.5, "start_divisor": 4, "end_divisor": 10)");
  CHECK(at_step(*schedule, 0, 10) == near(0.25));
  CHECK(at_step(*schedule, 2, 10) == near(0.625));  // half way to step 0.5 * 10 - 1
  CHECK(at_step(*schedule, 4, 10) == near(1));
  CHECK(at_step(*schedule, 9, 10) == near(0.025));
  CHECK(at_step(*schedule, 99, 10) == near(0.025));
}

TEST_CASE("one_cycle of few steps has no rise") {
  const SchedulePtr schedule = schedule_of("one_cycle", R"(, "warmup": 0.5)");
  CHECK(at_step(*schedule, 0, 1) == near(1.0 / 25 / 10000));
  CHECK(at_step(*schedule, 0, 2) == 1);
  CHECK(at_step(*schedule, 1, 2) == near(1.0 / 25 / 10000));
}

TEST_CASE("reduce_on_plateau lets patience epochs pass, then multiplies") {
  const SchedulePtr schedule =
      schedule_of("reduce_on_plateau", R"(, "factor": 0.5, "patience": 2, "minimum": 0.2)");
  CHECK(after(*schedule, {}) == 1);
  CHECK(after(*schedule, {3, 3, 3}) == 1);
  CHECK(after(*schedule, {3, 3, 3, 3}) == 0.5);
  CHECK(after(*schedule, {3, 3, 3, 2, 2, 2}) == 1);       // better in time
  CHECK(after(*schedule, {3, 3, 3, 3, 2, 2, 2}) == 0.5);  // what was lost does not come back
  CHECK(after(*schedule, {3, 3, 3, 3, 3, 3, 3}) == 0.25);
  CHECK(after(*schedule, std::vector<double>(20, 3.0)) == 0.2);
}

TEST_CASE("reduce_on_plateau asks for an improvement in proportion") {
  const SchedulePtr schedule =
      schedule_of("reduce_on_plateau", R"(, "factor": 0.5, "patience": 0, "minimum_change": 0.1)");
  CHECK(after(*schedule, {10, 8.9}) == 1);
  CHECK(after(*schedule, {10, 9.1}) == 0.5);
  // What should rise comes with its sign changed: 0.5 to 0.56 is better by a tenth, 0.54 is not.
  CHECK(after(*schedule, {-0.5, -0.56}) == 1);
  CHECK(after(*schedule, {-0.5, -0.54}) == 0.5);
  CHECK(after(*schedule, {-0.5, -0.48}) == 0.5);
}

TEST_CASE("reduce_on_plateau never takes NaN for better") {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  const SchedulePtr schedule =
      schedule_of("reduce_on_plateau", R"(, "factor": 0.5, "patience": 1)");
  CHECK(after(*schedule, {kNan, kNan}) == 0.5);
  CHECK(after(*schedule, {3, kNan, 2}) == 1);
  CHECK(after(*schedule, {3, kNan, kNan}) == 0.5);
}

TEST_CASE("every example of every schema makes a schedule that stays between 0 and 1") {
  const std::vector<double> flat(40, 1.0);
  for (const std::string& name : schema_names("schedules")) {
    for (const Json& example : schema("schedules/" + name)["examples"]) {
      CAPTURE(example.dump());
      const SchedulePtr made = make_schedule(options_from("schedules/" + name, example.dump()));
      for (int64_t step = 0; step < 400; ++step) {
        const double factor =
            made->factor({step, 400, step / 10, std::span(flat).first(size_t(step / 10))});
        CHECK(factor > 0);
        CHECK(factor <= 1);
      }
    }
  }
}
