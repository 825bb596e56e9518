#pragma once

#include <memory>
#include <string>

#include "epoch_lines.h"
#include "train/epoch_log.h"
#include "train/training_callback.h"

namespace aimodel {

enum class ProgressKind { bar, plain, json, none };

// auto: a bar where standard error is a terminal, else one line an epoch, of many some 50.
ProgressKind progress_kind(const std::string& name, bool quiet);
bool use_color(const std::string& name);

// Shows training on standard error, and writes one JSON object an epoch to a log where there is one.
class Progress : public TrainingCallback {
 public:
  Progress(ProgressKind kind, bool color, std::unique_ptr<EpochLog> log, int64_t epochs);
  ~Progress() override;

  void on_step_end(const StepInfo& info) override;
  void on_epoch_end(const EpochInfo& info) override;
  void on_resume(const std::vector<EpochInfo>& history, int64_t epoch, int64_t step) override;
  void on_status(const StepInfo& info) override;
  void on_warning(const std::string& text) override;
  void line(const std::string& text);  // a line of its own, above a bar
  void end();                          // no epoch follows
  double seconds() const;

 private:
  void draw(const StepInfo& info);
  std::string epoch_line(const EpochInfo& info, double rate) const;
  void show(const std::vector<std::string>& lines);
  void clear();

  ProgressKind kind_;
  bool color_;
  int64_t epochs_;
  std::unique_ptr<EpochLog> log_;  // may be null
  EpochLines lines_;
  double start_, last_drawn_ = 0, epoch_start_;
  int64_t rows_ = 0;         // of the epoch so far
  int64_t done_before_ = 0;  // epochs of the trainings before this one was resumed
  bool drawn_ = false;
  std::string best_;
};

}  // namespace aimodel
