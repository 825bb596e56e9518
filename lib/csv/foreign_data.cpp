#include "csv/foreign_data.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/blanks.h"
#include "base/error.h"

namespace aimodel {

namespace {

using namespace std::string_view_literals;

struct Format {
  std::string_view start;  // first bytes
  std::string_view what;
  std::string_view command;  // prints CSV, {} standing for the file; or what pandas reads it with
};

constexpr std::string_view kPandas =
    "python3 -c \"import sys, pandas; pandas.{}('{}').to_csv(sys.stdout, index=False)\"";

constexpr Format kFormats[] = {
    {"PAR1"sv, "a Parquet file", "duckdb -csv -c \"from '{}'\""},
    {"ARROW1"sv, "an Arrow (Feather) file", "read_feather"},
    {"FEA1"sv, "a Feather file", "read_feather"},
    {"\xFF\xFF\xFF\xFF"sv, "an Arrow stream",
     "python3 -c \"import sys, pyarrow; pyarrow.ipc.open_stream('{}').read_pandas()"
     ".to_csv(sys.stdout, index=False)\""},
    {"ORC"sv, "an ORC file", "read_orc"},
    {"Obj\x01"sv, "an Avro file",
     "duckdb -csv -c \"install avro; load avro; from read_avro('{}')\""},
    {"SQLite format 3\0"sv, "an SQLite database", "sqlite3 -header -csv {} 'select * from TABLE'"},
    {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, "an Excel workbook (xls)", "read_excel"},
    {"\x89HDF\r\n\x1A\n"sv, "an HDF5 file", "read_hdf"},
    {"\x93NUMPY"sv, "a NumPy array",
     "python3 -c \"import sys, numpy; numpy.savetxt(sys.stdout, numpy.load('{}'), '%.17g', ',')\""},
    {"<stata_dta>"sv, "a Stata file", "read_stata"},
    {"$FL2"sv, "an SPSS file", "read_spss"},
    {"\0\0\0\0\0\0\0\0\0\0\0\0\xC2\xEA\x81\x60"sv, "a SAS file", "read_sas"},
    {"MATLAB 5.0"sv, "a MATLAB file", ""},
    {"RDX2\n"sv, "an R data file", ""},
    {"RDX3\n"sv, "an R data file", ""},
    {"X\n\0\0"sv, "an R object (rds)",
     "Rscript -e 'write.csv(readRDS(\"{}\"), row.names = FALSE)'"},
    {"\x80\x04\x95"sv, "a Python pickle", "read_pickle"},
    {"\x80\x05\x95"sv, "a Python pickle", "read_pickle"},
    {"\x28\xB5\x2F\xFD"sv, "compressed with zstd", "zstd -dc {}"},
    {"\xFD\x37zXZ\0"sv, "compressed with xz", "xz -dc {}"},
    {"BZh"sv, "compressed with bzip2", "bzip2 -dc {}"},
    {"\x04\x22\x4D\x18"sv, "compressed with lz4", "lz4 -dc {}"},
    {"7z\xBC\xAF\x27\x1C"sv, "a 7z archive", "7z x -so {}"},
    {"%PDF-"sv, "a PDF document", ""},
    {"\x89PNG\r\n"sv, "a PNG picture", ""},
    {"\xFF\xD8\xFF"sv, "a JPEG picture", ""},
    {"<?xml"sv, "an XML document", ""},
};

struct Wide {
  std::string_view name;
  std::string_view mark;     // BOM
  std::string_view pattern;  // of the first bytes without one: 0 for NUL, x for any other
};
// The longer marks first: that of UTF-32LE begins with that of UTF-16LE.
constexpr Wide kWide[] = {
    {"UTF-32LE", "\xFF\xFE\0\0"sv, "x000"},
    {"UTF-32BE", "\0\0\xFE\xFF"sv, "000x"},
    {"UTF-16LE", "\xFF\xFE"sv, "x0x0"},
    {"UTF-16BE", "\xFE\xFF"sv, "0x0x"},
};

bool fits(std::string_view pattern, std::string_view start) {
  return start.size() >= pattern.size() &&
         std::equal(pattern.begin(), pattern.end(), start.begin(),
                    [](char wanted, char byte) { return (wanted == '0') == (byte == 0); });
}

// A zip archive by its first entry: name and length of the name stand behind a header of 30 bytes.
Format zip_format(std::string_view start) {
  constexpr size_t kName = 30;
  const std::string_view entry = start.size() > kName ? start.substr(kName) : ""sv;
  for (const std::string_view name :
       {"[Content_Types].xml"sv, "xl/"sv, "_rels/"sv, "docProps/"sv}) {
    if (entry.starts_with(name)) return {start, "an Excel workbook (xlsx)", "read_excel"};
  }
  if (entry.starts_with("mimetypeapplication/vnd.oasis.opendocument.spreadsheet")) {
    return {start, "an OpenDocument spreadsheet", "read_excel"};
  }
  if (entry.substr(0, entry.find('\n')).find(".npy") != std::string_view::npos) {
    return {start, "NumPy arrays (npz)", ""};
  }
  return {start, "a zip archive", "unzip -p {}"};
}

// A name as it may stand in the command as it is; FILE for any other.
std::string shown(const std::string& path) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/+=,@%";
  const bool plain = path != "-" && path.find_first_not_of(kPlain) == std::string::npos;
  return plain ? path : "FILE";
}

[[noreturn]] void refuse(const Format& format, const std::string& path) {
  const std::string name = shown(path);
  std::string hint = "rows are read from CSV and JSON Lines files";
  if (format.command.starts_with("read_")) {
    hint = fmt::format(fmt::runtime(kPandas), format.command, name);
  } else if (!format.command.empty()) {
    hint = fmt::format(fmt::runtime(format.command), name);
  }
  if (!format.command.empty()) hint += " | aimodel ... -";
  throw Error(Exit::data, path == "-" ? "<stdin>" : path,
              fmt::format("the file is {}", format.what), hint);
}

// Whether there is a byte that stands in no text.
bool holds_binary(std::string_view bytes) {
  constexpr size_t kLooked = 512;
  return std::ranges::any_of(bytes.substr(0, kLooked), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte >= 0xF8;
  });
}

