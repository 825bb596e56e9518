#include <cmath>
#include <limits>

#include <doctest/doctest.h>

#include "column_support.h"
#include "columns/column.h"

using namespace aimodel;

namespace {

using Reals = std::vector<real>;
using Texts = std::vector<std::string>;

std::string fit_error(const std::string& type, const std::string& settings,
                      const std::string& text) {
  return error_text([&] { Fitted(type, settings, text); });
}

std::string restore_error(const std::string& type, const std::string& settings,
                          const std::string& state) {
  const Options options =
      options_from("inputs/" + type, "{\"type\": \"" + type + "\", \"column\": \"x\"" +
                                         (settings.empty() ? "" : ", " + settings) + "}");
  CHECK(error_code([&] { restore_column(options, "x", Json::parse(state)); }) == Exit::model);
  const std::string text = error_text([&] { restore_column(options, "x", Json::parse(state)); });
  const std::string start = "inputs/" + type + ": stored encoding, column \"x\": ";
  const std::string end = "\n  hint: the file is damaged or was not written by this program";
  REQUIRE(text.starts_with(start));
  REQUIRE(text.ends_with(end));
  return text.substr(start.size(), text.size() - start.size() - end.size());
}

}  // namespace

TEST_CASE("number: standard has mean 0 and variance 1 over the training rows") {
  const Fitted fitted("number", "", "2\n4\n4\n4\n5\n5\n7\n9\n");  // mean 5, deviation 2
  CHECK(fitted.encode("5\n9\n0\n") == Reals{0, 2, -2.5});
  CHECK(fitted.column->labels() == Texts{"x"});
  CHECK(fitted.column->decode(2) == 9);
}

TEST_CASE("number: min_max, robust, log1p, none") {
  CHECK(Fitted("number", "\"scaling\": \"min_max\"", "2\n6\n4\n").encode("2\n6\n3\n10\n") ==
        Reals{0, 1, 0.25, 2});
  // Sorted 1 2 3 4 9: quartiles 2 and 4, median 3.
  CHECK(Fitted("number", "\"scaling\": \"robust\"", "4\n9\n1\n3\n2\n").encode("3\n5\n9\n") ==
        Reals{0, 1, 3});
  // Quartiles of 1 2 4 8 between neighbours: 1.75 and 5, median 3.
  CHECK(Fitted("number", "\"scaling\": \"robust\"", "1\n2\n4\n8\n").encode("3\n9.5\n") ==
        Reals{0, 2});
  // log(1 + x) is 0 and 2 log 2: mean log 2, deviation log 2.
  const Reals logarithms = Fitted("number", "\"scaling\": \"log1p\"", "0\n3\n").encode("0\n1\n3\n");
  REQUIRE(logarithms.size() == 3);
  CHECK(double{logarithms[0]} == doctest::Approx(-1).epsilon(1e-6));
  CHECK(double{logarithms[1]} == doctest::Approx(0).epsilon(1e-6));
  CHECK(double{logarithms[2]} == doctest::Approx(1).epsilon(1e-6));
  CHECK(Fitted("number", "\"scaling\": \"log1p\"", "0\n3\n").column->decode(1) ==
        doctest::Approx(3));
  CHECK(Fitted("number", "\"scaling\": \"none\"", "2\n6\n").encode("7.5\n") == Reals{7.5});
}

TEST_CASE("number: a constant column is scaled by 1, whatever its digits") {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "0.1\n";
  for (const std::string scaling : {"standard", "min_max", "robust", "log1p"}) {
    CAPTURE(scaling);
    const Reals values =
        Fitted("number", "\"scaling\": \"" + scaling + "\"", text).encode("0.1\n1.1\n");
    REQUIRE(values.size() == 2);
    CHECK(values[0] == 0);
    CHECK(double{values[1]} == doctest::Approx(scaling == "log1p" ? std::log(2.1 / 1.1) : 1));
  }
}

TEST_CASE("number: a clip bends what is far outside, and nothing else") {
  const std::string text = "2\n4\n4\n4\n5\n5\n7\n9\n";  // mean 5, deviation 2
  const Reals bent = Fitted("number", R"("clip": 3)", text).encode("5\n9\n5.02\n1e300\n-1e300\n");
  CHECK(bent[0] == 0);
  CHECK(double{bent[1]} == doctest::Approx(2 / std::sqrt(1 + 4.0 / 9)).epsilon(1e-6));
  CHECK(double{bent[2]} == doctest::Approx(0.01).epsilon(1e-4));
  CHECK(bent[3] == 3);
  CHECK(bent[4] == -3);
  CHECK(Fitted("number", R"("scaling": "robust", "clip": 0.5)", "1\n2\n3\n4\n9\n")
            .encode("3\n1e30\n") == Reals{0, 0.5});
}

