#include "progress.h"

#include <chrono>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

#include "base/error.h"
#include "base/json.h"
#include "base/numbers.h"
#include "base/screen.h"
#include "base/terminal.h"
#include "base/units.h"
#include "command.h"

namespace aimodel {

namespace {

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

constexpr int64_t kMostLines = 50;  // of epochs, in a log
constexpr size_t kUsualWidth = 80, kShownMetrics = 3;

std::string value_text(const Measure& measure) {
  if (!measure.value.defined()) return "undefined (" + measure.value.reason + ")";
  return fmt::format("{:.4g}", measure.value.value);
}

// The loss and the first two metrics of the validation rows.
std::string validation_text(const EpochInfo& info) {
  std::string text;
  for (size_t i = 0; i < info.validation.size() && i < kShownMetrics; ++i) {
    const Measure& measure = info.validation[i];
    text += fmt::format("  val_{} {}", measure.name, value_text(measure));
  }
  return text;
}

// Fields side by side, as many as there is room for; the first two always.
std::string in_columns(const std::vector<std::string>& fields, size_t room) {
  std::string line, blanks;
  for (size_t i = 0; i < fields.size(); ++i) {
    const size_t size = fields[i].find_last_not_of(' ') + 1;
    if (i >= 2 && line.size() + blanks.size() + size > room) break;
    line += blanks + fields[i].substr(0, size);
    blanks = std::string(fields[i].size() - size + 2, ' ');
  }
  return line;
}

Json epoch_json(const EpochInfo& info, double seconds, double rows_per_second) {
  Json json{{"epoch", info.epoch}};
  if (info.epoch > 0) json.update({{"loss", info.loss}, {"learning_rate", info.learning_rate}});
  if (!info.validation.empty()) json["validation"] = to_json(info.validation);
  json["best"] = info.best;
  json["seconds"] = seconds;
  json["rows_per_second"] = rows_per_second;
  return json;
}

}  // namespace

ProgressKind progress_kind(const std::string& name, bool quiet) {
  if (quiet || name == "none") return ProgressKind::none;
  if (name == "plain") return ProgressKind::plain;
  if (name == "json") return ProgressKind::json;
  return can_redraw(STDERR_FILENO) ? ProgressKind::bar : ProgressKind::plain;
}

bool use_color(const std::string& name) {
  if (name == "always") return true;
  return name != "never" && wants_color(STDERR_FILENO);
}

Progress::Progress(ProgressKind kind, bool color, std::unique_ptr<EpochLog> log, int64_t epochs)
    : kind_(kind),
      color_(color),
      epochs_(epochs),
      log_(std::move(log)),
      lines_(epochs, is_terminal(STDERR_FILENO) ? 0 : kMostLines),
      start_(now()),
      epoch_start_(start_) {}

Progress::~Progress() {
  end();
  clear();
}

double Progress::seconds() const {
  return now() - start_;
}

void Progress::on_step_end(const StepInfo& info) {
  rows_ = info.rows;
  if (kind_ != ProgressKind::bar) return;
  constexpr double kBetween = 0.1;  // seconds
  const double time = now();
  if (time - last_drawn_ < kBetween) return;
  last_drawn_ = time;
  draw(info);
}

// epoch 3/10 [#####.....] 52%  eta 12 s  21,345 rows/s  loss 0.3456  best val_loss 0.41
void Progress::draw(const StepInfo& info) {
  const double done = (static_cast<double>(info.epoch - 1) +
                       static_cast<double>(info.step) / static_cast<double>(info.steps)) /
                      static_cast<double>(info.epochs);
  const double elapsed = seconds();
  const double eta = done > 0 ? elapsed * (1 - done) / done : 0;
  const double rate = static_cast<double>(info.rows) / std::max(1e-9, now() - epoch_start_);
  constexpr int kWidth = 20;
  const int filled = static_cast<int>(done * kWidth);
  const std::string bar = std::string(static_cast<size_t>(filled), '#') +
                          std::string(static_cast<size_t>(kWidth - filled), '.');
  std::string text = fmt::format("epoch {}/{} [{}] {:3.0f}%  eta {}  {} rows/s  loss {:.4g}{}",
                                 info.epoch, info.epochs, bar, 100 * done, human_duration(eta),
                                 with_commas(static_cast<int64_t>(rate)), info.loss, best_);
  const size_t width = screen_width(STDERR_FILENO, kUsualWidth) - 1;
  if (text.size() > width) text.resize(width);
  print_control("\r\x1b[K" + printable(text));
  drawn_ = true;
}

void Progress::clear() {
  if (!drawn_) return;
  print_control("\r\x1b[K");
  drawn_ = false;
}

void Progress::line(const std::string& text) {
  clear();
  print_control(text + "\n");
}

// A log that is gone on with says of each epoch once: what a training wrote of epochs behind its
// last checkpoint is written again.
void Progress::on_resume(const std::vector<EpochInfo>& history, int64_t epoch, int64_t step) {
  done_before_ = static_cast<int64_t>(history.size());
  for (const EpochInfo& info : history) {
    if (info.best && !info.validation.empty()) {
      best_ = fmt::format("  best epoch {}{}", info.epoch, validation_text(info));
    }
  }
  if (log_) log_->resume(done_before_);
  if (kind_ == ProgressKind::none || kind_ == ProgressKind::json) return;
  if (epoch > epochs_) return line(from_program("resumed behind the last epoch"));
  line(from_program(step == 0 ? fmt::format("resumed before epoch {}", epoch)
                              : fmt::format("resumed in epoch {} after step {}", epoch, step)));
}

void Progress::on_status(const StepInfo& info) {
  line(fmt::format("epoch {}/{}, step {}/{}: loss {:.4g}, learning rate {:.4g}, {}{}", info.epoch,
                   info.epochs, info.step, info.steps, info.loss, info.learning_rate,
                   human_duration(seconds()), best_));
}

void Progress::on_warning(const std::string& text) {
  line(text + "\n  training goes on without this checkpoint");
}

void Progress::on_epoch_end(const EpochInfo& info) {
  const double time = now(), took = time - epoch_start_;
  const double rate = static_cast<double>(rows_) / std::max(1e-9, took);
  epoch_start_ = time;
  if (info.best && !info.validation.empty()) {
    best_ = fmt::format("  best epoch {}{}", info.epoch, validation_text(info));
  }
  const std::string text = epoch_json(info, seconds(), rate).dump();
  if (log_) {
    const std::string failure = log_->add(text);
    if (!failure.empty()) line(failure + "\n  training goes on without this part of the log");
  }
  if (kind_ == ProgressKind::none) return;
  if (kind_ == ProgressKind::json) {
    print_error(text + "\n");
    return;
  }
  if (info.epoch == 0) {
    line(fmt::format("epoch 0, as the model came{}", validation_text(info)));
    return;
  }
  show(lines_.add(info.epoch, info.best && !info.validation.empty(), epoch_line(info, rate)));
}

// epoch  3/50 *  loss 0.3456     val_loss 0.41       21,345 rows/s  eta 12 s
// The star stands where an epoch is the best so far.
std::string Progress::epoch_line(const EpochInfo& info, double rate) const {
  constexpr int kNumber = 9;  // characters, of most numbers with four digits
  const double left = seconds() / static_cast<double>(info.epoch - done_before_) *
                      static_cast<double>(epochs_ - info.epoch);
  const bool star = info.best && !info.validation.empty();
  std::vector<std::string> fields = {
      fmt::format("epoch {:>{}}/{} {}", info.epoch, std::to_string(epochs_).size(), epochs_,
                  star ? '*' : ' '),
      fmt::format("loss {:<{}.4g}", info.loss, kNumber)};
  if (info.validation.empty()) fields[0].pop_back(), fields[0].pop_back();
  for (size_t i = 0; i < info.validation.size() && i < kShownMetrics; ++i) {
    const Measure& measure = info.validation[i];
    fields.push_back(fmt::format("val_{} {:<{}}", measure.name, value_text(measure), kNumber));
  }
  fields.push_back(fmt::format("{:>{}} rows/s", with_commas(static_cast<int64_t>(rate)), kNumber));
  fields.push_back("eta " + human_duration(left));
  for (std::string& field : fields) field = printable(field);
  std::string line =
      in_columns(fields, is_terminal(STDERR_FILENO) ? screen_width(STDERR_FILENO, kUsualWidth)
                                                    : std::string::npos);
  if (star && color_) line.replace(line.find('*'), 1, "\x1b[32m*\x1b[0m");
  return line;
}

void Progress::show(const std::vector<std::string>& lines) {
  for (const std::string& text : lines) line(text);
}

void Progress::end() {
  show(lines_.end());
}

}  // namespace aimodel
