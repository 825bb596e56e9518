#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>

#include <doctest/doctest.h>

#include "base/json_text.h"
#include "mistake.h"
#include "spec/document.h"

using namespace aimodel;

namespace {

std::string broken(const std::string& text) {
  return mistake([&] { parse_json(text, "s.json", Exit::spec); });
}

std::string nested(size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

}  // namespace

TEST_CASE("a value's place is its first character, a member's that of its key") {
  const std::string text =
      "{\n"
      "  \"é\": 1, \"a/b\": [true,\n"
      "    {\"~\": null, \"\\u0063\" : -1.5e3}, \"x\\\"]\", []],\n"
      "\t\"\": {\"é\": false} }";
  const Document document = parse_json(text, "s.json", Exit::spec);
  CHECK(document.where("") == "s.json:1:1");
  CHECK(document.where("/é") == "s.json:2:3");
  CHECK(document.where("/a~1b") == "s.json:2:11");
  CHECK(document.where("/a~1b/0") == "s.json:2:19");
  CHECK(document.where("/a~1b/1") == "s.json:3:5");
  CHECK(document.where("/a~1b/1/~0") == "s.json:3:6");
  CHECK(document.where("/a~1b/1/c") == "s.json:3:17");
  CHECK(document.where("/a~1b/2") == "s.json:3:37");
  CHECK(document.where("/a~1b/3") == "s.json:3:45");
  CHECK(document.where("/") == "s.json:4:2");
  CHECK(document.where("//é") == "s.json:4:7");
  // What is not there is placed at its nearest parent.
  CHECK(document.where("/a~1b/9/deeper") == "s.json:2:11");
  CHECK(document.where("/a~1b/1/none") == "s.json:3:5");
  CHECK(document.where("/a~1b/0/none") == "s.json:2:19");
  CHECK(document.where("/none") == "s.json:1:1");
  CHECK(document.root["a/b"][1]["c"] == -1500);
  CHECK(document.position("//é") > document.position("/a~1b/3"));
}

TEST_CASE("a byte order mark has no width") {
  const Document document = parse_json("\xEF\xBB\xBF{\"a\": 1}", "s.json", Exit::spec);
  CHECK(document.where("") == "s.json:1:1");
  CHECK(document.where("/a") == "s.json:1:2");
  CHECK(broken("\xEF\xBB\xBF{,}") == "s.json:1:2: expected a key or }, got ,");
}

TEST_CASE("lines may end in CR LF") {
  CHECK(parse_json("{\r\n\"a\": 1}", "s.json", Exit::spec).where("/a") == "s.json:2:1");
}

TEST_CASE("pointers escape what separates them") {
  CHECK(child("/a", "b/c~d") == "/a/b~1c~0d");
  CHECK(child("", size_t{12}) == "/12");
}

TEST_CASE("broken JSON is told in plain words, with place and hint") {
  struct Case {
    std::string text, message;
  };
  const Case cases[] = {
      {"", "s.json:1:1: the file is empty\n  hint: JSON starts with {"},
      {" \n ", "s.json:2:2: the file is empty\n  hint: JSON starts with {"},
      {"{\"a\": 1,}",
       "s.json:1:8: unexpected , before }\n  hint: remove the comma after the last element"},
      {"[1,\n]",
       "s.json:1:3: unexpected , before ]\n  hint: remove the comma after the last element"},
      {"{\"a\": 1\n \"b\": 2}",
       "s.json:2:2: expected , or }, got \"b\"\n  hint: is a comma missing before it?"},
      {"[1 2]", "s.json:1:4: expected , or ], got 2\n  hint: is a comma missing before it?"},
      {"[{} {}]", "s.json:1:5: expected , or ], got {\n  hint: is a comma missing before it?"},
      {"[1: 2]", "s.json:1:3: expected , or ], got :"},
      {"{'a': 1}",
       "s.json:1:2: expected a key or }, got '\n  hint: texts and keys take double quotes"},
      {"{\"a\": 'b'}",
       "s.json:1:7: expected a value, got '\n  hint: texts and keys take double quotes"},
      {"{a: 1}", "s.json:1:2: expected a key or }, got a\n  hint: keys take double quotes: \"a\""},
      {"{\"a\": 1, b_2: 1}",
       "s.json:1:10: expected a key, got b_2\n  hint: keys take double quotes: \"b_2\""},
      {"{1: 1}", "s.json:1:2: expected a key or }, got 1\n  hint: keys take double quotes: \"1\""},
      {"{,}", "s.json:1:2: expected a key or }, got ,"},
      {"[,1]", "s.json:1:2: expected a value or ], got ,"},
      {"[1,,2]", "s.json:1:4: expected a value, got ,"},
      {"{\"a\" 1}", "s.json:1:6: expected : after the key, got 1"},
      {"{\"a\"}", "s.json:1:5: expected : after the key, got }"},
      {"{\"a\": }", "s.json:1:7: expected a value, got }"},
      {"{\"a\": = 1}", "s.json:1:7: expected a value, got ="},
      {"{\"a\": 1]", "s.json:1:8: expected , or }, got ]"},
      {"[1}", "s.json:1:3: expected , or ], got }"},
      {"{} {}", "s.json:1:4: expected the end of the file, got {"},
      {"{}}", "s.json:1:3: expected the end of the file, got }"},
      {"1 x", "s.json:1:3: expected the end of the file, got x"},
      {"{}\n,", "s.json:2:1: expected the end of the file, got ,"},
      {"{\n\"a\": [1,\n2",
       "s.json:3:2: expected , or ], got the end of the file\n  hint: the [ of line 2 is not "
       "closed"},
      {"\n{",
       "s.json:2:2: expected a key or }, got the end of the file\n  hint: the { of line 2 is not "
       "closed"},
      {"{\"a\"",
       "s.json:1:5: expected : after the key, got the end of the file\n"
       "  hint: the { of line 1 is not closed"},
      {"// no\n{}", "s.json:1:1: a comment, which JSON does not have\n  hint: remove it"},
      {"{\"a\": 1, # no\n}", "s.json:1:10: a comment, which JSON does not have\n  hint: remove it"},
      {"[1 /* no */]", "s.json:1:4: a comment, which JSON does not have\n  hint: remove it"},
      {"{} // no", "s.json:1:4: a comment, which JSON does not have\n  hint: remove it"},
      {"{\"a\": True}", "s.json:1:7: expected a value, got True\n  hint: did you mean true?"},
      {"[None]", "s.json:1:2: expected a value or ], got None\n  hint: did you mean null?"},
      {"[tru]", "s.json:1:2: expected a value or ], got tru\n  hint: a text takes double quotes"},
      {"[truer]", "s.json:1:2: expected a value, got truer\n  hint: a text takes double quotes"},
      {"[relu]", "s.json:1:2: expected a value or ], got relu\n  hint: a text takes double quotes"},
      {"[NaN]", "s.json:1:2: JSON has no NaN\n  hint: write null"},
      {"[-Infinity]", "s.json:1:2: JSON has no infinity"},
      {"[Infinity]", "s.json:1:2: JSON has no infinity"},
      {"[01]", "s.json:1:2: 01 is not a number\n  hint: leave out the leading 0"},
      {"[-01]", "s.json:1:2: -01 is not a number\n  hint: leave out the leading 0"},
      {"[.5]", "s.json:1:2: .5 is not a number\n  hint: write a digit before the point"},
      {"[1.]", "s.json:1:2: 1. is not a number\n  hint: write a digit after the point"},
      {"[1.e5]", "s.json:1:2: 1.e5 is not a number\n  hint: write a digit after the point"},
      {"[+1]", "s.json:1:2: +1 is not a number\n  hint: leave out the +"},
      {"[1e]", "s.json:1:2: 1e is not a number\n  hint: a text takes double quotes"},
      {"[-]", "s.json:1:2: - is not a number\n  hint: a text takes double quotes"},
      {"[1x]", "s.json:1:2: 1x is not a number\n  hint: a text takes double quotes"},
      {"[1-2, 3]", "s.json:1:2: 1-2 is not a number\n  hint: a text takes double quotes"},
      {"[1e400]", "s.json:1:2: the number 1e400 is too large"},
      {"{\"a\": -1e999}", "s.json:1:7: the number -1e999 is too large"},
      {"[\"a]\n", "s.json:1:2: the string is not closed on its line\n  hint: add the missing \""},
      {"[\"a", "s.json:1:2: the string is not closed\n  hint: add the missing \""},
      {"[\"a\\", "s.json:1:2: the string is not closed\n  hint: add the missing \""},
      {"{\"a\tb\": 1}", "s.json:1:4: a tab in a string\n  hint: write \\t"},
      {"[\"a\x01\"]", "s.json:1:4: a control character (0x01) in a string"},
      {"[\"C:\\data\"]",
       "s.json:1:5: unknown escape \\d in a string\n  hint: write \\\\ for a backslash"},
      {"[\"\\u12g4\"]", "s.json:1:3: \\u must be followed by four hexadecimal digits"},
      {"[\"\\ud800\"]",
       "s.json:1:3: \\ud800 is half a character\n  hint: give both halves or the character"},
      {"[\"\\udc00\\ud800\"]",
       "s.json:1:3: \\udc00 is half a character\n  hint: give both halves or the character"},
      {"[\"\\ud83d\\ude00\\x\"]", "s.json:1:15: unknown escape \\x in a string"},
      {"[\"a\"\x01]", "s.json:1:5: expected , or ], got the control character 0x01"},
      {"\xFF\xFE{", "s.json:1:1: not UTF-8 (byte 0xff)\n  hint: save the file as UTF-8"},
      {"{\n\"\xC3\": 1}", "s.json:2:2: not UTF-8 (byte 0xc3)\n  hint: save the file as UTF-8"},
  };
  for (const Case& each : cases) {
    CAPTURE(each.text);
    CHECK(broken(each.text) == each.message);
  }
}

TEST_CASE("a zero byte does not end the text") {
  CHECK(broken(std::string("{\"a\": 1}\0{", 10)) ==
        "s.json:1:9: expected the end of the file, got the control character 0x00");
  CHECK(broken(std::string("1\0", 2)) ==
        "s.json:1:2: expected the end of the file, got the control character 0x00");
  CHECK(broken(std::string("[1\0]", 4)) ==
        "s.json:1:3: expected , or ], got the control character 0x00");
  CHECK(broken(std::string("\0", 1)) ==
        "s.json:1:1: expected a value, got the control character 0x00");
}

TEST_CASE("whatever a byte is changed to, the text is read or refused at a place") {
  const std::string text = "{\"a\": [1, -2.5e1, \"x\\n\\u00e9\", {\"b\": null}], \"c\": true}\n";
  int refused = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    for (const char c : std::string("\0 \n\"\\{}[],:x0-.eu/#\x7f", 20)) {
      std::string changed = text;
      changed[i] = c;
      CAPTURE(changed);
      const std::string message = broken(changed);
      if (message.empty()) continue;
      ++refused;
      CHECK(message.starts_with("s.json:"));
      CHECK(message.find("exception") == std::string::npos);
      CHECK(message.find("the string is broken") == std::string::npos);
    }
  }
  CHECK(refused > 500);
  for (size_t i = 0; i + 1 < text.size(); ++i) CHECK(broken(text.substr(0, i)) != "");
}