TEST_CASE("number: a deviation that comes from a handful of rows does not blow them up") {
  // One of 1000 rows is another. Its deviation is 0.0316, and it would stand 31.6 of them away.
  std::string text = "1\n";
  for (int i = 1; i < 1000; ++i) text += "0\n";
  const Reals rare = Fitted("number", "", text).encode("0\n1\n");
  CHECK(double{rare[1] - rare[0]} == doctest::Approx(std::sqrt(10.0)).epsilon(1e-3));
  // A tenth is as it was.
  std::string tenth;
  for (int i = 0; i < 1000; ++i) tenth += i % 10 == 0 ? "1\n" : "0\n";
  const Reals usual = Fitted("number", "", tenth).encode("0\n1\n");
  CHECK(double{usual[1] - usual[0]} == doctest::Approx(1 / 0.3).epsilon(1e-6));
  // One far outlier among values that vary says nothing of them: they are scaled by all.
  CHECK(Fitted("number", "", "0\n1\n2\n101\n").encode("26\n") == Reals{0});
  // Quartiles of a column that is mostly one value.
  CHECK(Fitted("number", R"("scaling": "robust")", "0\n0\n0\n0\n8\n").encode("0\n8\n") ==
        Reals{0, 2});
}

TEST_CASE("number: small differences of large numbers keep their digits") {
  const Fitted fitted("number", "", "1000000000001\n1000000000002\n1000000000003\n");
  CHECK(double{fitted.encode("1000000000003\n")[0]} == doctest::Approx(std::sqrt(1.5)));
  const Fitted huge("number", "", "1e308\n-1e308\n1e308\n-1e308\n");
  CHECK(huge.encode("1e308\n0\n") == Reals{1, 0});
}

TEST_CASE("number: piecewise_linear, as equation 1 of Gorishniy et al. 2022") {
  const std::string bins = R"("scaling": "none", "encoding": "piecewise_linear")";
  // Quantiles of four bins are 0, 1, 2, 3, 4; of these values each is an edge.
  const Fitted four("number", bins + R"(, "bins": 4)", "0\n1\n2\n3\n4\n");
  CHECK(four.encode("1.5\n-1\n9\n") == Reals{1.5, 1, 0.5, 0, 0, -1, -1, 0, 0, 0, 9, 1, 1, 1, 6});
  CHECK(four.column->labels() ==
        Texts{"x", "x from 0 to 1", "x from 1 to 2", "x from 2 to 3", "x from 3 to 4"});
  // Edges 0 1 2 4, without the scaled number and with an indicator.
  const Fitted alone("number",
                     bins + R"(, "bins": 3, "keep_scaled": false, "missing_indicator": true)",
                     "0\n1\n2\n4\n");
  CHECK(alone.encode("1.5\n-1\n9\nNA\n") ==
        Reals{1, 0.5, 0, 0, -1, 0, 0, 0, 1, 1, 3.5, 0, 1, 0.75, 0, 1});  // the mean is 1.75
}

TEST_CASE("number: a value that fills a bin is an edge, and the others are quantiles of the rest") {
  std::string text;
  for (int i = 0; i < 90; ++i) text += "0\n";
  for (int i = 1; i <= 10; ++i) text += std::to_string(i) + "\n";
  // Quartiles of 1 to 10 between the lowest and the highest value.
  const Fitted column("number", R"("scaling": "none", "encoding": "piecewise_linear", "bins": 4)",
                      text);
  CHECK(column.column->labels() == Texts{"x", "x from 0 to 3.25", "x from 3.25 to 5.5",
                                         "x from 5.5 to 7.75", "x from 7.75 to 10"});
  // Too few values for two bins: the scaled number alone.
  CHECK(Fitted("number", R"("encoding": "piecewise_linear", "keep_scaled": false)", "0\n1\n")
            .encode("0\n1\n") == Reals{-1, 1});
  CHECK(Fitted("number", R"("encoding": "piecewise_linear")", "7\n7\n").encode("7\n") == Reals{0});
}

