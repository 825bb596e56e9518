#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "base/names.h"
#include "columns/column_kind.h"
#include "columns/date_column.h"
#include "columns/number_fold.h"
#include "columns/reading_options.h"
#include "csv/csv_cell.h"

namespace aimodel {

namespace {

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
    return date_column(*reading_, std::move(numbers));
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

ColumnFitPtr fit_date(const Options& options) {
  return std::make_unique<DateFit>(options);
}

}  // namespace

ColumnKind make_date_column(const Options& options) {
  return {CellKind::date, fit_date, restore_date,
          options.has("parts") ? "" : "the parts of a date are those that vary"};
}

}  // namespace aimodel
