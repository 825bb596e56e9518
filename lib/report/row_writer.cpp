#include "report/row_writer.h"

#include <algorithm>
#include <utility>

#include "report/cells.h"

namespace aimodel {

namespace {

// csv and tsv: cells between separators.
template <char separator, void (*append)(std::string&, const Value&)>
class SeparatedWriter : public RowWriter {
 public:
  explicit SeparatedWriter(const std::vector<std::string>& columns) {
    header_.assign(columns.begin(), columns.end());
  }
  void write(const std::vector<Value>& row) override {
    begin();
    line(row);
  }
  void end() override { begin(); }
  bool rows_stand_alone() const override { return true; }
  void begin() override {
    if (!begun_) line(header_);
    begun_ = true;
  }
  void go_on() override { begun_ = true; }

 private:
  void line(const std::vector<Value>& row) {
    const size_t start = text.size();
    for (size_t i = 0; i < row.size(); ++i) {
      if (i > 0) text += separator;
      append(text, row[i]);
    }
    // A single empty cell would be an empty line, which readers skip.
    if (text.size() == start) text += "\"\"";
    text += '\n';
  }

  std::vector<Value> header_;
  bool begun_ = false;
};

// An object a row: a line each, or an array of them.
class ObjectWriter : public RowWriter {
 public:
  ObjectWriter(const std::vector<std::string>& columns, bool array) : array_(array) {
    for (const std::string& name : distinct_names(columns)) {
      std::string key, reason;
      append_json_text(key, name);
      append_json_text(reason, name + std::string(kReason));
      keys_.push_back(key + ":");
      reasons_.push_back(",\"" + reason.substr(1) + ":\"");
    }
  }
  void write(const std::vector<Value>& row) override {
    if (array_) text += std::exchange(begun_, true) ? ",\n" : "[\n";
    text += '{';
    for (size_t i = 0; i < row.size() && i < keys_.size(); ++i) {
      if (i > 0) text += ',';
      text += keys_[i];
      append_json(text, row[i]);
      if (const std::string_view odd = not_finite(row[i]); !odd.empty()) {
        text += reasons_[i];
        text += odd;
        text += '"';
      }
    }
    text += array_ ? "}" : "}\n";
  }
  void end() override {
    if (array_) text += begun_ ? "\n]\n" : "[]\n";
  }
  bool rows_stand_alone() const override { return !array_; }

 private:
  std::vector<std::string> keys_;
  std::vector<std::string> reasons_;
  bool array_;
  bool begun_ = false;
};

// Columns as wide as what came so far: later rows do not wait for those after them.
class TextWriter : public RowWriter {
 public:
  explicit TextWriter(std::vector<std::string> columns) : header_(std::move(columns)) {
    for (std::string& name : header_) {
      name = text_cell(name);
      widths_.push_back(display_width(name));
    }
  }
  void write(const std::vector<Value>& row) override {
    std::vector<std::string> cells;
    for (size_t i = 0; i < row.size() && i < header_.size(); ++i) {
      constexpr size_t kNumber = 10;  // room for -1.234e-05
      cells.push_back(text_cell(row[i]));
      const size_t least = is_number(row[i]) ? kNumber : 0;
      widths_[i] = std::max({widths_[i], display_width(cells[i]), least});
    }
    if (!begun_) {
      for (const Value& value : row) right_.push_back(is_number(value));
      begun_ = true;
      line(header_);
    }
    line(cells);
  }
  void end() override {
    if (begun_) return;
    begun_ = true;
    right_.assign(header_.size(), false);
    line(header_);
  }

 private:
  void line(const std::vector<std::string>& cells) {
    for (size_t i = 0; i < cells.size(); ++i) {
      const size_t padding = widths_[i] - display_width(cells[i]);
      if (i > 0) text += "  ";
      if (right_[i]) text.append(padding, ' ');
      text += cells[i];
      if (!right_[i] && i + 1 < cells.size()) text.append(padding, ' ');
    }
    text += '\n';
  }

  std::vector<std::string> header_;
  std::vector<size_t> widths_;
  std::vector<bool> right_;
  bool begun_ = false;
};

class MarkdownWriter : public RowWriter {
 public:
  explicit MarkdownWriter(const std::vector<std::string>& columns) {
    header_.assign(columns.begin(), columns.end());
  }
  void write(const std::vector<Value>& row) override {
    head(row);
    line(row);
  }
  void end() override { head({}); }

 private:
  void head(const std::vector<Value>& row) {
    if (begun_) return;
    begun_ = true;
    line(header_);
    text += '|';
    for (size_t i = 0; i < header_.size(); ++i) {
      text += i < row.size() && is_number(row[i]) ? " ---: |" : " --- |";
    }
    text += '\n';
  }
  void line(const std::vector<Value>& row) {
    text += '|';
    for (const Value& value : row) text += ' ' + markdown_cell(value) + " |";
    text += '\n';
  }

  std::vector<Value> header_;
  bool begun_ = false;
};

}  // namespace

std::unique_ptr<RowWriter> make_row_writer(std::vector<std::string> columns, Format format) {
  switch (format) {
    case Format::csv:
      return std::make_unique<SeparatedWriter<',', append_csv>>(columns);
    case Format::tsv:
      return std::make_unique<SeparatedWriter<'\t', append_tsv>>(columns);
    case Format::json:
      return std::make_unique<ObjectWriter>(columns, true);
    case Format::jsonl:
      return std::make_unique<ObjectWriter>(columns, false);
    case Format::md:
      return std::make_unique<MarkdownWriter>(columns);
    case Format::text:
      break;
  }
  return std::make_unique<TextWriter>(std::move(columns));
}

}  // namespace aimodel