TEST_CASE("number: bins are those of the scaled number") {
  const Fitted bent("number",
                    R"("scaling": "log1p", "clip": 3, "encoding": "piecewise_linear", "bins": 2)",
                    "0\n1\n3\n7\n15\n");  // log 1 + x in steps of log 2
  const Reals values = bent.encode("0\n1\n3\n15\n1e30\n");
  CHECK(values[1] == 0);
  CHECK(double{values[4]} == doctest::Approx(0.5).epsilon(0.05));
  CHECK(double{values[7]} == doctest::Approx(1));
  CHECK(values[11] == 1);
  CHECK(double{values[14]} < 3);  // bounded as the scaled number is
                                  // Numbers so far apart that a bin's width is no number.
  CHECK(Fitted("number", R"("scaling": "min_max", "encoding": "piecewise_linear")",
               "-8e307\n0\n1e-300\n8e307\n")
            .encode("0\n")[0] == 0.5);
}

TEST_CASE("number: edges of many rows are those of a sample, whatever chunks they come in") {
  std::string text;
  for (int i = 0; i < 200000; ++i) text += std::to_string(i * 7919 % 200000) + "\n";
  const Fitted column("number", R"("scaling": "none", "encoding": "piecewise_linear", "bins": 4)",
                      text);
  const Reals middle = column.encode("100000\n");
  double through = 0;
  for (size_t t = 1; t < middle.size(); ++t) through += double{middle[t]};
  CHECK(through == doctest::Approx(2).epsilon(0.02));
}

TEST_CASE("number: stored edges are not trusted") {
  const std::string bins = R"("encoding": "piecewise_linear", "bins": 2)";
  const std::string state =
      R"("fill": 0, "shift": 0, "scale": 1, "minimum": 0, "maximum": 1, "missing": false)";
  CHECK(restore_error("number", bins, "{" + state + R"(, "edges": [0, 1, 1]})") ==
        "\"edges\" do not ascend");
  CHECK(restore_error("number", bins, "{" + state + R"(, "edges": [0, 2, 1]})") ==
        "\"edges\" do not ascend");
  CHECK(restore_error("number", bins, "{" + state + R"(, "edges": [0, 1, 2, 3]})") ==
        "\"edges\" is not a list of 0 to 3");
  CHECK(restore_error("number", bins, "{" + state + R"(, "edges": [0, null, 2]})") ==
        "\"edges\" holds what is no finite number");
}

TEST_CASE("number: missing values are filled, and told where asked") {
  const std::string text = "1\nNA\n2\n6\n";  // mean 3, median 2
  CHECK(Fitted("number", "\"scaling\": \"none\"", text).encode("\"\"\n5\n") == Reals{3, 5});
  CHECK(Fitted("number", "\"scaling\": \"none\", \"fill\": \"median\"", text).encode("?\n5\n") ==
        Reals{2, 5});
  CHECK(Fitted("number", "\"scaling\": \"none\", \"fill\": \"median\"", "1\n2\n3\n5\n")
            .encode("?\n") == Reals{2.5});
  CHECK(Fitted("number", "\"scaling\": \"min_max\", \"fill\": -4", text).encode("NaN\n6\n") ==
        Reals{-1, 1});
  const Fitted told("number", "\"scaling\": \"none\", \"missing_indicator\": true", text);
  CHECK(told.encode("NA\n5\n") == Reals{3, 1, 5, 0});
  CHECK(told.column->width() == 2);
  CHECK(told.column->labels() == Texts{"x", "x is missing"});
}

TEST_CASE("number: what cannot be learnt or encoded") {
  CHECK(fit_error("number", "", "NA\n?\n") == "rows.csv: column \"x\": all values are missing");
  CHECK(fit_error("number", "\"fill\": 0", "NA\n") ==
        "rows.csv: column \"x\": all values are missing");
  CHECK(fit_error("number", "\"scaling\": \"min_max\"", "1.5e308\n-1.5e308\n") ==
        "rows.csv: column \"x\": the numbers are too far apart to be scaled");
  CHECK(fit_error("number", "\"scaling\": \"log1p\"", "1\n-1\n") ==
        "rows.csv:3: column \"x\": the logarithm log1p needs numbers above -1 (-1)");
  CHECK(fit_error("number", "\"scaling\": \"log1p\", \"fill\": -2.5", "1\n")
            .ends_with(": the logarithm log1p needs numbers above -1 (-2.5)"));
  CHECK(error_text([] { Fitted("number", "\"scaling\": \"log1p\"", "1\n").encode("2\n-3\n"); }) ==
        "rows.csv:3: column \"x\": the logarithm log1p needs numbers above -1 (-3)");
  if (sizeof(real) == sizeof(float)) {
    CHECK(error_text([] {
            Fitted("number", "\"scaling\": \"none\"", "1\n").encode("2\n1e300\n");
          }) == "rows.csv:3: column \"x\": the number is out of range (1e+300)");
    CHECK(fit_error("number", "\"scaling\": \"none\", \"fill\": 1e300", "1\n")
              .ends_with(": the number is out of range (1e+300)"));
  }
}