TEST_CASE("duplicate keys are refused, all of them") {
  CHECK(broken("{\"a\": 1,\n \"b\": {\"x\": 1, \"x\": 2},\n \"\\u0061\": 2}") ==
        "s.json:2:16: duplicate key \"x\"\n"
        "s.json:3:2: duplicate key \"a\"");
  CHECK(broken("[{\"a\": 1}, {\"a\": 1}]") == "");
}

TEST_CASE("nesting ends at 64 levels") {
  CHECK(broken(nested(64)) == "");
  CHECK(broken(nested(65)) == "s.json:1:65: nested more than 64 levels deep");
  CHECK(broken(std::string(1000000, '[')) == "s.json:1:65: nested more than 64 levels deep");
}

TEST_CASE("many keys and long keys take time and memory in proportion") {
  std::string text = "{\"" + std::string(1000000, 'k') + "\": {";
  for (int i = 0; i < 100000; ++i) text += "\"" + std::to_string(i) + "\": 0,";
  text.back() = '}';
  text += "}";
  const Document document = parse_json(text, "s.json", Exit::spec);
  CHECK(document.nodes.size() == 100002);
}

TEST_CASE("errors carry the code they are given") {
  try {
    parse_json("{", "m.model", Exit::model);
    FAIL("was read");
  } catch (const Error& error) {
    CHECK(error.code() == Exit::model);
  }
}

