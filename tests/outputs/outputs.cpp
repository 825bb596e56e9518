#include <doctest/doctest.h>

#include "base/json.h"
#include "csv/support.h"
#include "outputs/output.h"
#include "spec/spec.h"

using namespace aimodel;

namespace {

using Names = std::vector<std::string>;

// An output of this type with what would be learnt of these texts, one a row, with weights.
OutputPtr learnt(const std::string& type, const std::string& settings, const std::string& rows,
                 const std::vector<real>& weights = {}) {
  const Options options = options_from(
      "outputs/" + type, R"({"type": ")" + type + R"(", "column": "y")" + settings + "}");
  OutputPtr output = make_output(options);
  const Frame frame = read_text("y\n" + rows, {{"y", output->cells()}});
  std::vector<uint32_t> all;
  for (uint32_t i = 0; i < frame.lines.size(); ++i) all.push_back(i);
  const Chunk chunk{frame, frame.columns[0], all};
  const ColumnFitPtr fit = output->begin_fit();
  do {
    fit->add(chunk);
  } while (fit->end_pass());
  std::vector<std::unique_ptr<Column>> targets;
  targets.push_back(fit->finish(chunk));
  targets.back()->name = "y";
  output->take(std::move(targets));
  output->count(frame, all, weights);
  output->end_count(frame.file);
  return output;
}

Names names(const Output& output, const LabelFormat& format = {}) {
  Names found;
  output.add_names("", format, found);
  return found;
}

std::vector<std::string> texts(const Output& output, const std::vector<double>& prediction,
                               const LabelFormat& format = {}) {
  std::vector<size_t> order;
  std::vector<Value> values;
  output.add_values(prediction.data(), format, order, values);
  std::vector<std::string> found;
  for (const Value& value : values) found.push_back(to_text(value));
  return found;
}

}  // namespace

TEST_CASE("a category: a logit and a probability for each class") {
  const OutputPtr output = learnt("category", "", "b\na\nc\na\n");
  CHECK(output->width() == 3);
  CHECK(output->prediction_width() == 3);
  CHECK(output->target_names() == Names{"a", "b", "c"});
  CHECK(output->trivial_prediction() == std::vector<double>{0.5, 0.25, 0.25});
  std::vector<real> z = {real{0.5}, real{0.125}, real{0.375}};
  std::vector<double> p(3);
  output->finish({z.data(), {1, 3}}, p.data());
  CHECK(p == std::vector<double>{0.5, 0.125, 0.375});
  CHECK(names(*output) == Names{"prediction", "probability_a", "probability_b", "probability_c"});
  CHECK(names(*output, {2}) ==
        Names{"prediction_1", "probability_1", "prediction_2", "probability_2"});
  CHECK(texts(*output, p, {2}) == Names{"a", "0.5", "c", "0.375"});
  CHECK(texts(*output, p, {0, true}) == Names{"a"});
  CHECK(output->usual_metrics() == Names{"accuracy", "f1_macro", "auc"});
  CHECK(output->has_row_scores());
  CHECK_FALSE(output->follows_threshold());
  CHECK(output->predicted_target(p.data()) == 0);
  CHECK(output->quantity(1) == "logit of b");
  CHECK(output->labels_text() == "a, b, c");
  CHECK(output->head().classes == Names{"a", "b", "c"});
}

TEST_CASE("a binary output: one logit, that of the positive class") {
  const OutputPtr output = learnt("binary", R"(, "positive": "no")", "no\nyes\nno\n", {1, 2, 5});
  CHECK(output->width() == 1);
  CHECK(output->target_names() == Names{"yes", "no"});
  CHECK(output->trivial_prediction() == std::vector<double>{0.25, 0.75});
  CHECK(output->trivial_outputs() == std::vector<real>{real{0.75}});
  std::vector<real> z = {real{0.25}, real{1}};
  std::vector<double> p(4);
  output->finish({z.data(), {2, 1}}, p.data());
  CHECK(p == std::vector<double>{0.75, 0.25, 0, 1});
  CHECK(texts(*output, {0.75, 0.25}, {0, true, 0.25}) == Names{"no"});
  CHECK(texts(*output, {0.75, 0.25}, {0, true}) == Names{"yes"});
  CHECK(output->raw_target(0).sign == -1);
  CHECK(output->raw_target(1).sign == 1);
  CHECK(output->quantity(std::nullopt) == "log odds of each row's predicted class");
  CHECK(output->usual_metrics() == Names{"accuracy", "f1", "auc"});
  CHECK(error_text([] {
          learnt("binary", "", "no\nyes\n", {0, 2});
        })
            .ends_with("no rows but those of one class have a weight above 0\n"
                       "  hint: a class is learnt from rows that have it and rows that do not"));
}

