#include "schedules/schedule.h"

#include <stdexcept>

namespace aimodel {

std::unique_ptr<Schedule> make_constant(const Options& options);
std::unique_ptr<Schedule> make_cosine(const Options& options);
std::unique_ptr<Schedule> make_exponential(const Options& options);
std::unique_ptr<Schedule> make_one_cycle(const Options& options);
std::unique_ptr<Schedule> make_reduce_on_plateau(const Options& options);
std::unique_ptr<Schedule> make_step(const Options& options);

namespace {

struct Entry {
  std::string_view name;
  std::unique_ptr<Schedule> (*make)(const Options& options);
};

constexpr Entry kSchedules[] = {
    {"constant", make_constant},
    {"cosine", make_cosine},
    {"exponential", make_exponential},
    {"one_cycle", make_one_cycle},
    {"reduce_on_plateau", make_reduce_on_plateau},
    {"step", make_step},
};

}  // namespace

std::unique_ptr<Schedule> make_schedule(const Options& options) {
  const std::string type = options.type();
  for (const Entry& entry : kSchedules) {
    if (entry.name == type) return entry.make(options);
  }
  throw std::logic_error("the schema lists a schedule that the code lacks: " + type);
}

}  // namespace aimodel