TEST_CASE("JSON text reads back as the same value") {
  const char* text =
      "{\n"
      "  \"list\": [1, -2, 0.1, 1e-08, 1e+300, null, true, \"\\u0001\\\"é\"],\n"
      "  \"long\": [\n"
      "    \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\",\n"
      "    \"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\"\n"
      "  ],\n"
      "  \"objects\": [{\"a\": []}, {}]\n"
      "}";
  const Json value = parse_json(text, "", Exit::spec).root;
  CHECK(json_text(value) == text);
  CHECK(json_text(Json::parse("{\"a\": [1, {\"b\": 2.0}]}"), -1) == "{\"a\": [1, {\"b\": 2.0}]}");
}

TEST_CASE("numbers are written as short as they can be") {
  uint64_t bits = 1;
  for (int i = 0; i < 20000; ++i) {
    bits = bits * 6364136223846793005u + 1442695040888963407u;
    double number;
    std::memcpy(&number, &bits, sizeof number);
    if (!(number - number == 0)) continue;
    const std::string text = json_text(Json(number));
    REQUIRE(parse_json(text, "", Exit::spec).root.get<double>() == number);
    REQUIRE(text.size() <= 26);
  }
  CHECK(json_text(Json(2e23)) == "2e+23");
  CHECK(json_text(Json(5e-324)) == "5e-324");
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(json_text(Json{infinity, -infinity, std::nan("")}, -1) == "[null, null, null]");
}