TEST_CASE("number: what was stored is not trusted") {
  CHECK(restore_error("number", "", "[]") == "is not an object");
  CHECK(restore_error("number", "", "{}") == "\"shift\" is missing");
  CHECK(restore_error("number", "", R"({"shift": "0", "scale": 1, "fill": 0})") ==
        "\"shift\" is not a finite number");
  CHECK(restore_error("number", "", R"({"shift": null, "scale": 1, "fill": 0})") ==
        "\"shift\" is not a finite number");
  CHECK(restore_error("number", "", R"({"shift": 0, "scale": 0, "fill": 0})") ==
        "\"scale\" is not above 0");
  CHECK(restore_error("number", "", R"({"shift": 0, "scale": -1, "fill": 0})") ==
        "\"scale\" is not above 0");
  CHECK(restore_error("number", "", R"({"shift": 0, "scale": 1e-300, "fill": 1e300})") ==
        "\"fill\" is out of range");
  CHECK(restore_error("number", "\"scaling\": \"log1p\"",
                      R"({"shift": 0, "scale": 1, "fill": -1})") == "\"fill\" is out of range");
  CHECK(restore_error("number", "", R"({"shift": 0, "scale": 1, "fill": 0, "minimum": 1})") ==
        "\"maximum\" is missing");
  CHECK(restore_error("number", "", R"({"shift": 0, "scale": 1, "fill": 0,
                      "minimum": 1, "maximum": 0, "missing": false})") ==
        "\"minimum\" is above \"maximum\"");
  CHECK(restore_error("number", "", R"({"shift": 0, "scale": 1, "fill": 0,
                      "minimum": 0, "maximum": 1, "missing": 0})") ==
        "\"missing\" is neither true nor false");
}

TEST_CASE("number: what is unlike training is noted") {
  const Fitted fitted("number", "", "1\n2\n6\n");
  CHECK(fitted.notes("1\n6\n3\n") == "0 unseen (), 0 missing, 0 outside");
  CHECK(fitted.notes("0.5\n7\nNA\n9\n2\n") == "0 unseen (), 1 missing, 3 outside (0.5 to 9)");
  CHECK(Fitted("number", "", "1\nNA\n").notes("NA\n1\n") == "0 unseen (), 0 missing, 0 outside");
  CHECK(Fitted("number", "", "7\n7\n").notes("7\n8\n") ==
        "0 unseen (), 0 missing, 1 outside (8 to 8)");
  CHECK(fitted.column->range()->low == 1);
  CHECK(fitted.column->range()->high == 6);
}

TEST_CASE("category: the place in the sorted vocabulary, behind it that of missing ones") {
  const Fitted fitted("category", "", "red\nblue\nNA\nred\n green \n");
  CHECK(fitted.column->labels() == Texts{"blue", "green", "red", "(other)"});
  CHECK(fitted.column->type().values == 5);
  CHECK(fitted.encode("red\n blue\ngreen \npink\n?\n\"red\"\n") == Reals{3, 1, 2, 0, 4, 3});
  CHECK(fitted.column->state().dump() ==
        R"({"vocabulary":["blue","green","red"],"rare":false,"missing":true})");
  CHECK(fitted.notes("red\npink\n?\n rose\n") == "2 unseen (pink), 0 missing, 0 outside");
}

TEST_CASE("category: what training did not see has no place") {
  const Fitted whole("category", "", "a\nb\n");
  CHECK(whole.column->labels() == Texts{"a", "b"});
  CHECK(whole.encode("c\nb\nNA\n") == Reals{0, 2, 0});
  CHECK(whole.notes("c\nb\nNA\n") == "1 unseen (c), 1 missing, 0 outside");
  // Rare values have trained the place of the others, missing ones have not.
  const Fitted rare("category", "\"minimum_count\": 2", "a\na\nb\n");
  CHECK(rare.encode("b\nc\na\nNA\n") == Reals{2, 2, 1, 0});
  CHECK(rare.notes("b\nc\na\nNA\n") == "2 unseen (b), 1 missing, 0 outside");
  CHECK(rare.column->forgets_values());
  CHECK_FALSE(whole.column->forgets_values());
}

