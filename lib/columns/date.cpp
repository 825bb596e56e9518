#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "base/json.h"
#include "base/names.h"
#include "columns/column_kind.h"
#include "columns/date_parts.h"
#include "columns/date_state.h"
#include "columns/number_fold.h"
#include "columns/reading_options.h"
#include "csv/csv_cell.h"
#include "spec/document.h"

namespace aimodel {

namespace {

constexpr const char* kElapsed = "elapsed";
constexpr double kMostSeconds = 3e11;  // from 1970 to the years 1 and 9999

// Time passed.   y = (seconds since 1970 - shift) / scale;  0 where it was the same in all training
// rows
struct Elapsed {
  double shift = 0, scale = 1;
  bool acts = false;

  double of(double seconds) const { return acts ? (seconds - shift) / scale : 0; }
};

// What the network sees of a date, in this order: time passed, parts, whether the value is missing.
struct DateNumbers {
  std::optional<Elapsed> elapsed;
  double elapsed_fill = 0;
  std::vector<DateNumber> parts;
  bool indicator = false;
  bool missing_seen = false;  // in training: else the indicator does not act

  int64_t width() const {
    return (elapsed ? 1 : 0) + static_cast<int64_t>(parts.size()) + (indicator ? 1 : 0);
  }
};

class DateColumn : public Column {
 public:
  DateColumn(DateReading reading, DateNumbers numbers)
      : reading_(reading), numbers_(std::move(numbers)) {}

  int64_t width() const override { return numbers_.width(); }