TEST_CASE("numbers come back in their own unit, and know what their activation gives") {
  const OutputPtr output = learnt("number", R"(, "scaling": "min_max", "activation": "sigmoid")",
                                  "10\n30\n20\n", {1, 1, 2});
  CHECK(output->truth_width() == 1);
  CHECK(output->trivial_prediction() == std::vector<double>{20});
  CHECK(output->trivial_outputs() == std::vector<real>{real{0.5}});
  std::vector<real> z = {real{0.25}};
  double x = 0;
  output->finish({z.data(), {1, 1}}, &x);
  CHECK(x == 15);
  const std::optional<TargetReach> reach = output->reach(0);
  REQUIRE(reach);
  CHECK(reach->holds(30));
  CHECK_FALSE(reach->holds(30.1));
  CHECK(reach->text == "sigmoid gives 10 to 30 with \"min_max\" scaling");
  CHECK(names(*output) == Names{"prediction"});
  CHECK(output->head().activation == "sigmoid");
  CHECK(output->quantity(0) == "y (min_max scaling)");
}

TEST_CASE("prices: the logarithm is standard, and a clamp keeps what training saw") {
  const std::string rows = "0\n3\n15\n";  // log(1 + x) is 0, 2 log 2, 4 log 2
  const OutputPtr open = learnt("number", R"(, "scaling": "log1p")", rows, {1, 1, 1});
  const OutputPtr clamped =
      learnt("number", R"(, "scaling": "log1p", "clamp": true)", rows, {1, 1, 1});
  std::vector<real> z = {real{0}, real{3}, real{-3}};
  std::vector<double> x(3);
  open->finish({z.data(), {3, 1}}, x.data());
  CHECK(x[0] == doctest::Approx(3).epsilon(1e-6));
  CHECK(x[1] > 15);
  CHECK(x[2] < 0);
  clamped->finish({z.data(), {3, 1}}, x.data());
  CHECK(x[0] == doctest::Approx(3).epsilon(1e-6));
  CHECK(x[1] == 15);
  CHECK(x[2] == 0);
  // The mean, 6, is trivial; the z that gives it is above the mean of the logarithms.
  CHECK(open->trivial_prediction() == std::vector<double>{6});
  z = open->trivial_outputs();
  CHECK(z[0] > 0);
  open->finish({z.data(), {1, 1}}, x.data());
  CHECK(x[0] == doctest::Approx(6).epsilon(1e-6));
  CHECK(error_text([] {
          learnt("number", R"(, "scaling": "log1p")", "0\n-1\n", {1, 1});
        }).ends_with("the logarithm log1p needs numbers above -1 (-1)"));
  // What a file says of the range is read, and asked for where it counts.
  const Json stored = clamped->targets()[0]->state();
  const std::string y = "y";
  const auto restored = [&](Json state) {
    return clamped->restore_target({clamped->options(), y, state});
  };
  CHECK(restored(stored)->range()->high == 15);
  Json without = stored, turned = stored;
  without.erase("minimum");
  turned["minimum"] = 16;
  CHECK(error_code([&] { restored(without); }) == Exit::model);
  CHECK(error_code([&] { restored(turned); }) == Exit::model);
}

TEST_CASE("the poisson loss needs targets and an output as they are") {
  const auto build = [](const std::string& rest) {
    const Spec spec = Spec::parse(
        "{\"inputs\": [{\"column\": \"a\", \"type\": \"number\"}],\n\"network\": [],\n"
        "\"outputs\": [{\"column\": \"y\", \"type\": \"number\", \"loss\": {\"type\": "
        "\"poisson\"}" +
            rest + "}],\n\"training\": {}}",
        "spec.json");
    make_output(spec.outputs()[0])->head();
  };
  CHECK(error_text([&] { build(""); }) ==
        "spec.json:3:13: the poisson loss counts in the data's own unit\n"
        "  hint: set \"scaling\": \"none\"");
  CHECK(error_text([&] { build(",\n\"scaling\": \"min_max\""); }) ==
        "spec.json:4:1: the poisson loss counts in the data's own unit\n"
        "  hint: set \"scaling\": \"none\"");
  CHECK(error_text([&] { build(",\n\"scaling\": \"none\", \"activation\": \"softplus\""); }) ==
        "spec.json:4:20: the poisson loss needs a linear output\n"
        "  hint: leave \"activation\" out: the network gives the logarithm of the count");
  CHECK(error_text([&] { build(", \"scaling\": \"none\""); }) == "");
}
