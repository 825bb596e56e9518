#include "columns/date_column.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "base/json.h"
#include "base/names.h"
#include "columns/date_state.h"
#include "columns/stored_state.h"
#include "spec/document.h"

namespace aimodel {

namespace {

constexpr double kMostSeconds = 3e11;  // from 1970 to the years 1 and 9999

class DateColumn : public Column {
 public:
  DateColumn(DateReading reading, DateNumbers numbers)
      : Column({{numbers.width()}}), reading_(reading), numbers_(std::move(numbers)) {}

  void encode(const Frame& frame, const FrameColumn& cells, std::span<const uint32_t> rows,
              real* out, int64_t stride, CellNotes& notes) const override {
    for (const uint32_t row : rows) {
      real* next = out;
      const DateCell& cell = cells.dates[row];
      const bool missing = cell.form == DateCell::Form::missing;
      if (missing) {
        if (!numbers_.missing_seen) ++notes.missing;
        if (numbers_.elapsed) *next++ = static_cast<real>(numbers_.elapsed_fill);
        for (const DateNumber& part : numbers_.parts) *next++ = static_cast<real>(part.fill);
      } else {
        const auto moment = reading_.moment(cell);
        if (!moment) throw reading_.error(cell, frame, row, name);
        if (numbers_.elapsed) *next++ = static_cast<real>(numbers_.elapsed->of(moment->elapsed()));
        for (const DateNumber& part : numbers_.parts) {
          *next++ = static_cast<real>(part.of(*moment));
        }
      }
      if (numbers_.indicator) *next = missing && numbers_.missing_seen ? real{1} : real{0};
      out += stride;
    }
  }

  std::vector<std::string> labels() const override {
    std::vector<std::string> labels;
    if (numbers_.elapsed) labels.push_back(name + " " + kElapsed);
    const size_t count = numbers_.parts.size();
    for (size_t i = 0; i < count; ++i) {
      const DatePart part = numbers_.parts[i].part;
      const bool pair = i + 1 < count && numbers_.parts[i + 1].part == part;
      const bool second = i > 0 && numbers_.parts[i - 1].part == part;
      labels.push_back(name + " " + rule_of(part).name +
                       (pair     ? " sine"
                        : second ? " cosine"
                                 : ""));
    }
    if (numbers_.indicator) labels.push_back(name + " is missing");
    return labels;
  }

  Json state() const override;

 private:
  DateReading reading_;
  DateNumbers numbers_;
};

constexpr std::array<const char*, 4> kWays = {"sine", "cosine", "standard", "nothing"};

Json DateColumn::state() const {
  Json state;
  store_reading(reading_, state);
  state["elapsed"] = Json();
  if (numbers_.elapsed) {
    state["elapsed"] = {{"shift", numbers_.elapsed->shift},
                        {"scale", numbers_.elapsed->scale},
                        {"acts", numbers_.elapsed->acts},
                        {"fill", numbers_.elapsed_fill}};
  }
  state["parts"] = Json::array();
  for (const DateNumber& number : numbers_.parts) {
    Json entry = {{"part", rule_of(number.part).name},
                  {"as", kWays[static_cast<size_t>(number.as)]},
                  {"fill", number.fill}};
    if (number.as == DateNumber::As::standard) {
      entry["shift"] = number.shift;
      entry["scale"] = number.scale;
    }
    state["parts"].push_back(std::move(entry));
  }
  state["missing_seen"] = numbers_.missing_seen;
  return state;
}

// A number that fits what the network takes.
double stored_number(const StoredState& state, const char* key) {
  const double number = state.number(key);
  if (!std::isfinite(static_cast<real>(number))) {
    throw state.error(fmt::format("{} is out of range", quote(key)));
  }
  return number;
}

// Values up to `most` are to be scaled to finite numbers.
void check_scale(const StoredState& state, double shift, double scale, double most) {
  if (!(scale > 0)) throw state.error("\"scale\" is not above 0");
  if (!std::isfinite(static_cast<real>((most + std::abs(shift)) / scale))) {
    throw state.error("\"scale\" is too small");
  }
}

DateNumber restore_number(const StoredState& state) {
  DateNumber number;
  const auto part = find_part(state.text("part"));
  if (!part) throw state.error("\"part\" is unknown");
  number.part = *part;
  const auto way = std::ranges::find(kWays, state.text("as"));
  if (way == kWays.end()) throw state.error("\"as\" is unknown");
  number.as = static_cast<DateNumber::As>(way - kWays.begin());
  number.fill = stored_number(state, "fill");
  if (number.as == DateNumber::As::standard) {
    number.shift = stored_number(state, "shift");
    number.scale = stored_number(state, "scale");
    check_scale(state, number.shift, number.scale, rule_of(number.part).high);
  }
  return number;
}

}  // namespace

std::unique_ptr<Column> date_column(DateReading reading, DateNumbers numbers) {
  return std::make_unique<DateColumn>(reading, std::move(numbers));
}

std::unique_ptr<Column> restore_date(const Stored& stored) {
  const std::string& file = stored.options.document()->name;
  const std::string subject = "column " + quote(stored.name);
  const StoredState state(file, subject, stored.state);
  const DateReading reading = restore_reading(state);
  DateNumbers numbers;
  if (!state.is_null("elapsed")) {
    const StoredState inner(file, subject + ", elapsed", state.object("elapsed"));
    Elapsed elapsed;
    elapsed.acts = inner.flag("acts");
    elapsed.shift = stored_number(inner, "shift");
    elapsed.scale = stored_number(inner, "scale");
    if (elapsed.acts) check_scale(inner, elapsed.shift, elapsed.scale, kMostSeconds);
    numbers.elapsed = elapsed;
    numbers.elapsed_fill = stored_number(inner, "fill");
  }
  constexpr size_t kMostParts = 2 * kDateParts;
  for (const Json& entry : state.list("parts", 0, kMostParts)) {
    numbers.parts.push_back(restore_number(StoredState(file, subject + ", parts", entry)));
  }
  numbers.indicator = stored.options.flag("missing_indicator");
  numbers.missing_seen = state.flag("missing_seen");
  if (!numbers.elapsed && numbers.parts.empty()) throw state.error("there is no part");
  return std::make_unique<DateColumn>(reading, std::move(numbers));
}

}  // namespace aimodel
