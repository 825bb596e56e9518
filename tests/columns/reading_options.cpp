#include "columns/reading_options.h"

#include <doctest/doctest.h>

#include "columns/column_support.h"

using namespace aimodel;

TEST_CASE("what the options cannot mean") {
  const auto refused = [](const std::string& settings) {
    const Options options =
        options_from("inputs/number", R"({"type": "number", "column": "x", )" + settings + "}");
    return error_text([&] { number_style(options); });
  };
  CHECK(refused(R"("thousands": ".")")
            .find("the same mark stands before decimals and between "
                  "thousands\n  hint: set \"decimal\": \",\" too") != std::string::npos);
  CHECK(refused(R"("unit": "5")").find("a unit has no digits") != std::string::npos);
}