TEST_CASE("category: the order of rows makes no difference, nor which of few rows are encoded") {
  const Fitted one("category", "", "b\na\nc\na\n");
  const Fitted other("category", "", "c\na\na\nb\n");
  CHECK(one.column->state() == other.column->state());
  const std::vector<uint32_t> row = {2};
  real value = -1;
  CellNotes notes;
  one.column->encode(one.frame, one.frame.columns[0], row, &value, 1, notes);
  CHECK(value == 3);
}

TEST_CASE("category: rare values and too many values share the slot for others") {
  const std::string text = "d\nd\nb\nb\nb\na\nc\nc\n";
  CHECK(Fitted("category", "\"minimum_count\": 2", text).column->labels() ==
        Texts{"b", "c", "d", "(other)"});
  CHECK(Fitted("category", "\"maximum_values\": 2", text).column->labels() ==
        Texts{"b", "c", "(other)"});
  CHECK(Fitted("category", "\"minimum_count\": 9", text).column->type().values == 2);
  CHECK(fit_error("category", "", "NA\n") == "rows.csv: column \"x\": all values are missing");
}

TEST_CASE("category: what was stored is not trusted") {
  CHECK(restore_error("category", "", "3") == "is not an object");
  CHECK(restore_error("category", "", R"({"vocabulary": {}})") == "\"vocabulary\" is not a list");
  CHECK(restore_error("category", "", R"({"vocabulary": ["a", 3]})") ==
        "\"vocabulary\" holds what is no string");
  CHECK(restore_error("category", "", R"({"vocabulary": ["a", "b", "a"]})") ==
        "\"vocabulary\" holds \"a\" twice");
  CHECK(restore_error("category", "\"maximum_values\": 1", R"({"vocabulary": ["a", "b"]})") ==
        "\"vocabulary\" has more than 1 entries");
  CHECK(restore_error("category", "", R"({"vocabulary": ["a"], "rare": 1})") ==
        "\"rare\" is neither true nor false");
  CHECK(restore_error("category", "", R"({"vocabulary": [], "rare": false, "missing": true})") ==
        "\"vocabulary\" is empty");
}

TEST_CASE("binary: 0, 1, and 0.5 for what is neither") {
  CHECK(Fitted("binary", "", "yes\nno\nyes\n").encode("no\n yes \nmaybe\nNA\n") ==
        Reals{0, 1, 0.5, 0.5});
  CHECK(Fitted("binary", "\"positive\": \"no\"", "yes\nno\n").encode("no\nyes\n") == Reals{1, 0});
  CHECK(Fitted("binary", "", "10\n9\n").encode("9\n10\n") == Reals{0, 1});  // by size, not by bytes
  CHECK(Fitted("binary", "", "yes\nno\n").column->labels() == Texts{"x is yes"});
  CHECK(Fitted("binary", "", "yes\nno\n").notes("no\nmaybe\nNA\nno\n") ==
        "1 unseen (maybe), 1 missing, 0 outside");
  CHECK(Fitted("binary", "", "yes\nNA\n").notes("yes\nno\nNA\n") ==
        "1 unseen (no), 0 missing, 0 outside");
}

TEST_CASE("binary: numbers are compared as numbers") {
  CHECK(Fitted("binary", "", "0\n1\n").encode("0.0\n1.0\n01\n2\n") == Reals{0, 1, 1, 0.5});
  CHECK(Fitted("binary", "", "0\n1\n1.0\n").encode("0\n1\n") == Reals{0, 1});
}

TEST_CASE("binary: one value alone") {
  CHECK(Fitted("binary", "", "yes\nNA\n").encode("yes\nno\n") == Reals{1, 0.5});
  CHECK(Fitted("binary", "\"positive\": \"yes\"", "no\nno\n").encode("yes\nno\n") == Reals{1, 0});
}

