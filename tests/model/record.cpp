#include "model/record.h"

#include <functional>
#include <string>

#include <doctest/doctest.h>

#include "base/error.h"

using namespace aimodel;

namespace {

Json whole_record() {
  return Json::parse(R"({
    "version": "0.1.0", "init": "ab", "epochs": 2, "best_epoch": 1, "stopped": "finished",
    "data": {"hash": "cd", "train": {"rows": 3, "measured_rows": 2}, "test": {"rows": 1, "hash": "e"}},
    "metrics": {"train": {"loss": 0.5, "auc": null, "auc_reason": "one class"}},
    "history": [{"epoch": 1, "loss": null, "learning_rate": 0.1, "validation": {"loss": 1}}],
    "something new": [1, {"of": "a later version"}]})");
}

std::string refusal(const Json& record) {
  try {
    check_record(record, "a.model");
  } catch (const Error& error) {
    CHECK(error.code() == Exit::model);
    std::string text = error.what();
    return text.substr(0, text.find('\n'));
  }
  return "accepted";
}

// Calls change(value) with each value inside, in turn.
void each_value(const std::function<Json(const Json&)>& change,
                const std::function<void(const std::string&, const Json&)>& look) {
  const Json flat = whole_record().flatten();
  for (const auto& [pointer, unused] : flat.items()) {
    for (Json::json_pointer at(pointer); !at.empty(); at = at.parent_pointer()) {
      Json record = whole_record();
      record[at] = change(record[at]);
      look(at.to_string(), record);
    }
  }
}

}  // namespace

TEST_CASE("a record that a training wrote, and one that says nothing") {
  CHECK(refusal(whole_record()) == "accepted");
  CHECK(refusal(Json::object()) == "accepted");
}

TEST_CASE("a record whose parts have other types is refused with the place") {
  CHECK(refusal(Json(1)) == "a.model: metadata \"aimodel.training\" is not an object");
  const auto with = [](const char* pointer, const Json& value) {
    Json record = whole_record();
    record[Json::json_pointer(pointer)] = value;
    return refusal(record);
  };
  const std::string start = "a.model: metadata \"aimodel.training\": ";
  CHECK(with("/data", "x") == start + "\"data\" is not an object");
  CHECK(with("/data/hash", 7) == start + "\"data.hash\" is not a string");
  CHECK(with("/data/train/rows", -1) == start + "\"data.train.rows\" is not a count");
  CHECK(with("/data/train/rows", 1e300) == start + "\"data.train.rows\" is not a count");
  CHECK(with("/epochs", uint64_t{1} << 63) == start + "\"epochs\" is not a count");
  CHECK(with("/history/0", Json::array()) == start + "\"history.0\" is not an object");
  CHECK(with("/history/0/validation", true) == start + "\"history.0.validation\" is not an object");
  CHECK(with("/metrics/train/loss", Json::array()) ==
        start + "\"metrics.train.loss\" is not a number");
  CHECK(with("/stopped", nullptr) == start + "\"stopped\" is not a string");
}

TEST_CASE("whatever stands in a record's places, it is accepted or refused in the model's name") {
  for (const Json& other : {Json(nullptr), Json(true), Json(-1), Json(1e308), Json("\x1b[2J"),
                            Json::array({Json::object()}), Json{{"rows", "many"}}}) {
    each_value([&](const Json&) { return other; },
               [](const std::string& place, const Json& record) {
                 CAPTURE(place);
                 const std::string said = refusal(record);
                 CHECK((said == "accepted" || said.starts_with("a.model: metadata ")));
               });
  }
}
