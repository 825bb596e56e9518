#include <cmath>
#include <string>
#include <thread>

#include <doctest/doctest.h>
#include <unistd.h>
#include <zlib.h>

#include "base/random.h"
#include "csv/csv.h"
#include "support.h"

using namespace aimodel;

namespace {

// A pipe whose read end is standard input as long as it lives.
class StandardInput {
 public:
  StandardInput() : saved_(::dup(STDIN_FILENO)) {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    ::dup2(ends[0], STDIN_FILENO);
    ::close(ends[0]);
    write_end_ = ends[1];
  }
  ~StandardInput() {
    end();
    ::dup2(saved_, STDIN_FILENO);
    ::close(saved_);
  }
  StandardInput(const StandardInput&) = delete;
  StandardInput& operator=(const StandardInput&) = delete;

  void send(std::string_view text) {
    while (!text.empty()) {
      const ssize_t written = ::write(write_end_, text.data(), text.size());
      if (written <= 0) return;
      text.remove_prefix(static_cast<size_t>(written));
    }
  }
  void end() {
    if (write_end_ >= 0) ::close(write_end_);
    write_end_ = -1;
  }

 private:
  int saved_;
  int write_end_;
};

struct Cells {
  std::vector<std::vector<std::string>> rows;
  std::vector<uint64_t> lines;
  bool operator==(const Cells&) const = default;
};

void append(Cells& cells, const Frame& frame) {
  for (auto& row : rows_of(frame)) cells.rows.push_back(std::move(row));
  cells.lines.insert(cells.lines.end(), frame.lines.begin(), frame.lines.end());
}

Cells read_in_chunks(const std::string& path, int64_t chunk) {
  CsvReader reader(path, {});
  std::vector<CsvColumn> wanted;
  for (const std::string& name : reader.header()) wanted.push_back({name, CellKind::text});
  reader.select(wanted);
  Cells cells;
  for (Frame frame; reader.read(frame, chunk);) append(cells, frame);
  return cells;
}

std::string as_cell(const std::string& text, bool always_quote) {
  if (!always_quote && !text.empty() && text.find_first_of("\",\r\n") == std::string::npos)
    return text;
  std::string cell = "\"";
  for (const char c : text) cell += c == '"' ? std::string("\"\"") : std::string(1, c);
  return cell + '"';
}

// Random cells out of the characters that matter, and the file that holds them.
struct RandomTable {
  std::vector<std::vector<std::string>> rows;
  std::string file;
};

RandomTable random_table(const Random& random) {
  static const std::string kLetters[] = {"\"", ",", "\n", "\r",       "\r\n", "a",
                                         "b ", " ", ";",  "\xC3\xA9", "\"\"", "NA"};
  static const std::string kBreaks[] = {"\n", "\r\n", "\r"};
  uint64_t position = 0;
  const auto draw = [&](uint64_t bound) { return random.below(bound, position++); };
  RandomTable table;
  const uint64_t width = 2 + draw(4);
  const std::string line_break = kBreaks[draw(3)];
  for (uint64_t i = 0; i < width; ++i) table.file += (i > 0 ? ",c" : "c") + std::to_string(i);
  const uint64_t count = 1 + draw(8);
  for (uint64_t row = 0; row < count; ++row) {
    table.file += line_break;
    auto& cells = table.rows.emplace_back();
    for (uint64_t i = 0; i < width; ++i) {
      std::string text;
      for (uint64_t k = draw(6); k > 0; --k) text += kLetters[draw(std::size(kLetters))];
      table.file += (i > 0 ? "," : "") + as_cell(text, draw(2) == 0);
      cells.push_back(text);
    }
  }
  if (draw(2) == 0) table.file += line_break;
  return table;
}

std::vector<CsvColumn> verbatim(const std::vector<std::string>& names) {
  std::vector<CsvColumn> wanted;
  for (const std::string& name : names) wanted.push_back({name, CellKind::verbatim});
  return wanted;
}

}  // namespace

TEST_CASE("chunks of any size give what the whole gives") {
  std::string text = "a,b,c\n";
  for (int i = 0; i < 50; ++i) {
    text += std::to_string(i % 7) + ",\"line\r\n" + std::to_string(i) + "\",\"x\"\"y\"\r\n";
    if (i % 5 == 0) text += "\n";
  }
  const TemporaryFile file(text);
  const Cells whole = read_in_chunks(file.path(), kAll);
  CHECK(whole.rows.size() == 50);
  for (int64_t chunk = 1; chunk <= 7; ++chunk) CHECK(read_in_chunks(file.path(), chunk) == whole);
}

TEST_CASE("what is written is read: random cells with quotes, delimiters and line breaks") {
  for (uint64_t seed = 0; seed < 400; ++seed) {
    const RandomTable table = random_table(Random(seed));
    CAPTURE(table.file);
    const TemporaryFile file(table.file);
    CsvFormat format;
    format.delimiter = ',';
    CsvReader reader(file.path(), format);
    reader.select(verbatim(reader.header()));
    Frame frame;
    reader.read(frame, kAll);
    REQUIRE(frame.rows() == static_cast<int64_t>(table.rows.size()));
    for (size_t i = 0; i < table.rows.size(); ++i) {
      for (size_t k = 0; k < table.rows[i].size(); ++k) {
        REQUIRE(frame.columns[k].text(static_cast<int64_t>(i)) == table.rows[i][k]);
      }
    }
  }
}

