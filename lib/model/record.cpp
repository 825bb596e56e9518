#include "model/record.h"

#include <string_view>

#include <fmt/format.h>

#include "base/error.h"
#include "base/names.h"

namespace aimodel {

namespace {

// A value of the record, and its path: "history.3.validation".
class RecordValue {
 public:
  RecordValue(const Json& value, std::string path, const std::string& name)
      : value_(value), path_(std::move(path)), name_(name) {}

  // Calls what(RecordValue) with a member.
  template <typename What>
  void with(const char* key, const What& what) const {
    if (value_.contains(key)) what(at(key, value_[key]));
  }
  template <typename What>
  void each(const What& what) const {
    size_t i = 0;
    for (const auto& [key, value] : value_.items()) {
      what(at(value_.is_array() ? std::to_string(i++) : key, value));
    }
  }

  void text() const { expect(value_.is_string(), "a string"); }
  void object() const { expect(value_.is_object(), "an object"); }
  void list() const { expect(value_.is_array(), "a list"); }
  void count() const {
    expect(value_.is_number_integer() && !(value_ < 0) && value_ <= int64_t{1} << 53, "a count");
  }
  void measure() const {
    expect(value_.is_number() || value_.is_null() || value_.is_string(), "a number");
  }

 private:
  RecordValue at(const std::string& key, const Json& value) const {
    return {value, path_.empty() ? key : path_ + "." + key, name_};
  }
  void expect(bool met, const char* what) const {
    if (met) return;
    throw Error(Exit::model, name_,
                fmt::format("metadata \"aimodel.training\"{} is not {}",
                            path_.empty() ? "" : ": " + quote(path_), what),
                "the file is damaged or was not written by this program");
  }

  const Json& value_;
  std::string path_;
  const std::string& name_;
};

constexpr auto kText = [](const RecordValue& value) { value.text(); };
constexpr auto kCount = [](const RecordValue& value) { value.count(); };
constexpr auto kMeasures = [](const RecordValue& value) {
  value.object();
  value.each([](const RecordValue& measure) { measure.measure(); });
};

void check_data(const RecordValue& data) {
  data.object();
  data.with("hash", kText);
  for (const char* part : {"train", "validation", "test"}) {
    data.with(part, [](const RecordValue& rows) {
      rows.object();
      rows.with("rows", kCount);
      rows.with("measured_rows", kCount);
      rows.with("hash", kText);
    });
  }
}

void check_epoch(const RecordValue& epoch) {
  epoch.object();
  epoch.with("epoch", kCount);
  for (const char* key : {"loss", "learning_rate"}) {
    epoch.with(key, [](const RecordValue& value) { value.measure(); });
  }
  epoch.with("validation", kMeasures);
}

}  // namespace

void check_record(const Json& record, const std::string& name) {
  const RecordValue root(record, "", name);
  root.object();
  for (const char* key : {"version", "init", "stopped"}) root.with(key, kText);
  for (const char* key : {"epochs", "best_epoch"}) root.with(key, kCount);
  root.with("data", check_data);
  root.with("metrics", [](const RecordValue& metrics) {
    metrics.object();
    metrics.each(kMeasures);
  });
  root.with("history", [](const RecordValue& history) {
    history.list();
    history.each(check_epoch);
  });
}

}  // namespace aimodel