  void encode(const Frame& frame, const FrameColumn& cells, std::span<const uint32_t> rows,
              real* out, int64_t stride, CellNotes& notes) const override {
    for (const uint32_t row : rows) {
      real* place = out;
      const DateCell& cell = cells.dates[row];
      const bool missing = cell.form == DateCell::Form::missing;
      if (missing && !numbers_.missing_seen) ++notes.missing;
      if (missing) {
        if (!numbers_.missing_seen) ++notes.missing;
        if (numbers_.elapsed) *place++ = static_cast<real>(numbers_.elapsed_fill);
        for (const DateNumber& part : numbers_.parts) *place++ = static_cast<real>(part.fill);
      } else {
        const auto moment = reading_.moment(cell);
        if (!moment) throw reading_.error(cell, frame, row, name);
        if (numbers_.elapsed) *place++ = static_cast<real>(numbers_.elapsed->of(moment->elapsed()));
        for (const DateNumber& part : numbers_.parts) {
          *place++ = static_cast<real>(part.of(*moment));
        }
      }
      if (numbers_.indicator) *place = missing && numbers_.missing_seen ? real{1} : real{0};
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

std::optional<DatePart> find_part(const std::string& name) {
  for (size_t i = 0; i < kDateParts; ++i) {
    if (name == rule_of(static_cast<DatePart>(i)).name) return static_cast<DatePart>(i);
  }
  return std::nullopt;
}

// First pass: how the cells are read. Then what the moments have in common.
class DateFit : public ColumnFit {
 public:
  explicit DateFit(const Options& options)
      : ColumnFit(options), reading_fit_(date_reading_fit(options)) {
    const std::string fill = options.text("fill");
    mean_ = fill == "mean";
    median_ = fill == "median";
    if (mean_ || median_) return;
    if (!read_date(trimmed(fill), fill_)) {
      throw options.error_at("fill", fmt::format("{} is no date", quote(fill)),
                             "known: mean, median, or a date such as 2024-12-31");
    }
  }

  void add(const Chunk& chunk) override {
    if (!reading_) {
      file_ = chunk.frame.file;
      name_ = chunk.cells.name;
      for (const uint32_t row : chunk.rows) {
        const DateCell& cell = chunk.cells.dates[row];
        missing_seen_ = missing_seen_ || cell.form == DateCell::Form::missing;
        reading_fit_.add(cell, chunk.frame.lines[row]);
      }
      return;
    }
    for (const uint32_t row : chunk.rows) {
      const DateCell& cell = chunk.cells.dates[row];
      if (cell.form == DateCell::Form::missing) continue;
      const auto moment = reading_->moment(cell);
      if (!moment) throw reading_->error(cell, chunk.frame, row, name_);
      if (first_) counts_.add(*moment);
      if (moments_go_on_) moments_.add(moment->elapsed());
      if (middle_goes_on_) middle_.add(moment->elapsed());
    }
  }

  bool end_pass() override {
    if (reading_fit_.count() == 0) return false;
    if (!reading_) {
      reading_ = reading_fit_.result(file_, name_);
      middle_goes_on_ = median_;
      return true;
    }
    first_ = false;
    moments_go_on_ = moments_go_on_ && moments_.end_pass();
    middle_goes_on_ = middle_goes_on_ && middle_.end_pass();
    return moments_go_on_ || middle_goes_on_;
  }

  std::unique_ptr<Column> finish(const Chunk& last) override {
    if (!reading_) throw error(last, "all values are missing");
    DateNumbers numbers;
    numbers.indicator = options().flag("missing_indicator");
    numbers.missing_seen = missing_seen_;
    for (const std::string& name : parts()) {
      if (name == kElapsed) {
        const Moments found = moments_.result();
        numbers.elapsed = {found.mean, found.deviation, found.deviation > 0};
        continue;
      }
      const bool cyclic = options().text("encoding") == "cyclic";
      for (DateNumber& number : numbers_of(*find_part(name), cyclic, counts_)) {
        numbers.parts.push_back(number);
      }
    }
    if (!mean_) fill_in(numbers);
    return std::make_unique<DateColumn>(*reading_, std::move(numbers));
  }

 private:
  // As the spec names them, or what varies.
  std::vector<std::string> parts() const {
    std::vector<std::string> names;
    if (options().has("parts")) {
      names = options().texts("parts");
      for (size_t i = 0; i < names.size(); ++i) {
        if (std::find(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(i), names[i]) !=
            names.begin() + static_cast<std::ptrdiff_t>(i)) {
          throw options().error_at("parts", fmt::format("{} is named twice", quote(names[i])));
        }
        const auto part = find_part(names[i]);
        if (part && rule_of(*part).of_date && reading_->kind == DateReading::Kind::times) {
          throw options().error_at("parts",
                                   fmt::format("column {} holds times without a date, and so no {}",
                                               quote(name_), names[i]));
        }
      }
      return names;
    }
    names.emplace_back(kElapsed);
    for (const DatePart part :
         {DatePart::month, DatePart::day, DatePart::weekday, DatePart::hour, DatePart::minute}) {
      if (counts_.varies(part)) names.emplace_back(rule_of(part).name);
    }
    return names;
  }

  // Where a missing date is a date: the middle one of the training rows, or one that is named.
  void fill_in(DateNumbers& numbers) const {
    Moment moment;
    if (median_) {
      const double seconds = middle_.result(0), day = std::floor(seconds / 86400);
      const bool times = reading_->kind == DateReading::Kind::times;
      moment = times ? Moment{0, seconds, 0}
                     : Moment{static_cast<int64_t>(day), seconds - 86400 * day, 0};
    } else {
      const auto found = reading_->moment(fill_);
      if (!found) {
        throw options().error_at("fill", fmt::format("{} cannot be read as column {} is",
                                                     quote(options().text("fill")), quote(name_)));
      }
      moment = *found;
    }
    if (numbers.elapsed) numbers.elapsed_fill = numbers.elapsed->of(moment.elapsed());
    for (DateNumber& number : numbers.parts) number.fill = number.of(moment);
  }

  bool mean_ = false, median_ = false;
  DateCell fill_;
  std::string file_, name_;
  DateReadingFit reading_fit_;
  std::optional<DateReading> reading_;
  bool missing_seen_ = false;
  bool first_ = true;  // of the passes over moments
  DatePartCounts counts_;
  MomentsFold moments_;
  bool moments_go_on_ = true;
  QuantileFold middle_{{0.5}};
  bool middle_goes_on_ = false;
};

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

DateNumber restore_part(const StoredState& state) {
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

ColumnFitPtr fit_date(const Options& options) {
  return std::make_unique<DateFit>(options);
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
    numbers.parts.push_back(restore_part(StoredState(file, subject + ", parts", entry)));
  }
  numbers.indicator = stored.options.flag("missing_indicator");
  numbers.missing_seen = state.flag("missing_seen");
  if (!numbers.elapsed && numbers.parts.empty()) throw state.error("there is no part");
  return std::make_unique<DateColumn>(reading, std::move(numbers));
}

}  // namespace

ColumnKind make_date_column(const Options& options) {
  return {CellKind::date, fit_date, restore_date,
          options.has("parts") ? "" : "the parts of a date are those that vary"};
}

}  // namespace aimodel