bool is_html(std::string_view start) {
  start = trimmed_lines(start);
  const auto begins = [&](std::string_view word) {
    return start.size() >= word.size() &&
           std::equal(word.begin(), word.end(), start.begin(),
                      [](char w, char c) { return w == (c >= 'A' && c <= 'Z' ? c + 32 : c); });
  };
  return begins("<!doctype html") || begins("<html");
}

}  // namespace

void refuse_foreign_data(std::string_view start, const std::string& path) {
  // safetensors: the length of the JSON text in eight bytes, then the text.
  if (start.size() > 8 && start.substr(4, 5) == "\0\0\0\0{"sv) {
    refuse({start, "a model, not rows", ""}, path);
  }
  for (const Wide& wide : kWide) {
    if (!start.starts_with(wide.mark) && !fits(wide.pattern, start)) continue;
    const bool marked = start.starts_with(wide.mark);
    throw Error(Exit::data, path == "-" ? "<stdin>" : path,
                fmt::format("the file is {}, not UTF-8", wide.name.substr(0, 6)),
                fmt::format("iconv -f {} -t UTF-8 {} | aimodel ... -",
                            marked ? wide.name.substr(0, 6) : wide.name, shown(path)));
  }
  for (const Format& format : kFormats) {
    // A column may be called PAR1: what begins so and is text is a text.
    const bool mark_is_text =
        !holds_binary(format.start) && format.start[0] != '<' && format.start[0] != '%';
    if (!start.starts_with(format.start) || (mark_is_text && !holds_binary(start))) continue;
    refuse(format, path);
  }
  if (start.starts_with("PK\x03\x04")) refuse(zip_format(start), path);
  constexpr size_t kTarMagic = 257;
  if (start.size() > kTarMagic && start.substr(kTarMagic).starts_with("ustar")) {
    refuse({start, "a tar archive", "tar -xOf {}"}, path);
  }
  const std::string_view text = trimmed_lines(start);
  if (text.starts_with('[') && trimmed_lines(text.substr(1)).starts_with('{')) {
    throw Error(Exit::data, path == "-" ? "<stdin>" : path,
                "the file is one JSON list, not JSON Lines",
                fmt::format("jq -c '.[]' {} | aimodel ... -", shown(path)));
  }
  if (is_html(start)) {
    throw Error(Exit::data, path == "-" ? "<stdin>" : path, "the file is an HTML page, not rows",
                "was it loaded from an address that answered with a page?");
  }
}

bool may_be_foreign_data(std::string_view start) {
  constexpr size_t kEnough = 512, kLine = 16;
  if (start.size() >= kEnough) return false;
  // A line that has not ended is waited for in any case.
  const bool line_ended = start.find_first_of("\r\n") != std::string_view::npos;
  if (holds_binary(start) || (start.size() < kLine && !line_ended)) return true;
  const auto begins = [&](std::string_view mark) {
    return start.size() < mark.size() && mark.starts_with(start);
  };
  return trimmed_lines(start) == "[" || begins("\xEF\xBB\xBF") || begins("PK\x03\x04") ||
         std::ranges::any_of(kFormats, [&](const Format& f) { return begins(f.start); }) ||
         std::ranges::any_of(kWide, [&](const Wide& w) { return begins(w.mark); });
}

}  // namespace aimodel