TEST_CASE("binary: what cannot be learnt") {
  const std::string hint = "\n  hint: declare the column as \"category\"";
  CHECK(fit_error("binary", "", "a\nb\nc\n") ==
        "rows.csv: column \"x\": there are more than two values (\"a\", \"b\", \"c\")" + hint);
  CHECK(fit_error("binary", "", "a\nb\nc\nd\ne\n") ==
        "rows.csv: column \"x\": there are more than two values (\"a\", \"b\", \"c\", ...)" + hint);
  CHECK(fit_error("binary", "", "NA\n") == "rows.csv: column \"x\": all values are missing");
  const auto call = [] { Fitted("binary", "\"positive\": \"Yes\"", "yes\nno\n"); };
  CHECK(error_text(call).ends_with(
      ": no row of column \"x\" holds \"Yes\"\n  hint: did you mean \"yes\"?"));
  CHECK(error_code(call) == Exit::spec);
}

TEST_CASE("binary: what was stored is not trusted") {
  CHECK(restore_error("binary", "", "{}") == "\"negative\" is missing");
  CHECK(restore_error("binary", "", R"({"negative": 3, "positive": "a"})") ==
        "\"negative\" is not a string");
  CHECK(restore_error("binary", "", R"({"negative": "b", "positive": null})") ==
        "\"positive\" is not a string");
  CHECK(restore_error("binary", "", R"({"negative": "b", "positive": "a"})") ==
        "\"missing\" is missing");
}

TEST_CASE("ordinal: evenly from 0 to 1") {
  const std::string order = R"("order": ["S", "M", "L", "XL", "XXL"])";
  CHECK(Fitted("ordinal", order, "M\n").encode("S\nM\n L\nXL\nXXL\n") ==
        Reals{0, 0.25, 0.5, 0.75, 1});
  CHECK(Fitted("ordinal", order, "S\nXL\nNA\nM\n").encode("NA\n") == Reals{0.25});
  CHECK(Fitted("ordinal", order, "S\nM\n").encode("NA\n") == Reals{0.125});  // between the two
  CHECK(Fitted("ordinal", order + R"(, "fill": "XXL")", "S\n").encode("NA\n") == Reals{1});
  CHECK(Fitted("ordinal", R"("order": ["1", "2", "3"])", "1\n").encode("2.0\n3\n") ==
        Reals{0.5, 1});
  CHECK(Fitted("ordinal", order, "M\n").column->labels() == Texts{"x"});
  CHECK(Fitted("ordinal", order, "S\nM\n").notes("S\nL\nNA\nXL\n") ==
        "2 unseen (L), 1 missing, 0 outside");
  CHECK(Fitted("ordinal", order, "S\nM\nNA\n").notes("S\nNA\n") ==
        "0 unseen (), 0 missing, 0 outside");
}

TEST_CASE("ordinal: any other value is an error, in training and later") {
  const std::string order = R"("order": ["small", "medium", "large"])";
  const std::string message =
      "rows.csv:3: column \"x\": \"smal\" is not one of the ordered values\n  hint: did you mean "
      "\"small\"?";
  CHECK(fit_error("ordinal", order, "small\nsmal\n") == message);
  CHECK(error_text([&] { Fitted("ordinal", order, "small\n").encode("large\nsmal\n"); }) ==
        message);
  CHECK(error_code([&] { Fitted("ordinal", order, "small\n").encode("large\nsmal\n"); }) ==
        Exit::data);
  CHECK(fit_error("ordinal", order, "NA\n") == "rows.csv: column \"x\": all values are missing");
  CHECK(
      fit_error("ordinal", order + R"(, "fill": "tiny")", "small\n")
          .ends_with(
              ": \"tiny\" is not one of the ordered values\n  hint: known: small, medium, large"));
  CHECK(fit_error("ordinal", R"("order": ["a", "b", "a "])", "a\n")
            .ends_with(": \"a\" is named twice"));
}

TEST_CASE("ordinal: what was stored is not trusted") {
  const std::string order = R"("order": ["a", "b"])";
  CHECK(restore_error("ordinal", order, "{}") == "\"fill\" is missing");
  CHECK(restore_error("ordinal", order, R"({"fill": 1.5})") == "\"fill\" is not between 0 and 1");
}

TEST_CASE("columns are named, and write only their own place of a row") {
  const Fitted fitted("number", "\"scaling\": \"none\", \"missing_indicator\": true", "1\nNA\n");
  CHECK(fitted.column->name == "x");
  Reals values(2 * 4, -7);
  CellNotes notes;
  fitted.column->encode(fitted.frame, fitted.frame.columns[0], all_rows(fitted.frame),
                        values.data() + 1, 4, notes);
  CHECK(values == Reals{-7, 1, 0, -7, -7, 1, 1, -7});
}