TEST_CASE("bytes that come one by one make the same rows as bytes that come at once") {
  for (uint64_t seed = 0; seed < 40; ++seed) {
    const RandomTable table = random_table(Random(seed).branch("pipe"));
    CAPTURE(table.file);
    const TemporaryFile file(table.file);
    StandardInput input;
    std::thread writer([&] {
      for (const char byte : table.file) {
        input.send({&byte, 1});
        std::this_thread::yield();
      }
      input.end();
    });
    const Cells slow = read_in_chunks("-", 3);
    writer.join();
    CHECK(slow == read_in_chunks(file.path(), kAll));
  }
}

TEST_CASE("one row is given as soon as its line is there") {
  StandardInput input;
  input.send("a,b\n");
  CsvReader reader("-", {});  // would block if it waited for a row
  CHECK(reader.file() == "<stdin>");
  reader.select({{"a", CellKind::text}, {"b", CellKind::number}});
  Frame frame;
  for (const std::string line_break : {"\n", "\r\n", "\r"}) {
    input.send("x,1" + line_break);
    REQUIRE(reader.read(frame, 1));
    CHECK(frame.columns[0].text(0) == "x");
    input.send("\"y\",\"2\"" + line_break + "z");
    REQUIRE(reader.read(frame, 1));
    CHECK(frame.columns[1].numbers[0] == 2);
    input.send(",3" + line_break);
    REQUIRE(reader.read(frame, 1));
    CHECK(frame.columns[0].text(0) == "z");
  }
  input.end();
  CHECK(!reader.read(frame, 1));
}

TEST_CASE("a gzip file is read like a plain one, of several members too") {
  const TemporaryFile plain("a,b\n1,2\n3,4\n5,6\n");
  const TemporaryFile packed("", "rows.csv");  // told by its bytes, not by its name
  for (const std::string part : {"a,b\n1,", "2\n3,4\n5,6\n"}) {
    const gzFile file = ::gzopen(packed.path().c_str(), "ab");
    REQUIRE(::gzwrite(file, part.data(), static_cast<unsigned>(part.size())) > 0);
    ::gzclose(file);
  }
  CHECK(read_in_chunks(packed.path(), 2) == read_in_chunks(plain.path(), kAll));
  std::string hashes[2];
  for (const TemporaryFile* file : {&plain, &packed}) {
    CsvReader reader(file->path(), {});
    reader.select({});
    Frame frame;
    reader.read(frame, kAll);
    hashes[file == &packed] = reader.content_hash();
  }
  CHECK(hashes[0] == hashes[1]);
}

TEST_CASE(
    "a file cut at any byte gives rows or an error, and no row that the whole does not have") {
  const std::string text =
      "\xEF\xBB\xBF"
      "name,\"the \"\"x\"\"\"\r\n\"a,\n\"\"b\"\"\",1\r\n\r\n\xC3\xA9,-2.5e3\r\nz, 7\r\n";
  const TemporaryFile file(text);
  const Cells whole = read_in_chunks(file.path(), kAll);
  CHECK(whole.rows.size() == 3);
  for (size_t size = 0; size < text.size(); ++size) {
    CAPTURE(size);
    const TemporaryFile cut(text.substr(0, size));
    for (const OnBadRow on_bad_row : {OnBadRow::fail, OnBadRow::skip}) {
      Cells cells;
      const std::string message = error_text([&] {
        CsvReader reader(cut.path(), {}, on_bad_row);
        reader.select({{"name", CellKind::text}, {"the \"x\"", CellKind::number}});
        for (Frame frame; reader.read(frame, 1);) {
          for (const uint32_t id : frame.columns[0].ids) {
            cells.rows.push_back({frame.columns[0].texts[id]});
          }
        }
      });
      CHECK((message.empty() || message.starts_with("rows.csv")));
      REQUIRE(cells.rows.size() <= 3);
      for (size_t i = 0; i < cells.rows.size(); ++i) CHECK(cells.rows[i][0] == whole.rows[i][0]);
    }
  }
}

TEST_CASE("a row of many megabytes is looked at once, however slowly it comes") {
  // A pipe holds 64 KiB: with the scan begun anew for each piece this would look at 2 GB.
  const std::string cell(size_t{16} << 20, 'x');
  StandardInput input;
  std::thread writer([&] {
    input.send("a,b\n\"" + cell + "\",1\n");
    input.end();
  });
  CsvReader reader("-", {});
  reader.select({{"a", CellKind::text}});
  Frame frame;
  CHECK(reader.read(frame, 1));
  CHECK(frame.columns[0].text(0) == cell);
  writer.join();
}
